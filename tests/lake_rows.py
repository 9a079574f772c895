"""Event rows as an Arrow table, valid by default: give only the columns that a test is about."""

from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.domain.events.columns import EVENT_COLUMNS

FRIDAY = date(2026, 11, 20)
SCHEMA = arrow_schema(EVENT_COLUMNS)


def a_row(key: int, **columns: Any) -> dict[str, Any]:
    """One event; `key` is its dedup_key and makes the rest differ from other events."""
    day: date = columns.get("business_date", FRIDAY)
    occurred_at = datetime(day.year, day.month, day.day, 12) + timedelta(seconds=key % 3600)
    return {
        "event_id": f"e{key}",
        "id_hash": key,
        "dedup_key": key,
        "event_name": "Order Completed",
        "event_class": "business",
        "occurred_at": occurred_at,
        "received_at": occurred_at + timedelta(seconds=1),
        "business_date": day,
        "distinct_id": f"u{key % 7}",
        "sent_person_key": (key * 0x9E3779B97F4A7C15 + 2**63) % 2**64 - 2**63,
        "platform": "web",
        "payload_fingerprint": 1,
        "batch_id": "b1",
        **columns,
    }


def table_of(*rows: dict[str, Any]) -> pa.Table:
    """These rows with all columns of the lake."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def some_rows(keys: range, **columns: Any) -> pa.Table:
    """One event for each key, all with these columns."""
    return table_of(*(a_row(key, **columns) for key in keys))
