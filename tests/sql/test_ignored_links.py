"""What identity_map does not follow, for an analyst to look at."""

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
        identity_map="""
        device_id | user_id
        d1        | u1
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
        identity_map="""
        device_id | user_id
        d1        | u1
        d2        | u2
        """,
    )
