"""What identity_map does not follow, for an analyst to look at."""

from tally.domain.people.identity import MOST_USERS_OF_A_DEVICE

from tests.sql.tables import check


def test_a_later_user_of_a_device_is_reported_once_with_a_count() -> None:
    check(
        "ignored_links",
        """
        first_id | second_id  | event_name  | reason                | linked_user_id | event_id | first_at            | last_at             | events
        u2       | $device:d1 | Page Viewed | device_has_other_user | u1             | e2       | 2026-11-20 10:00:00 | 2026-11-20 11:00:00 | 2
        """,
        stg_events="""
        event_id | event_name  | occurred_at         | device_id | user_id
        e1       | Page Viewed | 2026-11-20 09:00:00 | d1        | u1
        e2       | Page Viewed | 2026-11-20 10:00:00 | d1        | u2
        e3       | Page Viewed | 2026-11-20 11:00:00 | d1        | u2
        e4       | Page Viewed | 2026-11-20 11:00:00 | d1        |
        """,
        device_users="""
        device_id | user_id | users
        d1        | u1      | 2
        """,
    )


def test_claims_are_reported_with_their_own_reason_or_when_they_come_too_late() -> None:
    check(
        "ignored_links",
        """
        first_id   | second_id | event_name    | reason                | linked_user_id | events
        u1         | u2        | $merge        | two_users             |                | 1
        $device:d1 | u2        | $create_alias | device_has_other_user | u1             | 1
        """,
        identity_claims="""
        event_id | event_name    | occurred_at         | first_id   | second_id | device_id | user_id | reason
        e1       | $merge        | 2026-11-20 09:00:00 | u1         | u2        |           |         | two_users
        e2       | $create_alias | 2026-11-20 09:00:00 | $device:d1 | u2        | d1        | u2      |
        e3       | $create_alias | 2026-11-20 09:00:00 | $device:d2 | u2        | d2        | u2      |
        """,
        device_users="""
        device_id | user_id | users
        d1        | u1      | 2
        d2        | u2      | 1
        """,
    )


def test_a_device_of_many_is_nobodys_and_its_pairs_say_so() -> None:
    check(
        "ignored_links",
        """
        first_id | second_id     | event_name  | reason         | linked_user_id | events
        u1       | $device:kiosk | Page Viewed | device_of_many |                | 1
        u2       | $device:kiosk | Page Viewed | device_of_many |                | 1
        d1       | $device:d1    | Page Viewed | same_id        |                | 1
        """,
        stg_events="""
        event_id | event_name  | occurred_at         | device_id | user_id
        e1       | Page Viewed | 2026-11-20 09:00:00 | kiosk     | u1
        e2       | Page Viewed | 2026-11-20 10:00:00 | kiosk     | u2
        e3       | Page Viewed | 2026-11-20 11:00:00 | d1        | d1
        """,
        device_users=f"""
        device_id | user_id | users
        kiosk     | u1      | {MOST_USERS_OF_A_DEVICE + 1}
        """,
    )
