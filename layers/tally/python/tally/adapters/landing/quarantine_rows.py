"""What could not be accepted, as rows: the columns that could be read, the reason, and the text as sent.

Only write keys are taken out of the text: whoever may read quarantine may not send events by that.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pyarrow as pa

from tally.adapters.arrow_schema import arrow_schema
from tally.adapters.landing.event_chunk import Chunk
from tally.adapters.landing.event_times import timestamps
from tally.adapters.landing.landing_plan import LandingPlan
from tally.adapters.landing.segment_events import as_kept
from tally.domain.columns import EVENT_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.delivery import Delivery
from tally.domain.receipt import Receipt
from tally.domain.rejection import Reason, Rejection
from tally.domain.scrubbing import without_keys

SCHEMA = arrow_schema(QUARANTINE_COLUMNS)

_OWN = [column.name for column in QUARANTINE_COLUMNS[len(EVENT_COLUMNS) :]]
_Row = Mapping[str, str | None]
_DATA = re.compile(r"(?:^|&)(?:write_key|api_key|data)=[^&]*")
"""Keys, and the events themselves: these are in `raw`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One bad event, or body when `index` is None, that no row could be read from."""

    receipt: Receipt
    rejection: Rejection
    index: int | None
    raw: bytes


def of_events(
    chunk: Chunk, rows: pa.RecordBatch, faults: Mapping[int, Rejection], plan: LandingPlan | None = None
) -> pa.RecordBatch:
    """The faulty rows of a built chunk; the plan treats personal data in their text as sent."""
    places = sorted(faults)
    facts = [
        _facts(
            chunk.receipts[place],
            faults[place],
            chunk.indexes[place],
            as_kept(chunk.raws[place], chunk.batches[place]),
            plan,
        )
        for place in places
    ]
    known = rows.take(pa.array(places, pa.int64()))
    return pa.RecordBatch.from_arrays([*known.columns, *_arrays(facts)], schema=SCHEMA)


def of_refusals(
    refusals: Sequence[Refusal], batch_id: str, plan: LandingPlan | None = None
) -> pa.RecordBatch:
    """Rows of events and bodies that could not be parsed, or not be accepted."""
    facts = [_facts(one.receipt, one.rejection, one.index, one.raw, plan) for one in refusals]
    known = {
        "received_at": timestamps([one.receipt.received_at_ms for one in refusals]),
        "protocol": pa.array([one.receipt.protocol.value for one in refusals], pa.string()),
        "source": pa.array([one.receipt.source for one in refusals], pa.string()),
        "batch_id": pa.repeat(batch_id, len(refusals)),
    }
    return _sparse(known, facts)


def of_strays(strays: Sequence[Delivery], batch_id: str) -> pa.RecordBatch:
    """Rows of queue messages that are no parcels of the collector's."""
    facts = [
        {
            "quarantine_id": sha256(stray.text.encode("utf-8", "surrogatepass")).hexdigest()[:32],
            "reason": Reason.NOT_AN_EVENT.value,
            "detail": "this queue message was not written by the collector: find out who sends to the queue",
            **_raw(without_keys(stray.text.encode("utf-8", "surrogatepass"), "")),
        }
        for stray in strays
    ]
    known = {
        "received_at": timestamps([stray.sent_at_ms for stray in strays]),
        "batch_id": pa.repeat(batch_id, len(strays)),
    }
    return _sparse(known, facts)


def _facts(
    receipt: Receipt, rejection: Rejection, index: int | None, raw: bytes, plan: LandingPlan | None
) -> _Row:
    """Quarantine's own columns. The id is that of the event, so that a redelivery makes no second one."""
    return {
        "quarantine_id": receipt.receipt_id if index is None else f"{receipt.receipt_id}-{index}",
        "reason": rejection.reason.value,
        "field": rejection.field,
        "detail": rejection.detail,
        "route": receipt.route,
        "query": without_keys(
            _DATA.sub("", receipt.query).removeprefix("&").encode(), receipt.write_key
        ).decode(),
        **_raw(without_keys(plan.treated_text(raw) if plan else raw, receipt.write_key)),
    }


def _raw(raw: bytes) -> _Row:
    try:
        return {"raw": raw.decode(), "raw_encoding": "text"}
    except UnicodeDecodeError:
        return {"raw": binascii.b2a_base64(raw, newline=False).decode(), "raw_encoding": "base64"}


def _sparse(known: Mapping[str, "pa.Array[Any]"], facts: Sequence[_Row]) -> pa.RecordBatch:
    events = [known.get(field.name, pa.nulls(len(facts), field.type)) for field in list(SCHEMA)[: -len(_OWN)]]
    return pa.RecordBatch.from_arrays([*events, *_arrays(facts)], schema=SCHEMA)


def _arrays(facts: Sequence[_Row]) -> "list[pa.Array[Any]]":
    return [pa.array([fact.get(name) for fact in facts], pa.string()) for name in _OWN]
