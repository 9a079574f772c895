"""Device to person: the first link wins and works backwards (Mixpanel's simplified id merge)."""

import pytest
import xxhash
from tally.domain.people.identity import MOST_USERS_OF_A_DEVICE

from tests.sql.tables import check, run


def key(text: str) -> int:
    return int.from_bytes(xxhash.xxh64(text.encode()).digest(), "big", signed=True)


D1, D2, D3 = (key(f"$device:D{number}") for number in (1, 2, 3))
U1, U2 = key("U1"), key("U2")

SAME_HASH = (
    "LJdsSXw90000000000000000000000003i8YC2Qw0000000000000000",
    "jkosr6S4000000000000000000000000XY4rISp50000000000000000",
)
"""Behind `$device:` these two have one xxHash64."""

EVENTS = f"""
    event_id | event_key | occurred_at         | device_id | user_id | sent_person_key
    e1       | 1         | 2026-11-20 09:00:00 | D1        |         | {D1}
    e2       | 2         | 2026-11-20 09:01:00 | D1        |         | {D1}
    e3       | 3         | 2026-11-20 09:02:00 | D1        | U1      | {U1}
    e4       | 4         | 2026-11-20 10:00:00 | D2        |         | {D2}
    e5       | 5         | 2026-11-20 10:01:00 | D2        | U1      | {U1}
    e6       | 6         | 2026-11-20 11:00:00 | D3        |         | {D3}
    e7       | 7         | 2026-11-20 11:01:00 | D3        | U2      | {U2}
"""


def test_mixpanels_example() -> None:
    check(
        "device_users",
        f"""
        device_id | device_key | user_id | person_key | linked_at
        D1        | {D1}       | U1      | {U1}       | 2026-11-20 09:02:00
        D2        | {D2}       | U1      | {U1}       | 2026-11-20 10:01:00
        D3        | {D3}       | U2      | {U2}       | 2026-11-20 11:01:00
        """,
        stg_events=EVENTS,
    )


def test_the_first_link_wins_however_late_it_arrives() -> None:
    """A second user logs in on the device: the device stays with the first."""
    check(
        "device_users",
        """
        device_id | user_id | linked_at
        D1        | U1      | 2026-11-20 09:02:00
        """,
        stg_events="""
        event_id | event_key | occurred_at         | device_id | user_id | sent_person_key
        later    | 1         | 2026-11-20 12:00:00 | D1        | U2      | 2
        earlier  | 2         | 2026-11-20 09:02:00 | D1        | U1      | 1
        """,
    )


@pytest.mark.parametrize(
    ("time", "came", "owner"),
    [
        ("2010-01-01 00:00:00", "2026-11-20 15:00:00", "U1"),  # a clock that was never set
        ("2026-11-15 09:00:00", "2026-11-20 15:00:00", "U1"),  # days behind
        ("2026-11-18 08:59:59", "2026-12-24 15:00:00", "U1"),
        ("2026-11-18 09:00:01", "2026-12-24 15:00:00", "U2"),  # a link that a phone sent late
        ("2010-01-01 00:00:00", "2010-01-01 00:00:01", "U2"),  # its time is that of its arrival
        ("2010-01-01 00:00:00", "2026-11-20 08:59:59", "U2"),  # it did come first
    ],
)
def test_a_clock_days_wrong_takes_no_device(time: str, came: str, owner: str) -> None:
    found = run(
        "device_users",
        stg_events=f"""
        event_id | event_key | occurred_at         | received_at         | device_id | user_id | sent_person_key
        owner    | 1         | 2026-11-20 09:00:00 | 2026-11-20 09:00:01 | D1        | U1      | 1
        guest    | 2         | {time}              | {came}              | D1        | U2      | 2
        """,
    )
    assert [row["user_id"] for row in found] == [owner]


def test_a_wrong_clock_links_a_device_that_nobody_else_has() -> None:
    """Its other events say when the device was there: the link is the only one."""
    check(
        "device_users",
        """
        device_id | user_id | linked_at
        D1        | U1      | 2010-01-01 00:00:00
        """,
        stg_events="""
        event_id | event_key | occurred_at         | received_at         | device_id | user_id | sent_person_key
        e1       | 1         | 2026-11-20 09:00:00 | 2026-11-20 09:00:01 | D1        |         | 5
        e2       | 2         | 2010-01-01 00:00:00 | 2026-11-21 09:00:01 | D1        | U1      | 1
        """,
    )


def test_a_tie_goes_to_the_smaller_event_id() -> None:
    check(
        "device_users",
        """
        device_id | user_id
        D1        | U2
        """,
        stg_events="""
        event_id | event_key | occurred_at         | device_id | user_id | sent_person_key
        b        | 1         | 2026-11-20 09:00:00 | D1        | U1      | 1
        a        | 2         | 2026-11-20 09:00:00 | D1        | U2      | 2
        """,
    )


def test_a_device_without_user_and_a_user_without_device_link_nothing() -> None:
    assert (
        run(
            "device_users",
            stg_events="""
            event_id | event_key | occurred_at         | device_id | user_id | sent_person_key
            a        | 1         | 2026-11-20 09:00:00 | D1        |         | 1
            b        | 2         | 2026-11-20 09:00:00 |           | U1      | 2
            """,
        )
        == []
    )


def test_anonymous_events_follow_their_device_and_later_users_keep_theirs() -> None:
    """All of the example's events, seen by the model that first asks who was there."""
    check(
        "visits",
        f"""
        person_key | events
        {U1}       | 5
        {U2}       | 3
        """,
        identity_map=f"""
        device_id | device_key | person_key
        D1        | {D1}       | {U1}
        D2        | {D2}       | {U1}
        D3        | {D3}       | {U2}
        """,
        stg_events=f"""
        sent_person_key | is_visit
        {D1}       | true
        {D1}       | true
        {U1}       | true
        {D2}       | true
        {U1}       | true
        {D3}       | true
        {U2}       | true
        {U2}       | true
        """,
    )


def test_two_devices_of_one_hash_are_one_device() -> None:
    """xxHash64 is no secret: who wants two texts of one hash can make them."""
    one, other = SAME_HASH
    assert key(f"$device:{one}") == key(f"$device:{other}")
    check(
        "device_users",
        f"""
        device_id | device_key             | user_id
        {one} | {key("$device:" + one)} | U1
        """,
        stg_events=f"""
        event_id | event_key | occurred_at         | device_id | user_id | sent_person_key
        e1       | 1         | 2026-11-20 09:00:00 | {one} | U1      | 1
        e2       | 2         | 2026-11-20 09:01:00 | {other} | U2      | 2
        """,
    )


def test_users_of_a_device_are_counted_once_each() -> None:
    check(
        "device_users",
        """
        device_id | user_id | users
        D1        | U1      | 2
        """,
        stg_events="""
        event_id | event_key | occurred_at         | device_id | user_id | sent_person_key
        e1       | 1         | 2026-11-20 09:00:00 | D1        | U1      | 1
        e2       | 2         | 2026-11-20 09:01:00 | D1        | U2      | 2
        e3       | 3         | 2026-11-20 09:02:00 | D1        | U1      | 1
        e4       | 4         | 2026-11-20 09:03:00 | D1        | D1      | 3
        """,
    )


def test_a_device_with_more_users_than_a_person_can_be_is_nobodys() -> None:
    check(
        "identity_map",
        """
        device_id | user_id
        family    | U1
        """,
        device_users=f"""
        device_id | user_id | users
        family    | U1      | {MOST_USERS_OF_A_DEVICE}
        kiosk     | U1      | {MOST_USERS_OF_A_DEVICE + 1}
        """,
    )
