"""Looks at a body's events without building them, and says which of them will go to quarantine.

A good body is decoded once, as a whole (0.5 us an event). Only a body with something wrong in it is looked at
event by event, to name each culprit. Landing may ask `check_event` and so agrees with the answer given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
from msgspec import DecodeError, Raw, Struct, ValidationError

from tally.adapters.wire.envelope import refusal, split
from tally.adapters.wire.envelope_kinds import Event, key_of, many_of, one_of, segment_batch
from tally.adapters.wire.mixpanel_data import form_parameters, is_strict, mixpanel_json
from tally.adapters.wire.transport import bad_byte, decode_body
from tally.domain.collecting.limits import MAX_EVENT_BYTES
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.collecting.rejection import Rejection


@dataclass(frozen=True, slots=True)
class Verdict:
    """See ports.EnvelopeVerdict."""

    events: int
    rejections: Sequence[Rejection] = ()
    write_key: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    text_bytes: int = 0


def check_envelope(receipt: Receipt, body: bytes) -> Verdict:
    """How many events a body as handed over holds, and which of them will be refused."""
    text = decode_body(receipt, body)
    if isinstance(text, Rejection):
        return Verdict(0, [text])
    parameters = form_parameters(text) if receipt.protocol is Protocol.MIXPANEL else {}
    # A larger body may hold an event that is too large, and strict rules look at each event as a whole.
    if len(text) <= MAX_EVENT_BYTES and not asks_for_strict(receipt):
        try:
            events, write_key = _whole(receipt, text)
        except (DecodeError, RecursionError):
            pass
        else:
            if not any([event.problem() for event in events]):  # noqa: C419  # a list is 2x as fast
                return Verdict(len(events), (), write_key, parameters, len(text))
    return _one_by_one(receipt, text, parameters)


def check_event(receipt: Receipt, raw: Raw, index: int) -> Rejection | None:
    """Why this event of a body is refused, or None."""
    rejection = _rejection(receipt, raw, index)
    if rejection is None or not asks_for_strict(receipt):
        return rejection
    return replace(rejection, event_id=_insert_id(raw))


def asks_for_strict(receipt: Receipt) -> bool:
    """Whether Mixpanel's full rules were asked for."""
    return receipt.route == "/import" and is_strict(receipt.query)


def _rejection(receipt: Receipt, raw: Raw, index: int) -> Rejection | None:
    try:
        problem = one_of(receipt.route).decode(raw).problem()
        if problem is None and asks_for_strict(receipt):
            from tally.domain.events.mixpanel_rules import strict_problem  # noqa: PLC0415  # for imports only

            problem = strict_problem(msgspec.json.decode(raw)["properties"], receipt.received_at_ms)
    except ValidationError as error:
        from tally.adapters.wire.misfit import misfit  # noqa: PLC0415  # nearly all events fit

        return misfit(error, raw, index)
    except (DecodeError, RecursionError) as error:
        return refusal(error, index)
    if problem is None:
        return None
    reason, name, detail = problem
    return Rejection(reason, detail, index, name)


def _insert_id(raw: Raw) -> str | None:
    """The id by which the sender knows a refused event, if that much can be read."""
    try:
        return msgspec.json.decode(raw, type=_WithInsertId).properties.insert_id
    except (DecodeError, RecursionError):
        return None


class _InsertId(Struct, rename={"insert_id": "$insert_id"}):
    insert_id: str | None = None


class _WithInsertId(Struct):
    properties: _InsertId


def _whole(receipt: Receipt, text: bytes) -> tuple[Sequence[Event], str | None]:
    """All events of a body that is as it should be, and the write key it names."""
    if receipt.protocol is Protocol.MIXPANEL:
        data = mixpanel_json(receipt, text)
        if isinstance(data, Rejection):
            raise DecodeError(data.detail)
        text = data
    if bad_byte(text) is not None:  # msgspec does not look into what it leaves out
        raise DecodeError("not UTF-8")
    if receipt.route == "/v1/batch":
        batch = segment_batch().decode(text)
        return batch.batch, batch.write_key or _key_of(batch.batch)
    events: Sequence[Event]
    if receipt.protocol is not Protocol.SEGMENT and text.lstrip()[:1] == b"[":
        events = many_of(receipt.route).decode(text)
    else:
        events = [one_of(receipt.route).decode(text)]
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
            write_key = key_of(one_of(receipt.route).decode(event))
    whole_body = len(rejections) == 1 and rejections[0].index is None
    return Verdict(0 if whole_body else len(found.events), rejections, write_key, parameters, len(text))


def _key_of(events: Sequence[Event]) -> str | None:
    """The write key that the first event names."""
    return key_of(events[0]) if events else None
