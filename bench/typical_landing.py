"""What most pipelines do: parse, make one dict a row with all columns, pa.Table.from_pylist.

The same columns with the same values as ours, for good events of our own JSON; unknown properties are kept.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pyarrow as pa
import xxhash
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.domain.collecting.receipt import Receipt
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.events.event_names import event_class

_SCHEMA = arrow_schema(EVENT_COLUMNS)
_AMOUNTS = ("revenue", "total", "tax", "shipping", "price")
_TOP = ("session_hint", "platform")
_FROM_PROPERTIES = [
    name
    for name in _SCHEMA.names[_SCHEMA.names.index("os") : _SCHEMA.names.index("properties")]
    if name != "click_id"
]


def read(batch_id: str, zone: ZoneInfo, parcels: Iterable[tuple[Receipt, bytes]]) -> pa.Table:
    """All events of these bodies."""
    rows = [_row(event, receipt, batch_id, zone) for receipt, body in parcels for event in orjson.loads(body)]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _row(event: dict[str, Any], receipt: Receipt, batch_id: str, zone: ZoneInfo) -> dict[str, Any]:
    properties = event["properties"]
    fingerprint = _key(orjson.dumps(event))
    occurred_at = datetime.fromtimestamp(event["occurred_at"] / 1000, UTC)
    user_id, device_id = event.get("user_id"), event.get("device_id")
    distinct_id = user_id or f"$device:{device_id}"
    row = {name: properties.pop(name, None) for name in _FROM_PROPERTIES}
    for name in _AMOUNTS:
        if row[name] is not None:
            row[name] = Decimal(str(row[name]))
    for line in row["products"] or ():
        line["price"] = Decimal(str(line["price"]))
    return {
        **row,
        "event_id": event["event_id"],
        "id_hash": _key(event["event_id"].encode()),
        "dedup_key": _key(f"{event['event_id']}\x1f{event['event']}\x1f{distinct_id}".encode()),
        "event_name": event["event"],
        "event_class": event_class(event["event"]),
        "occurred_at": occurred_at.replace(tzinfo=None),
        "received_at": datetime.fromtimestamp(receipt.received_at_ms / 1000, UTC).replace(tzinfo=None),
        "business_date": occurred_at.astimezone(zone).date(),
        "distinct_id": distinct_id,
        "device_id": device_id,
        "user_id": user_id,
        "sent_person_key": _key(distinct_id.encode()),
        **{name: event.get(name) for name in _TOP},
        "properties": orjson.dumps(properties).decode() if properties else None,
        "protocol": receipt.protocol.value,
        "source": receipt.source,
        "payload_fingerprint": fingerprint,
        "batch_id": batch_id,
        "plan_version": 0,
    }


def _key(text: bytes) -> int:
    return int.from_bytes(xxhash.xxh64_digest(text), "big", signed=True)
