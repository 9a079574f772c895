"""Staging: the lake's columns, milliseconds, no empty dimension."""

from tests.sql.tables import check


def test_empty_dimensions_become_unknown_and_microseconds_are_cut() -> None:
    check(
        "stg_events",
        """
        event_key | event_id | occurred_at                | platform | country
        1         | a        | 2026-11-20 22:59:59.999000 | unknown  | unknown
        2         | b        | 2026-11-20 23:00:00        | ios      | IT
        """,
        events="""
        dedup_key | event_id | event_name     | occurred_at                | sent_person_key | platform | country
        1         | a        | Product Viewed | 2026-11-20 22:59:59.999999 | 7          |          |
        2         | b        | Product Viewed | 2026-11-20 23:00:00        | 7          | ios      | IT
        """,
    )


def test_of_what_nobody_did_only_orders_count() -> None:
    """Mixpanel's SDKs may send events without any id."""
    check(
        "stg_events",
        """
        event_key | event_id | sent_person_key
        2         | ordered  | 2
        3         | known    | 7
        """,
        events="""
        dedup_key | event_id | event_name      | sent_person_key
        1         | viewed   | Product Viewed  |
        2         | ordered  | Order Completed |
        3         | known    | Product Viewed  | 7
        4         | merged   | $merge          |
        """,
    )


def test_a_part_that_calls_itself_all_is_unknown() -> None:
    """`all` is the total of the KPIs: one event of that platform or country would make two of them."""
    check(
        "stg_events",
        """
        event_id | platform | country
        a        | unknown  | unknown
        b        | All      | ALL
        """,
        events="""
        event_id | dedup_key | event_name  | business_date | sent_person_key | platform | country
        a        | 1         | Page Viewed | 2026-11-20    | 1          | all      | all
        b        | 2         | Page Viewed | 2026-11-20    | 1          | All      | ALL
        """,
    )
