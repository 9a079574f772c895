"""Tells the events of a body apart, alike for the collector and for landing.

    text = decode_body(facts, body)          # transport.py: bytes, or a Rejection of the whole body
    split(facts, text).events                # one msgspec.Raw or one Rejection per place

A `Raw` is the JSON text of one object exactly as sent (`bytes(raw)`), without the white space around it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from operator import itemgetter

import msgspec
from msgspec import DecodeError, Raw, ValidationError

from tally.adapters.wire.elements import Unbalanced, elements, has_more_than, members
from tally.adapters.wire.mixpanel_data import mixpanel_json
from tally.adapters.wire.surrogates import without_halves
from tally.adapters.wire.transport import bad_byte, not_utf8
from tally.domain.collecting.limits import MAX_EVENT_BYTES, MAX_EVENTS
from tally.domain.collecting.receipt import BodyFacts, Protocol, Receipt
from tally.domain.collecting.rejection import Reason, Rejection

_BRACE = ord("{")


@dataclass(frozen=True, slots=True)
class RefusedEvent(Rejection):
    """A refusal of one event among others, with its JSON text as sent: quarantine keeps it."""

    text: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class SegmentBatch:
    """What stands beside the events of a Segment batch, as sent: it holds for each of them.

    `kind` is the type that the route of a single message says.
    """

    sent_at: str | None = None
    context: Raw | None = None
    write_key: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A body's events in their order. A body that is refused as a whole is one Rejection with index None."""

    events: list[Raw | Rejection]
    batch: SegmentBatch | None = None


def split(facts: BodyFacts, text: bytes) -> Split:
    """The events in a decoded body, told apart as its protocol and route say."""
    if facts.protocol is Protocol.MIXPANEL:
        data = mixpanel_json(facts, text)
        if isinstance(data, Rejection):
            return Split([data])
        data = without_halves(data)
        if facts.route == "/import" and data.startswith(b"{"):
            return Split(_split_lines(data))
        return Split(_split_one_or_many(facts, data))
    text = without_halves(text)
    if facts.route == "/v1/batch":
        return _split_batch(facts, text)
    if facts.protocol is Protocol.SEGMENT:
        return Split(_split_one(text.strip()), _BESIDE_SINGLE.get(facts.route))
    return Split(_split_one_or_many(facts, text.strip()))


_BESIDE_SINGLE = {
    f"/v1/{kind}": SegmentBatch(kind=kind) for kind in ("identify", "page", "screen", "group", "alias")
}


def refusal(error: DecodeError | RecursionError, index: int | None = None) -> Rejection:
    """Why msgspec refused a text, without quoting it."""
    if isinstance(error, RecursionError):
        return Rejection(Reason.TOO_DEEP, "objects or lists are nested too deeply: flatten them", index)
    if isinstance(error, ValidationError):  # read as any JSON, nothing else can be wrong
        return Rejection(Reason.NOT_JSON, "a number is too large: leave it out, or send it as text", index)
    return Rejection(Reason.NOT_JSON, f"not valid JSON: {error}", index)


_RAW = msgspec.json.Decoder(Raw)
_RAWS = msgspec.json.Decoder(list[Raw])
_VIEW: Callable[[Raw], "memoryview[int]"] = memoryview
_FIRST_BYTE = itemgetter(0)
_OPENS_OBJECT = frozenset(b"{")


class _BatchParts(msgspec.Struct, rename="camel"):
    batch: Raw
    sent_at: Raw = Raw(b"null")
    context: Raw = Raw(b"null")
    write_key: Raw = Raw(b"null")


_BATCH = msgspec.json.Decoder(_BatchParts)


def _split_one_or_many(facts: BodyFacts, text: bytes) -> list[Raw | Rejection]:
    return _split_many(facts, text) if text.startswith(b"[") else _split_one(text)


def _split_one(text: bytes) -> list[Raw | Rejection]:
    if not text:
        return [Rejection(Reason.NOT_JSON, "the body is empty: send one event or a list of events as JSON")]
    event = _check_text(text, 0)
    if isinstance(event, Rejection) and event.reason in (Reason.NOT_JSON, Reason.NOT_UTF8):
        return [Rejection(event.reason, event.detail)]
    return [event]


def _split_many(facts: BodyFacts, text: bytes) -> list[Raw | Rejection]:
    if not _is_counted(facts) and _is_long(text) and has_more_than(MAX_EVENTS, text):
        return [_refuse_count()]
    try:
        raws = _RAWS.decode(text)
    except (DecodeError, RecursionError) as error:
        return _isolate(text, error)
    if len(raws) > MAX_EVENTS:
        return [_refuse_count()]
    if bad_byte(text) is not None:
        return [_check_text(bytes(raw), index) for index, raw in enumerate(raws)]
    # Nearly always: all at once costs a third of one by one.
    fits = (isinstance(facts, Receipt) and facts.all_good) or (
        len(text) <= MAX_EVENT_BYTES and set(map(_FIRST_BYTE, map(_VIEW, raws))) <= _OPENS_OBJECT
    )
    if fits:
        return list(raws)
    return [_check_shape(raw, index) for index, raw in enumerate(raws)]


def _is_counted(facts: BodyFacts) -> bool:
    """The collector has: landing need not look through a long body for it, up to 1 s each."""
    return isinstance(facts, Receipt) and (facts.all_good or facts.events > 0)


def _is_long(text: bytes) -> bool:
    """20 MiB of "0," would be 10 million rejections; commas bound the elements at a hundredth of the cost."""
    most = 4 * MAX_EVENTS
    return len(text) > most and text.count(b",") >= most


def _isolate(text: bytes, error: DecodeError | RecursionError) -> list[Raw | Rejection]:
    try:
        found = list(elements(text))
    except Unbalanced:
        return [refusal(error)]
    if len(found) > MAX_EVENTS:
        return [_refuse_count()]
    return [_check_text(element, index) for index, element in enumerate(found)]


def _split_lines(text: bytes) -> list[Raw | Rejection]:
    """One object over any number of lines, or one on each line (NDJSON)."""
    one = _check_text(text, 0)
    if b"\n" not in text or not isinstance(one, Rejection) or one.reason is Reason.NOT_UTF8:
        return _split_one(text)
    if text.count(b"\n") > MAX_EVENTS:
        return [_refuse_count()]
    lines = [line for line in map(bytes.strip, text.split(b"\n")) if line]
    return [_check_text(line, index) for index, line in enumerate(lines)]


def _check_text(text: bytes, index: int) -> Raw | Rejection:
    try:
        raw = _RAW.decode(text)
    except (DecodeError, RecursionError) as error:
        found = refusal(error)
    else:
        place = bad_byte(text)
        if place is None:
            return _check_shape(raw, index)
        found = not_utf8(place)
    return RefusedEvent(found.reason, found.detail, index, text=text)


def _check_shape(raw: Raw, index: int) -> Raw | Rejection:
    view = memoryview(raw)
    if view[0] != _BRACE:
        return RefusedEvent(Reason.NOT_AN_EVENT, "an event is a JSON object", index, text=bytes(raw))
    if len(view) > MAX_EVENT_BYTES:
        detail = f"one event is larger than {MAX_EVENT_BYTES:,} bytes"
        return RefusedEvent(Reason.TOO_LARGE, detail, index, text=bytes(raw))
    return raw


def _refuse_count() -> Rejection:
    return Rejection(
        Reason.TOO_LARGE, f"the body holds more than {MAX_EVENTS:,} events: send them in several requests"
    )


def _split_batch(facts: BodyFacts, text: bytes) -> Split:
    try:
        parts = _BATCH.decode(text)
    except ValidationError as error:
        return Split([_refuse_batch(error)])
    except (DecodeError, RecursionError) as error:
        try:
            found = {name: value for name, value in members(text) if name in _BATCH_MEMBERS}
        except Unbalanced:
            return Split([refusal(error)])
        parts = _BatchParts(*(Raw(found.get(name, b"null")) for name in _BATCH_MEMBERS))
    events = bytes(parts.batch)
    if not events.startswith(b"["):
        return Split([Rejection(Reason.WRONG_TYPE, "batch is a list of events", field="batch")])
    place = bad_byte(bytes(parts.context))
    if place is not None:
        return Split([replace(not_utf8(place), field="context")])
    beside = SegmentBatch(_read_text(parts.sent_at), _drop_empty(parts.context), _read_text(parts.write_key))
    return Split(_split_many(facts, events), beside)


_BATCH_MEMBERS = (b'"batch"', b'"sentAt"', b'"context"', b'"writeKey"')


def _refuse_batch(error: ValidationError) -> Rejection:
    if "missing" in str(error):
        return Rejection(Reason.MISSING_FIELD, 'batch is missing: send {"batch": [events]}', field="batch")
    return Rejection(Reason.NOT_AN_EVENT, "a batch is a JSON object")


def _read_text(raw: Raw) -> str | None:
    try:
        return msgspec.json.decode(raw, type=str)
    except (DecodeError, UnicodeDecodeError):
        return None


_NOTHING = (b"null", b"[]")
"""PHP writes an empty object as an empty list."""


def _drop_empty(raw: Raw) -> Raw | None:
    return None if bytes(raw) in _NOTHING else raw
