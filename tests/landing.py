"""Bodies in, rows out: what the tests of landing share."""

import json
from typing import Any

from tally.adapters.landing.event_reader import ColumnReader
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.shop.shop_clock import ShopClock

RECEIVED_AT_MS = 1_795_330_800_000  # 2026-11-22 07:00:00 UTC, a Sunday, 08:00 in Rome

ROUTES = {
    Protocol.TALLY: "/v1/events",
    Protocol.MIXPANEL: "/track",
    Protocol.SEGMENT: "/v1/batch",
}

Row = dict[str, Any]


def a_receipt(protocol: Protocol = Protocol.TALLY, **facts: Any) -> Receipt:
    """The receipt of one body; override any fact."""
    known: dict[str, Any] = {
        "receipt_id": "r-1",
        "protocol": protocol,
        "route": ROUTES[protocol],
        "source": "shop",
        "received_at_ms": RECEIVED_AT_MS,
    }
    return Receipt(**{**known, **facts})


def an_event(**fields: Any) -> Row:
    """Own JSON, accepted as it is; override or add any field, or leave one out by None."""
    event = {"event": "Product Viewed", "event_id": "e-1", "user_id": "u-1", "properties": {}, **fields}
    return {name: value for name, value in event.items() if value is not None}


def land(body: bytes | str | list[Any] | Row, receipt: Receipt | None = None) -> tuple[list[Row], list[Row]]:
    """(events, rejected) of one body, each row without its nulls."""
    events, _, rejected = _read(body, receipt or a_receipt())
    return events, rejected


def land_profiles(body: bytes | str | list[Any] | Row, receipt: Receipt) -> tuple[list[Row], list[Row]]:
    """(rows of profile updates, rejected) of one body, each row without its nulls."""
    _, profiles, rejected = _read(body, receipt)
    return profiles, rejected


def land_one(event: Row, receipt: Receipt | None = None) -> Row:
    """The row of the only event, which must have been accepted."""
    events, rejected = land(event, receipt)
    assert rejected == []
    (row,) = events
    return row


def refuse_one(event: Row, receipt: Receipt | None = None) -> tuple[str, str | None]:
    """(reason, field) of the only event, which must have been refused."""
    events, rejected = land(event, receipt)
    assert events == []
    (row,) = rejected
    return row["reason"], row.get("field")


def _read(body: bytes | str | list[Any] | Row, receipt: Receipt) -> tuple[list[Row], list[Row], list[Row]]:
    if isinstance(body, list | dict):
        body = json.dumps(body)
    data = body.encode() if isinstance(body, str) else body
    tables = ColumnReader(ShopClock()).read("b-1", [(receipt, data)])
    for table in tables:
        table.validate(full=True)
    events, profiles, rejected = map(_rows, tables)
    return events, profiles, rejected


def _rows(table: Any) -> list[Row]:
    return [{name: value for name, value in row.items() if value is not None} for row in table.to_pylist()]
