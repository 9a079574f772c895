"""order_conflicts: what records and events tell differently of one order."""

import pytest

from tests.sql.tables import run

EVENTS = "event_id | event_key | event_name | order_id | occurred_at | person_key | currency | revenue"
RECORDS = "order_id | person_key | ordered_at | status | currency | revenue"
EVENT = "e1 | 1 | Order Completed | o1 | 2026-11-20 09:00:00 | 5 | EUR | 10"
RECORD = "o1 | 5 | 2026-11-20 09:10:00 | completed | EUR | 10"


def conflicts(record: str = RECORD, *events: str, links: str = "none") -> dict[str, tuple[str | None, ...]]:
    found = run(
        "order_conflicts",
        stg_order_events="\n".join([EVENTS, *(events or (EVENT,))]),
        records_orders=f"{RECORDS}\n{record}",
        identity_map=links,
    )
    return {row["field"]: (row.get("record_value"), row.get("event_value")) for row in found}


def test_where_both_say_the_same_there_is_none() -> None:
    assert conflicts() == {}


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (RECORD.replace("| 10", "| 12"), {"revenue": ("12.000000", "10.000000")}),
        (RECORD.replace("| 10", "| 9.99"), {"revenue": ("9.990000", "10.000000")}),
        (RECORD.replace("EUR", "JPY"), {"currency": ("JPY", "EUR")}),
        (RECORD.replace("| 5 |", "| 6 |"), {"person": (None, None)}),
        (RECORD.replace("11-20", "11-22"), {"day": ("2026-11-22", "2026-11-20")}),
        (RECORD.replace("completed", "cancelled"), {"status": ("cancelled", "completed")}),
        (RECORD.replace("o1", "o2"), {"event": (None, None)}),
        ("o1 | | 2026-11-20 23:00:00 | pending | | ", {}),
    ],
    ids=["more", "less", "currency", "person", "day", "status", "no event", "a record that says little"],
)
def test_each_difference_is_a_row(record: str, found: dict[str, tuple[str | None, ...]]) -> None:
    assert conflicts(record) == found


def test_several_differences_are_several_rows() -> None:
    assert set(conflicts("o1 | 6 | 2026-11-20 09:10:00 | cancelled | USD | 11")) == {
        *("revenue", "currency", "person", "status")
    }


def test_the_person_of_a_device_is_the_merged_one() -> None:
    links = "device_key | person_key\n7 | 5"
    assert conflicts(RECORD, EVENT.replace("| 5 |", "| 7 |"), links=links) == {}


def test_a_cancellation_that_both_tell_is_none() -> None:
    cancelled = "e2 | 2 | Order Cancelled | o1 | 2026-11-21 09:00:00 | 5 | | "
    assert conflicts(RECORD.replace("completed", "cancelled"), EVENT, cancelled) == {}
    assert conflicts(RECORD, EVENT, cancelled) == {"status": ("completed", "cancelled")}


def test_the_first_copy_is_compared() -> None:
    copy = "e2 | 2 | Order Completed | o1 | 2026-11-20 09:05:00 | 5 | EUR | 12"
    assert conflicts(RECORD, copy, EVENT) == {}
