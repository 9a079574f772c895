"""In which session an order was placed, and whether its checkout was seen."""

import pytest

from tests.sql.tables import check, run

SESSIONS = """
    session_id | device_key | user_key | business_date | started_at          | ended_at            | first_event_key | last_event_key
    1          | 10         |          | 2026-11-20    | 2026-11-20 09:00:00 | 2026-11-20 09:10:00 | 5               | 6
    2          | 10         | 30       | 2026-11-20    | 2026-11-20 09:10:00 | 2026-11-20 09:11:00 | 7               | 9
    3          | 11         |          | 2026-11-20    | 2026-11-20 09:00:00 | 2026-11-20 09:10:00 | 1               | 2
    """
OWNER = """
    device_id | device_key | person_key
    D1        | 10         | 20
    """


@pytest.mark.parametrize(
    ("at", "owner", "session"),
    [
        ("2026-11-20 09:05:00", 20, "1"),
        ("2026-11-20 08:59:59.999", 20, None),
        ("2026-11-20 09:40:00", 20, "1"),
        ("2026-11-20 09:40:00.001", 20, None),
        ("2026-11-20 09:10:00", 30, "2"),
        ("2026-11-20 09:05:00", 99, None),
    ],
    ids=["in it", "before it", "30 minutes later", "too late", "another user's", "a stranger's"],
)
def test_an_order_that_only_a_server_told_lies_in_its_person_s_session(
    at: str, owner: int, session: str | None
) -> None:
    (found,) = run(
        "order_visits",
        device_sessions=SESSIONS,
        identity_map=OWNER,
        order_sales=f"""
        order_key | person_key | ordered_at | business_date
        told      | {owner}    | {at}       | {at[:10]}
        """,
    )
    assert found.get("session_id") == session


def test_of_two_sessions_the_one_that_began_last_before_the_order_has_it_and_may_have_two() -> None:
    check(
        "order_visits",
        """
        order_key | session_id
        o1        | 2
        o2        | 2
        o3        | 1
        """,
        device_sessions="""
        session_id | device_key | user_key | business_date | started_at          | ended_at
        1          | 10         | 20       | 2026-11-20    | 2026-11-20 09:00:00 | 2026-11-20 09:20:00
        2          | 11         | 20       | 2026-11-20    | 2026-11-20 09:05:00 | 2026-11-20 09:20:00
        3          | 12         | 20       | 2026-11-20    | 2026-11-20 09:05:00 | 2026-11-20 09:20:00
        """,
        order_sales="""
        order_key | person_key | ordered_at          | business_date
        o1        | 20         | 2026-11-20 09:10:00 | 2026-11-20
        o2        | 20         | 2026-11-20 09:11:00 | 2026-11-20
        o3        | 20         | 2026-11-20 09:04:00 | 2026-11-20
        """,
    )


def test_an_order_that_a_visit_told_lies_in_the_session_of_that_event() -> None:
    """Two users of one device in one millisecond: their visits are in crowded_visits."""
    moment = "2026-11-20 09:10:00"
    check(
        "order_visits",
        """
        order_key | session_id
        last      | 1
        first     | 2
        other     | 3
        """,
        device_sessions=SESSIONS,
        crowded_visits="""
        event_key | business_date | device_key | session_id
        6         | 2026-11-20    | 10         | 1
        7         | 2026-11-20    | 10         | 2
        """,
        order_sales=f"""
        order_key | person_key | business_date | seen_at  | visit_event_key | visit_device_key
        last      | 20         | 2026-11-20    | {moment} | 6               | 10
        first     | 30         | 2026-11-20    | {moment} | 7               | 10
        other     | 40         | 2026-11-20    | {moment} | 2               | 11
        """,
    )


@pytest.mark.parametrize(
    ("at", "checkout"),
    [
        ("2026-11-20 09:00:00", "2026-11-20 09:00:00"),
        ("2026-11-20 08:59:59.999", None),
        ("2026-11-21 09:00:00", "2026-11-20 09:00:00"),
        ("2026-11-21 09:00:00.001", None),
    ],
    ids=["at once", "before it", "24 hours later", "too late"],
)
def test_a_checkout_is_the_order_s_for_a_day(at: str, checkout: str | None) -> None:
    (found,) = run(
        "order_visits",
        funnel_steps="""
        person_key | step | occurred_at
        20         | 3    | 2026-11-20 09:00:00
        30         | 3    | 2026-11-20 08:59:00
        20         | 2    | 2026-11-20 08:59:00
        """,
        order_sales=f"order_key | person_key | ordered_at\no | 20 | {at}",
    )
    assert found.get("checkout_at") == checkout


def test_a_checkout_leads_to_one_order_or_to_all_of_its_millisecond() -> None:
    check(
        "order_visits",
        """
        order_key | checkout_at
        one       | 2026-11-20 09:00:00
        two       | 2026-11-20 09:00:00
        later     |
        seen      | 2026-11-20 11:00:00
        """,
        funnel_steps="""
        person_key | step | occurred_at
        20         | 3    | 2026-11-20 08:00:00
        20         | 3    | 2026-11-20 09:00:00
        20         | 3    | 2026-11-20 11:00:00
        """,
        order_sales="""
        order_key | person_key | ordered_at          | seen_at
        one       | 20         | 2026-11-20 09:05:00 |
        two       | 20         | 2026-11-20 09:05:00 |
        later     | 20         | 2026-11-20 09:06:00 |
        seen      | 20         | 2026-11-20 10:59:00 | 2026-11-20 11:01:00
        """,
    )
