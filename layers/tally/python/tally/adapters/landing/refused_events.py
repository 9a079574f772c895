"""What can be read of events that were refused before landing looked at them: their ids, names, times.

By its id the audit knows a refused event from a lost one, and an erasure finds its person.
"""

from collections.abc import Callable, Sequence
from itertools import chain

import pyarrow as pa
from msgspec import Raw

from tally.adapters.landing.body_events import Refusal
from tally.adapters.landing.chunk import Chunk
from tally.adapters.landing.event_chunk import BuiltChunk
from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.readable_event import readable_event
from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.routes import PROFILE_PATHS

_TIMES = frozenset({"occurred_at", "time", "timestamp", "originalTimestamp"})
"""Fields for whose value an event is refused; landing would take the time of arrival for it."""

_DATES = ("occurred_at", "business_date", "claimed_at")


def read_columns(refusals: Sequence[Refusal], build: Callable[[Chunk], BuiltChunk]) -> Arrays:
    """Columns of the lake with one value a refusal; null where there is no event, or nothing can be read."""
    chunks: dict[Protocol, Chunk] = {}
    places: dict[Protocol, list[int]] = {}
    for place, refusal in enumerate(refusals):
        event = _keep_readable(refusal)
        if event is not None:
            protocol = refusal.receipt.protocol
            _add_event(chunks.setdefault(protocol, Chunk(protocol)), refusal, event)
            places.setdefault(protocol, []).append(place)
    if not chunks:
        return {}
    rows = pa.Table.from_batches([build(chunk).rows for chunk in chunks.values()])
    row_of = {place: row for row, place in enumerate(chain.from_iterable(places.values()))}
    found = [row_of.get(place) for place in range(len(refusals))]
    dated = [None if _is_time_bad(each) else row for each, row in zip(refusals, found, strict=True)]
    return {
        name: rows[name].combine_chunks().take(pa.array(dated if name in _DATES else found, pa.int64()))
        for name in rows.column_names
    }


def _is_time_bad(refusal: Refusal) -> bool:
    return (refusal.rejection.field or "").rpartition(".")[2] in _TIMES


def _add_event(chunk: Chunk, refusal: Refusal, event: Raw) -> None:
    chunk.raws.append(event)
    chunk.receipts.append(refusal.receipt)
    chunk.received.append(refusal.receipt.received_at_ms)
    chunk.sources.append(refusal.receipt.source)
    chunk.indexes.append(refusal.place or 0)
    chunk.batches.append(refusal.batch)
    chunk.size += len(memoryview(event))


def _keep_readable(refusal: Refusal) -> Raw | None:
    event = refusal.event
    if event is None or refusal.receipt.route in PROFILE_PATHS:
        return None
    return readable_event(event)
