"""audit_cell_counts: both sides' counts, cell by cell."""

from datetime import UTC, date, datetime

from tests.sql import tables

HOURS = {
    "from_hour": datetime(2026, 3, 2, tzinfo=UTC),
    "to_hour": datetime(2026, 3, 3, tzinfo=UTC),
    "from_date": date(2026, 2, 28),
    "to_date": date(2026, 3, 5),
}
LAKE = """
    event_name      | id_hash | occurred_at         | platform | revenue | business_date
    Order Completed | 1       | 2026-03-02 06:10:00 | ios      | 10.00   | 2026-03-02
    Order Completed | 2       | 2026-03-02 06:20:00 | ios      | 20.00   | 2026-03-02
    Order Completed | 2       | 2026-03-02 06:20:00 | ios      | 20.00   | 2026-03-02
    Page Viewed     | 3       | 2026-03-02 06:20:00 |          |         | 2026-03-02
    Page Viewed     | 4       | 2026-03-03 00:00:00 | web      |         | 2026-03-03
"""
WITNESS = """
    event_name      | id_hash | occurred_at         | platform | amount
    Order Completed | 1       | 2026-03-02 06:10:00 | ios      | 11.00
    Order Completed | 2       | 2026-03-02 06:20:00 | ios      | 20.00
    Order Completed | 5       | 2026-03-02 06:30:00 | ios      | 30.00
    Order Completed | 6       | 2026-03-02 07:30:00 | ios      | 40.00
    Order Completed | 6       | 2026-03-02 07:30:00 | ios      | 40.00
"""
IDS = """
    event_name      | hour_at             | platform | id_hash | kind                 | witness_amount | quarantine_reason
    Order Completed | 2026-03-02 06:00:00 | ios      | 1       | amount_differs       | 11.00          |
    Order Completed | 2026-03-02 06:00:00 | ios      | 2       | duplicate_in_lake    | 20.00          |
    Order Completed | 2026-03-02 06:00:00 | ios      | 5       | missing_in_lake      | 30.00          |
    Order Completed | 2026-03-02 07:00:00 | ios      | 6       | missing_in_lake      | 40.00          | wrong_type
    Order Completed | 2026-03-02 07:00:00 | ios      | 6       | duplicate_in_witness | 40.00          |
    Page Viewed     | 2026-03-02 06:00:00 | unknown  | 3       | missing_in_witness   |                |
"""


def check(expected: str) -> None:
    tables.check("audit_cell_counts", expected, HOURS, events=LAKE, witness_events=WITNESS, audit_ids=IDS)


def test_ids_of_both_sides_are_counted_once_in_closed_hours() -> None:
    check("""
        event_name      | hour_at             | platform | lake_events | witness_events
        Order Completed | 2026-03-02 06:00:00 | ios      | 2           | 3
        Order Completed | 2026-03-02 07:00:00 | ios      | 0           | 1
        Page Viewed     | 2026-03-02 06:00:00 | unknown  | 1           | 0
    """)


def test_differences_are_counted_by_kind() -> None:
    check("""
        hour_at             | platform | missing_in_lake | quarantined | missing_in_witness | amount_differs
        2026-03-02 06:00:00 | ios      | 1               | 0           | 0                  | 1
        2026-03-02 07:00:00 | ios      | 1               | 1           | 0                  | 0
        2026-03-02 06:00:00 | unknown  | 0               | 0           | 1                  | 0
    """)


def test_copies_are_counted_by_side() -> None:
    check("""
        hour_at             | platform | duplicates_in_lake | duplicates_in_witness | moved
        2026-03-02 06:00:00 | ios      | 1                  | 0                     | 0
        2026-03-02 07:00:00 | ios      | 0                  | 1                     | 0
        2026-03-02 06:00:00 | unknown  | 0                  | 0                     | 0
    """)


def test_money_of_orders_is_summed() -> None:
    check("""
        hour_at             | platform | lake_amount | witness_amount | missing_amount
        2026-03-02 06:00:00 | ios      | 30.00       | 61.00          | 30.00
        2026-03-02 07:00:00 | ios      |             | 40.00          | 40.00
        2026-03-02 06:00:00 | unknown  |             |                |
    """)


def test_moves_of_hour_and_platform_are_counted_together() -> None:
    moved = """
        event_name      | hour_at             | platform | id_hash | kind
        Order Completed | 2026-03-02 06:00:00 | ios      | 1       | moved_hour
        Order Completed | 2026-03-02 06:00:00 | ios      | 2       | moved_platform
    """
    rows = tables.run("audit_cell_counts", HOURS, events=LAKE, witness_events=WITNESS, audit_ids=moved)
    rows.sort(key=lambda row: row["platform"])
    assert [row["moved"] for row in rows if row["hour_at"] == "2026-03-02 06:00:00"] == ["2", "0"]
