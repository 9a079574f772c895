"""What could not be accepted, as rows: the columns that could be read, the reason, and the text as sent.

Only write keys are taken out of the text: whoever may read quarantine may not send events by that.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing.body_events import Refusal
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_chunk import BuiltChunk
from tally.adapters.landing.event_times import timestamps
from tally.adapters.landing.landing_plan import LandingPlan, repeat_number
from tally.adapters.landing.segment_events import as_kept
from tally.adapters.wire.transport import bad_byte
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Reason
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.plan.scrubbing import all_without_keys, without_keys

SCHEMA = arrow_schema(QUARANTINE_COLUMNS)

_Arrays = Mapping[str, "pa.Array[Any]"]
_DATA = re.compile(r"(?:^|&)(?:write_key|writeKey|api_key|data)=[^&]*")
"""Keys, and the events themselves: these are in `raw`."""


def of_events(chunk: Chunk, built: BuiltChunk, plan: LandingPlan | None = None) -> pa.RecordBatch:
    """The refused rows of a built chunk; the plan treats personal data in their text as sent."""
    places = sorted(built.refused)
    refusals = [
        Refusal(
            chunk.receipts[place],
            built.refused[place],
            chunk.indexes[place],
            as_kept(chunk.raws[place], chunk.batches[place]),
        )
        for place in places
    ]
    read = built.rows.take(pa.array(places, pa.int64()))
    return _assemble(
        len(places), dict(zip(read.schema.names, read.columns, strict=True)), _build_reasons(refusals, plan)
    )


def of_refusals(
    refusals: Sequence[Refusal], read: _Arrays, batch_id: str, plan: LandingPlan | None = None
) -> pa.RecordBatch:
    """Rows of events and bodies that could not be parsed, or not be accepted; `read`: what could be read."""
    receipts = [refusal.receipt for refusal in refusals]
    known = {
        "received_at": timestamps([receipt.received_at_ms for receipt in receipts]),
        "protocol": pa.array([receipt.protocol for receipt in receipts], pa.string()),
        "source": pa.array([receipt.source for receipt in receipts], pa.string()),
        "batch_id": pa.repeat(batch_id, len(refusals)),
        "plan_version": repeat_number(plan, len(refusals)),
    }
    return _assemble(len(refusals), read, known, _build_reasons(refusals, plan))


def of_strays(strays: Sequence[QueueMessage], batch_id: str) -> pa.RecordBatch:
    """Rows of queue messages that are no parcels of the collector's."""
    texts = [stray.text.encode("utf-8", "surrogatepass") for stray in strays]
    detail = "this queue message was not written by the collector: find out who sends to the queue"
    known = {
        "received_at": timestamps([stray.sent_at_ms for stray in strays]),
        "batch_id": pa.repeat(batch_id, len(strays)),
        "quarantine_id": pa.array([sha256(text).hexdigest()[:32] for text in texts], pa.string()),
        "reason": pa.repeat(Reason.NOT_AN_EVENT.value, len(strays)),
        "detail": pa.repeat(detail, len(strays)),
    }
    return _assemble(len(strays), known, _build_texts(all_without_keys(texts, ())))


def _build_reasons(refusals: Sequence[Refusal], plan: LandingPlan | None) -> _Arrays:
    """Quarantine's own columns. The id is that of the event, so that a redelivery makes no second one."""
    texts = [
        plan.treated_text(refusal.raw, refusal.receipt.consent) if plan else refusal.raw
        for refusal in refusals
    ]
    lists: Mapping[str, list[str | None]] = {
        "quarantine_id": [_make_id(refusal.receipt, refusal.place) for refusal in refusals],
        "reason": [refusal.rejection.reason for refusal in refusals],
        "field": [refusal.rejection.field for refusal in refusals],
        "detail": [refusal.rejection.detail for refusal in refusals],
        "route": [refusal.receipt.route for refusal in refusals],
        "query": [_clean_query(refusal.receipt.query, refusal.receipt.write_key) for refusal in refusals],
    }
    arrays = {name: pa.array(values, pa.string()) for name, values in lists.items()}
    return {
        **arrays,
        **_build_texts(all_without_keys(texts, {refusal.receipt.write_key for refusal in refusals})),
    }


def _make_id(receipt: Receipt, place: int | None) -> str:
    return receipt.receipt_id if place is None else f"{receipt.receipt_id}-{place}"


@lru_cache(64)
def _clean_query(query: str, write_key: str) -> str:
    return without_keys(_DATA.sub("", query).removeprefix("&").encode(), write_key).decode()


def _build_texts(texts: Sequence[bytes]) -> _Arrays:
    """Texts that are UTF-8 as they are, others in base64."""
    try:
        return {"raw": pa.array(texts, pa.string()), "raw_encoding": pa.repeat("text", len(texts))}
    except pa.ArrowInvalid:
        readable = [bad_byte(text) is None for text in texts]
    raws = [
        text if fits else binascii.b2a_base64(text, newline=False)
        for text, fits in zip(texts, readable, strict=True)
    ]
    encodings = ["text" if fits else "base64" for fits in readable]
    return {"raw": pa.array(raws, pa.string()), "raw_encoding": pa.array(encodings, pa.string())}


def _drop_empty_names(arrays: _Arrays) -> _Arrays:
    """Names with their classes, null where an event was refused for having none."""
    is_named = pc.not_equal(arrays["event_name"], pa.scalar(""))
    return {
        name: pc.if_else(is_named, arrays[name], pa.scalar(None, pa.string()))
        for name in ("event_name", "event_class")
    }


def _assemble(rows: int, *known: _Arrays) -> pa.RecordBatch:
    """All columns; those that are not known are null."""
    arrays = {name: array for arrays in known for name, array in arrays.items()}
    if "event_name" in arrays:
        arrays |= _drop_empty_names(arrays)
    columns = [arrays.get(field.name, pa.nulls(rows, field.type)) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
