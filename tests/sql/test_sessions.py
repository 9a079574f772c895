"""Sessions: 30 minutes of silence, the shop's midnight or another user end one (Mixpanel's examples, and the edges)."""

import pytest

from tests.sql.tables import Row, check, run

HEAD = (
    "event_id | event_key | event_name | occurred_at | business_date | device_key | user_id | sent_person_key"
    " | platform | country | is_visit"
)


def a_visit(place: int, at: str, date: str = "", device: int = 7, user: str = "", key: int = 7) -> str:
    event = f"e{place:02} | {place} | Page Viewed | {at} | {date or at[:10]}"
    return f"{event} | {device} | {user} | {key} | web | IT | true"


def sessions(*moments: str, business_dates: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """(start, end, events) of one device's sessions, in time order."""
    dates = business_dates or tuple(moment[:10] for moment in moments)
    rows = [
        a_visit(place, moment, date) for place, (moment, date) in enumerate(zip(moments, dates, strict=True))
    ]
    found = run("device_sessions", stg_events="\n".join([HEAD, *rows]))
    return sorted((row["started_at"], row["ended_at"], row["events"]) for row in found)


def test_half_an_hour_of_silence_ends_a_session() -> None:
    assert sessions(
        "2026-11-20 13:00:00",
        "2026-11-20 13:10:00",
        "2026-11-20 13:50:00",
        "2026-11-20 14:10:00",
        "2026-11-20 14:25:00",
    ) == [
        ("2026-11-20 13:00:00", "2026-11-20 13:10:00", "2"),
        ("2026-11-20 13:50:00", "2026-11-20 14:25:00", "3"),
    ]


def test_midnight_ends_a_session() -> None:
    assert sessions(
        "2026-11-20 23:30:00", "2026-11-20 23:50:00", "2026-11-21 00:05:00", "2026-11-21 00:10:00"
    ) == [
        ("2026-11-20 23:30:00", "2026-11-20 23:50:00", "2"),
        ("2026-11-21 00:05:00", "2026-11-21 00:10:00", "2"),
    ]


def test_it_is_the_shops_midnight_not_the_one_of_utc() -> None:
    """Rome in winter: its day starts at 23:00 UTC."""
    assert sessions(
        "2026-11-20 22:50:00",
        "2026-11-20 23:05:00",
        "2026-11-21 00:05:00",
        business_dates=("2026-11-20", "2026-11-21", "2026-11-21"),
    ) == [
        ("2026-11-20 22:50:00", "2026-11-20 22:50:00", "1"),
        ("2026-11-20 23:05:00", "2026-11-20 23:05:00", "1"),
        ("2026-11-21 00:05:00", "2026-11-21 00:05:00", "1"),
    ]
    assert (
        len(sessions("2026-11-20 23:50:00", "2026-11-21 00:05:00", business_dates=("2026-11-21",) * 2)) == 1
    )


def test_exactly_thirty_minutes_is_still_the_same_session() -> None:
    assert len(sessions("2026-11-20 13:00:00", "2026-11-20 13:30:00")) == 1
    assert len(sessions("2026-11-20 13:00:00", "2026-11-20 13:30:00.001")) == 2


def test_events_of_the_same_millisecond_are_one_session() -> None:
    moment = "2026-11-20 13:00:00"
    assert sessions(moment, moment) == [(moment, moment, "2")]


def users_in_turn(*users: str) -> list[tuple[str, str]]:
    """(events, user_key) of the sessions of one device on which these users follow each other by a minute."""
    keys = {"": 7, "anna": 100, "bruno": 200, "$device:x": 7}
    rows = [
        a_visit(place, f"2026-11-20 13:{place:02}:00", user=user, key=keys[user])
        for place, user in enumerate(users, start=10)
    ]
    found = run("device_sessions", stg_events="\n".join([HEAD, *rows]))
    return [
        (row["events"], row.get("user_key", "")) for row in sorted(found, key=lambda row: row["started_at"])
    ]


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        (("", "", "anna", "anna"), [("4", "100")]),
        (("anna", "", "anna"), [("3", "100")]),
        (("anna", "", "bruno"), [("2", "100"), ("1", "200")]),
        (("", "anna", "bruno", "", "anna"), [("2", "100"), ("2", "200"), ("1", "100")]),
        (("", ""), [("2", "")]),
        (("", "$device:x", "anna"), [("3", "100")]),
        (("bruno", "anna"), [("1", "200"), ("1", "100")]),
    ],
    ids=[
        "logs in",
        "logs out and in",
        "another logs in",
        "back again",
        "nobody",
        "a device as user",
        "at once",
    ],
)
def test_another_known_user_starts_a_session_and_nobody_known_does_not(
    users: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert users_in_turn(*users) == expected


def test_a_user_who_was_there_before_the_silence_is_no_other_user() -> None:
    """Anna in the morning, then somebody, then Bruno: the second session is Bruno's from its first event on."""
    rows = [
        a_visit(1, "2026-11-20 09:00:00", user="anna", key=100),
        a_visit(2, "2026-11-20 13:00:00"),
        a_visit(3, "2026-11-20 13:01:00", user="bruno", key=200),
    ]
    found = run("device_sessions", stg_events="\n".join([HEAD, *rows]))
    assert sorted((row["events"], row["user_key"]) for row in found) == [("1", "100"), ("2", "200")]


def test_two_users_of_one_millisecond_have_sessions_of_their_own() -> None:
    moment = "2026-11-20 13:00:00"
    rows = [a_visit(1, moment, user="anna", key=100), a_visit(2, moment, user="bruno", key=200)]
    found = run("device_sessions", stg_events="\n".join([HEAD, *rows]))
    assert len({row["session_id"] for row in found}) == 2


def test_devices_do_not_mix_and_a_user_without_a_device_is_one() -> None:
    at = "2026-11-20 13:00:00"
    rows = [
        a_visit(1, at, device=7, user="anna", key=100),
        a_visit(2, at, device=8, user="anna", key=100),
        a_visit(3, at, device=100, user="anna", key=100),
    ]
    found = run("device_sessions", stg_events="\n".join([HEAD, *rows]))
    assert {(row["device_key"], row["user_key"], row["events"]) for row in found} == {
        ("7", "100", "1"),
        ("8", "100", "1"),
        ("100", "100", "1"),
    }


STORY = """
    event_id | event_key | event_name      | occurred_at         | business_date | device_key | sent_person_key | platform | country | url    | utm_source | utm_campaign | is_visit
    a        | 1         | Page Viewed     | 2026-11-20 09:00:00 | 2026-11-20    | 10         | 10         | ios      | IT      |        |            |              | true
    b        | 2         | Product Viewed  | 2026-11-20 09:05:00 | 2026-11-20    | 10         | 10         | web      | FR      | /shoes | mail       |              | true
    c        | 3         | $identify       | 2026-11-20 09:06:00 | 2026-11-20    | 10         | 20         | web      | FR      | /login |            |              | false
    d        | 4         | Product Viewed  | 2026-11-20 09:10:00 | 2026-11-20    | 10         | 10         | web      | FR      | /pay   | ads        | flash        | true
    """


def test_platform_and_country_are_those_of_its_first_event_the_rest_of_the_first_that_has_them() -> None:
    (session,) = run("device_sessions", stg_events=STORY)
    assert session.pop("session_id") == run("device_sessions", stg_events=STORY)[0]["session_id"]
    assert session == {
        "device_key": "10",
        "business_date": "2026-11-20",
        "started_at": "2026-11-20 09:00:00",
        "ended_at": "2026-11-20 09:10:00",
        "events": "3",
        "product_views": "2",
        "platform": "ios",
        "country": "IT",
        "entry_url": "/shoes",
        "utm_source": "mail",
        "utm_campaign": "flash",
        "first_event_key": "1",
        "last_event_key": "4",
    }


def test_identity_calls_keep_no_session_open() -> None:
    check(
        "device_sessions",
        """
        started_at          | ended_at            | events
        2026-11-20 09:00:00 | 2026-11-20 09:00:00 | 1
        2026-11-20 09:50:00 | 2026-11-20 09:50:00 | 1
        """,
        stg_events="""
        event_id | event_key | event_name  | occurred_at         | business_date | device_key | platform | country | is_visit
        a        | 1         | Page Viewed | 2026-11-20 09:00:00 | 2026-11-20    | 1          | web      | IT      | true
        b        | 2         | $identify   | 2026-11-20 09:25:00 | 2026-11-20    | 1          | web      | IT      | false
        c        | 3         | Page Viewed | 2026-11-20 09:50:00 | 2026-11-20    | 1          | web      | IT      | true
        """,
    )


def test_only_an_order_that_counts_makes_a_session_one_with_an_order() -> None:
    """A cancelled order is a visit like any other event."""
    check(
        "sessions",
        """
        session_id | had_order
        1          | true
        2          | false
        3          | false
        """,
        device_sessions="""
        session_id | device_key
        1          | 10
        2          | 11
        3          | 12
        """,
        orders="""
        order_id | session_id | is_cancelled
        o1       | 1          | false
        o2       | 1          | false
        o3       | 2          | true
        o4       |            | false
        """,
    )


ON_DEVICES = """
    session_id | device_key | user_key | user_id | business_date | started_at          | ended_at
    1          | 10         |          |         | 2026-11-20    | 2026-11-20 09:00:00 | 2026-11-20 09:10:00
    2          | 10         | 30       | bruno   | 2026-11-20    | 2026-11-20 09:10:00 | 2026-11-20 09:11:00
    3          | 11         |          |         | 2026-11-20    | 2026-11-20 09:00:00 | 2026-11-20 09:10:00
    """
OWNER = """
    device_id | device_key | person_key | user_id
    D1        | 10         | 20         | anna
    """


def test_a_session_s_person_is_its_known_user_else_the_device_s_owner_else_the_device() -> None:
    """Who is merged changes the person, never the sessions."""
    before = run("sessions", device_sessions=ON_DEVICES)
    after = run("sessions", device_sessions=ON_DEVICES, identity_map=OWNER)
    assert persons(before) == {"1": "10", "2": "30", "3": "11"}
    assert persons(after) == {"1": "20", "2": "30", "3": "11"}
    assert {row["session_id"]: row.get("user_id") for row in after} == {"1": "anna", "2": "bruno", "3": None}
    assert {row["session_id"]: row["duration_s"] for row in after} == {"1": "600", "2": "60", "3": "600"}


def persons(rows: list[Row]) -> dict[str, str]:
    return {row["session_id"]: row["person_key"] for row in rows}
