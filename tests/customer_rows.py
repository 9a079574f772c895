"""Rows of a customer and of others as they lie in every place, with a mark wherever the customer is named."""

from datetime import datetime
from typing import Any

import pyarrow as pa
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.wire.id_key import key_of
from tally.domain.events.columns import QUARANTINE_COLUMNS, WITNESS_COLUMNS

from tests.lake_rows import a_row

PACKED = b"eyJkaXN0aW5jdF9pZCI6ImFubmEtbWFyayJ9"  # base64 of {"distinct_id":"anna-mark"}
MARKS = (b"anna-mark", b"phone-mark", b"anna@mark", b"order-mark", b"event-mark", PACKED)

GIFT = '{"price":1.50,"to":"anna-mark","from":["$device:phone-mark"]}'
"""Properties of somebody else's event."""

Row = dict[str, Any]


def by(who: str, key: int, **columns: Any) -> Row:
    """An event of a person, as it was sent."""
    is_anna = "mark" in who
    return a_row(
        key,
        event_id=f"event-mark-{key}" if is_anna else f"event-{key}",
        id_hash=key_of(f"event {key}"),
        distinct_id=who,
        user_id=None if who.startswith("$device:") else who,
        sent_person_key=key_of(who),
        order_id=f"order-mark-{key}" if is_anna else f"order-{key}",
        properties='{"email":"anna@mark"}' if is_anna else "{}",
        **columns,
    )


def mixed(keys: range, **columns: Any) -> list[Row]:
    """Events of the customer, of their device, and of two others, in turn."""
    people = ("anna-mark", "$device:phone-mark", "bruno", "carla")
    return [by(people[key % 4], key, **columns) for key in keys]


def quarantine_rows() -> pa.Table:
    rows: list[Row] = [
        {**by("anna-mark", 30), "quarantine_id": "q1", "raw": '{"user_id":"anna-mark"}'},
        {**by("bruno", 31), "quarantine_id": "q2", "raw": '{"user_id":"bruno"}'},
        {"quarantine_id": "q3", "raw": f"data={PACKED.decode()}"},
        {"quarantine_id": "q4", "raw": "of nobody we know"},
    ]
    return _table(rows, QUARANTINE_COLUMNS)


def gift_in_quarantine() -> pa.Table:
    """An event of somebody else that names the customer, with its text as it was sent."""
    row = by("carla", 302) | {"quarantine_id": "q5", "raw": f'{{"event":"Gift","properties":{GIFT}}}'}
    return _table([row], QUARANTINE_COLUMNS)


def mart_rows() -> pa.Table:
    people = ("anna-mark", "$device:phone-mark", "bruno")
    return pa.table(
        {
            "session_id": [f"s of {who}" for who in people],
            "person_key": [key_of(who) for who in people],
            "started_at": [datetime(2026, 11, 20, 12)] * 3,
        }
    )


SEEN_OF_DEVICES = [
    {"event_id": f"lost on {device}", "id_hash": 1, "device_key": key_of(f"$device:{device}")}
    for device in ("phone-mark", "another")
]
"""Events that the collector never got: by the device alone may it be told whose they are."""


def witness_rows(events: list[Row]) -> pa.Table:
    """What the witness saw of these events."""
    names = ("event_id", "id_hash", "event_name", "occurred_at")
    seen = [{name: row[name] for name in names} for row in events]
    return _table([*seen, *SEEN_OF_DEVICES], WITNESS_COLUMNS)


def _table(rows: list[Row], columns: Any) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema(columns))


def profile_of(who: str) -> Row:
    return {"profile_id": who, "profile_key": key_of(who)}
