"""Rows of profile updates as an Arrow table, valid by default: give only the columns that a test is about."""

from datetime import date, datetime
from itertools import chain
from typing import Any

import pyarrow as pa
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.wire.id_key import key_of
from tally.domain.events.columns import PROFILE_COLUMNS

FRIDAY = date(2026, 11, 20)
SCHEMA = arrow_schema(PROFILE_COLUMNS)

Row = dict[str, Any]


def an_update(update_id: str, rows: int = 1, **columns: Any) -> list[Row]:
    """The rows of one update of a person, each setting a property; `update_id` alone tells it from others."""
    noon = datetime(2026, 11, 20, 12)
    return [
        {
            "update_id": update_id,
            "dedup_key": key_of(f"{update_id} {place}"),
            "kind": "person",
            "profile_id": "anna",
            "profile_key": key_of("anna"),
            "occurred_at": noon,
            "received_at": noon,
            "business_date": FRIDAY,
            "body_place": 0,
            "place": place,
            "operation": "$set",
            "property": f"p{place}",
            "value": str(place),
            "ignore_time": False,
            "protocol": "mixpanel",
            "source": "shop",
            "payload_fingerprint": 1,
            "batch_id": "b1",
            **columns,
        }
        for place in range(rows)
    ]


def profiles(*updates: list[Row]) -> pa.Table:
    """These updates, one after the other."""
    return pa.Table.from_pylist(list(chain.from_iterable(updates)), schema=SCHEMA)
