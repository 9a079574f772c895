"""Deduplication by columns comes to what the rule says event by event."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.domain.events.columns import EVENT_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.events.retries import EventDates

from tests.fakes import Event, FakeDuplicateCheck, Rows
from tests.lake_rows import FRIDAY, SCHEMA, a_row, table_of

NOON = datetime(2026, 11, 20, 12)
NOTHING = pa.table({"dedup_key": pa.array([], pa.int64()), "payload_fingerprint": pa.array([], pa.int64())})

EVENTS = st.builds(
    Event,
    key=st.sampled_from([-(2**63), -1, 0, 5, 2**63 - 1]),
    payload=st.integers(-1, 1),
    received_at=st.integers(0, 3),
)


def look_up_nothing(_keys: object) -> Any:
    """A lake without rows."""
    return SCHEMA.empty_table()


def rows_of(events: list[Event]) -> pa.Table:
    return table_of(
        *(
            a_row(
                event.key,
                payload_fingerprint=event.payload,
                properties=f'{{"payload":{event.payload}}}',
                received_at=NOON + timedelta(seconds=event.received_at),
            )
            for event in events
        )
    )


def told(rows: pa.Table) -> list[tuple[int, int, datetime]]:
    columns = ("dedup_key", "payload_fingerprint", "received_at")
    return sorted(zip(*(rows[name].to_pylist() for name in columns), strict=True))


def told_by_rule(events: Rows) -> list[tuple[int, int, datetime]]:
    return sorted((e.key, e.payload, NOON + timedelta(seconds=e.received_at)) for e in events)


@given(
    events=st.lists(EVENTS, max_size=12),
    held=st.dictionaries(st.sampled_from([-1, 0, 5]), st.integers(-1, 1)),
    chunk=st.integers(1, 12),
)
def test_columns_and_rule_agree(events: list[Event], held: dict[int, int], chunk: int) -> None:
    known = Rows(Event(key, payload) for key, payload in held.items())
    expected = FakeDuplicateCheck().split(Rows(events), known, look_up_nothing)
    objects = [rows_of(events[start : start + chunk]) for start in range(0, len(events), chunk)]
    rows = pa.concat_tables([*objects, rows_of([])])
    in_lake = rows_of(list(known)) if held else NOTHING
    found = ArrowDuplicates().split(rows, in_lake, lambda _: rows_of(list(known)))
    assert told(found.new) == told_by_rule(expected.new)
    assert told(found.conflicting) == told_by_rule(expected.conflicting)
    assert found.repeated == expected.repeated
    assert found.new.schema == arrow_schema(EVENT_COLUMNS)
    assert found.conflicting.schema == arrow_schema(QUARANTINE_COLUMNS)


def test_a_conflicting_event_is_told_in_quarantine_by_its_columns() -> None:
    lines = [{"sku": "s", "price": Decimal("9.90"), "quantity": 2}]
    other = a_row(7, payload_fingerprint=2, revenue=Decimal("19.80"), products=lines, received_at=NOON)
    found = ArrowDuplicates().split(table_of(a_row(7, received_at=NOON), other), NOTHING, look_up_nothing)
    (row,) = found.conflicting.to_pylist()
    assert {name: row[name] for name in other} == other | {
        "products": [dict.fromkeys(row["products"][0]) | lines[0]]
    }
    assert (row["reason"], row["raw_encoding"], row["field"]) == ("same_id_other_payload", "columns", None)
    raw = json.loads(row["raw"])
    assert raw["products"] == [{"sku": "s", "price": "9.900000", "quantity": "2.0000"}]
    assert (raw["occurred_at"], raw["business_date"]) == (other["occurred_at"].isoformat(), str(FRIDAY))
    assert "country" not in raw


def test_equal_conflicts_get_equal_names_and_others_another() -> None:
    def name(*payloads: int, extra: int = 0) -> str:
        rows = [a_row(7, payload_fingerprint=0, received_at=NOON - timedelta(hours=1))]
        rows += [
            a_row(7, payload_fingerprint=payload, url=str(payload), received_at=NOON) for payload in payloads
        ]
        rows += [a_row(key, received_at=NOON) for key in range(100, 100 + extra)]
        return ArrowDuplicates().split(table_of(*rows), NOTHING, look_up_nothing).conflicting_name

    assert name(1, 2).startswith("dt=2026-11-20/same-id-")
    assert name(1, 2) == name(2, 1) == name(1, 1, 2, extra=5)
    assert name(1, 2) != name(1, 3)


def test_dates_are_distinct() -> None:
    day = timedelta(days=1)
    received = NOON + timedelta(seconds=1)
    rows = table_of(
        *(a_row(key, occurred_at=NOON, received_at=received) for key in (1, 2)),
        a_row(3, occurred_at=NOON, received_at=NOON, claimed_at=NOON - 3 * day),
        a_row(4, occurred_at=NOON - 9 * day, received_at=NOON, business_date=FRIDAY - 9 * day),
    )
    assert set(ArrowDuplicates().dates(rows)) == {
        EventDates(FRIDAY, FRIDAY),
        EventDates(FRIDAY, FRIDAY, FRIDAY - 3 * day, is_dated=False),
        EventDates(FRIDAY - 9 * day, FRIDAY),
    }
    assert len(list(ArrowDuplicates().dates(rows))) == 3
