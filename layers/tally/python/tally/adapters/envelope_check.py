"""Looks at a body's events without building them, and says which of them will go to quarantine.

A good body is decoded once, as a whole (0.5 us an event). Only a body with something wrong in it is looked at
event by event, to name each culprit. Landing may ask `check_event` and so agrees with the answer given.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import DecodeError, Raw, Struct, ValidationError
from msgspec.json import Decoder

from tally.adapters.envelope import decode_body, refusal, split
from tally.adapters.envelope_fields import MixpanelEvent, SegmentEvent, TallyEvent
from tally.adapters.mixpanel_data import form_parameters, is_strict, mixpanel_json
from tally.domain.limits import MAX_EVENT_BYTES
from tally.domain.receipt import Protocol, Receipt
from tally.domain.rejection import Reason, Rejection

Event = TallyEvent | MixpanelEvent | SegmentEvent


class _SegmentBatch(Struct, rename="camel"):
    batch: list[SegmentEvent]
    write_key: str | None = None


_ONE: Mapping[Protocol, Decoder[TallyEvent] | Decoder[MixpanelEvent] | Decoder[SegmentEvent]] = {
    Protocol.TALLY: Decoder(TallyEvent),
    Protocol.MIXPANEL: Decoder(MixpanelEvent),
    Protocol.SEGMENT: Decoder(SegmentEvent),
}
_MANY: Mapping[Protocol, Decoder[list[TallyEvent]] | Decoder[list[MixpanelEvent]]] = {
    Protocol.TALLY: Decoder(list[TallyEvent]),
    Protocol.MIXPANEL: Decoder(list[MixpanelEvent]),
}
_BATCH = Decoder(_SegmentBatch)


@dataclass(frozen=True, slots=True)
class Verdict:
    """See ports.EnvelopeVerdict."""

    events: int
    rejections: Sequence[Rejection] = ()
    write_key: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


def check_envelope(receipt: Receipt, body: bytes) -> Verdict:
    """How many events a body as handed over holds, and which of them will be refused."""
    text = decode_body(receipt, body)
    if isinstance(text, Rejection):
        return Verdict(0, [text])
    parameters = form_parameters(text) if receipt.protocol is Protocol.MIXPANEL else {}
    if len(text) <= MAX_EVENT_BYTES:  # a larger body may hold an event that is too large
        try:
            events, write_key = _whole(receipt, text)
        except (DecodeError, RecursionError):
            pass
        else:
            strict_at_ms = _strict_at_ms(receipt)
            if not any([event.problem(strict_at_ms) for event in events]):  # noqa: C419  # a list is 2x as fast
                return Verdict(len(events), (), write_key, parameters)
    return _one_by_one(receipt, text, parameters)


def check_event(receipt: Receipt, raw: Raw, index: int) -> Rejection | None:
    """Why this event of a body is refused, or None."""
    try:
        problem = _ONE[receipt.protocol].decode(raw).problem(_strict_at_ms(receipt))
    except ValidationError as error:
        return _wrong(error, index)
    except (DecodeError, RecursionError) as error:
        return refusal(error, index)
    if problem is None:
        return None
    reason, name, detail = problem
    return Rejection(reason, detail, index, name)


def _whole(receipt: Receipt, text: bytes) -> tuple[Sequence[Event], str | None]:
    """All events of a body that is as it should be, and the write key it names."""
    if receipt.protocol is Protocol.SEGMENT and receipt.route == "/v1/batch":
        batch = _BATCH.decode(text)
        return batch.batch, batch.write_key or _key_of(batch.batch)
    if receipt.protocol is Protocol.MIXPANEL:
        data = mixpanel_json(receipt, text)
        if isinstance(data, Rejection):
            raise DecodeError(data.detail)
        text = data
    many = _MANY.get(receipt.protocol)
    if many is not None and text.lstrip()[:1] == b"[":
        events: Sequence[Event] = many.decode(text)
    else:
        events = [_ONE[receipt.protocol].decode(text)]
    return events, _key_of(events)


def _one_by_one(receipt: Receipt, text: bytes, parameters: Mapping[str, str]) -> Verdict:
    found = split(receipt, text)
    write_key = found.batch.write_key if found.batch else None
    rejections = []
    for index, event in enumerate(found.events):
        rejection = event if isinstance(event, Rejection) else check_event(receipt, event, index)
        if rejection is not None:
            rejections.append(rejection)
        elif write_key is None and isinstance(event, Raw):
            write_key = _key_of([_ONE[receipt.protocol].decode(event)])
    whole_body = len(rejections) == 1 and rejections[0].index is None
    return Verdict(0 if whole_body else len(found.events), rejections, write_key, parameters)


def _strict_at_ms(receipt: Receipt) -> int | None:
    """When the body came, if Mixpanel's full rules were asked for."""
    return receipt.received_at_ms if receipt.route == "/import" and is_strict(receipt.query) else None


def _key_of(events: Sequence[Event]) -> str | None:
    """The write key that the first event names."""
    first = events[0] if events else None
    if isinstance(first, MixpanelEvent):
        return first.properties.token
    return first.write_key if isinstance(first, SegmentEvent) else None


_PLACE = re.compile(r" - at `\$\.?(.*)`$")
_MISSING = re.compile(r"Object missing required field `(.*)`")


def _wrong(error: ValidationError, index: int) -> Rejection:
    """A validation error in our words. Msgspec's sentences name types and fields, never values."""
    message = str(error)
    place = _PLACE.search(message)
    name, what = (place[1], message[: place.start()]) if place else ("", message)
    missing = _MISSING.fullmatch(what)
    if missing or "length >= 1" in what:
        name = ".".join(part for part in (name, missing[1] if missing else "") if part)
        return Rejection(Reason.MISSING_FIELD, f"{name} is missing or empty", index, name)
    return Rejection(Reason.WRONG_TYPE, f"{name or 'event'}: {what}", index, name or None)
