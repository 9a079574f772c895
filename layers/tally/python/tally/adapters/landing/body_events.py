"""One body taken apart: the events of it that may become rows, and why the others may not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, cast

from msgspec import Raw

from tally.adapters.landing.readable_body import readable_body
from tally.adapters.landing.segment_events import as_kept, unmergeable
from tally.adapters.wire.envelope import RefusedEvent, SegmentBatch, Split, split
from tally.adapters.wire.event_check import refused_events
from tally.adapters.wire.transport import decode_body
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Rejection


class Refusal(NamedTuple):
    """A bad event at its place in a body, or a whole body (None): why it is refused, and its text as sent.

    `event`: the text of the event alone, where there is one to read its id from; `batch`: what holds for it.
    """

    receipt: Receipt
    rejection: Rejection
    place: int | None
    raw: bytes
    event: bytes | Raw | None = None
    batch: SegmentBatch | None = None


@dataclass(frozen=True, slots=True)
class BodyEvents:
    """Events in their order: JSON texts (`raws`) and their places in the body (`indexes`).

    `size` is the bytes of the body's text. `refusals` can be gone through once: made all at once, their texts
    would take as much memory as the body.
    """

    receipt: Receipt
    raws: Sequence[Raw]
    indexes: Sequence[int]
    batch: SegmentBatch | None
    size: int
    refusals: Iterator[Refusal]


class _Readable(NamedTuple):
    """Events that could be told apart, and their places in the body."""

    raws: Sequence[Raw]
    indexes: Sequence[int]


def take_apart(receipt: Receipt, body: bytes) -> BodyEvents:
    """The body's events, without those that cannot be read or that the collector's answer refused."""
    text = decode_body(receipt, body)
    found = Split([text]) if isinstance(text, Rejection) else split(receipt, text)
    size = 0 if isinstance(text, Rejection) else len(text)
    readable = _keep_readable(found.events)
    is_all = len(readable.raws) == len(found.events)
    unread = iter(()) if is_all else _refuse_unread(receipt, body, text, found)
    problem = unmergeable(found.batch, len(readable.raws)) if found.batch else None
    rejections = {} if receipt.all_good else refused_events(receipt, readable.raws)
    if problem:
        rejections = dict.fromkeys(range(len(readable.raws)), problem) | rejections
    if not rejections:
        return BodyEvents(receipt, readable.raws, readable.indexes, found.batch, size, unread)
    refused = _refuse_checked(receipt, readable, rejections, found.batch, is_kept_once=problem is not None)
    good = [place for place in range(len(readable.raws)) if place not in rejections]
    raws, indexes = [readable.raws[place] for place in good], [readable.indexes[place] for place in good]
    return BodyEvents(receipt, raws, indexes, found.batch, size, chain(unread, refused))


def _keep_readable(events: list[Raw | Rejection]) -> _Readable:
    if set(map(type, events)) == {Raw}:  # as nearly always: to look at each takes 0.1 us
        return _Readable(cast("list[Raw]", events), range(len(events)))
    indexes = [index for index, event in enumerate(events) if isinstance(event, Raw)]
    return _Readable([cast("Raw", events[index]) for index in indexes], indexes)


def _refuse_unread(receipt: Receipt, body: bytes, text: bytes | Rejection, found: Split) -> Iterator[Refusal]:
    """What could not be told apart: an event with its text, or the whole body as far as it can be read."""
    # Not the context: read for each of 50,000 events it would take more memory than there is.
    batch = replace(found.batch, context=None) if found.batch else None
    for event in found.events:
        if isinstance(event, Rejection):
            raw = event.text if isinstance(event, RefusedEvent) else readable_body(receipt, body, text)
            yield Refusal(receipt, event, event.index, raw, raw if raw[:1] == b"{" else None, batch)


def _refuse_checked(
    receipt: Receipt,
    readable: _Readable,
    rejections: Mapping[int, Rejection],
    batch: SegmentBatch | None,
    *,
    is_kept_once: bool,
) -> Iterator[Refusal]:
    """Refused events with the context of their batch; one as large as a body is kept with the first alone."""
    for place, rejection in rejections.items():
        raw = readable.raws[place]
        kept = as_kept(raw, None if is_kept_once and place else batch)
        yield Refusal(receipt, rejection, readable.indexes[place], kept, raw, None if is_kept_once else batch)
