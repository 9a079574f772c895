"""Looks at a body's events without building them, and says which of them will go to quarantine.

A good body is decoded once, as a whole (0.5 us an event). Only a body with something wrong in it is looked at
event by event, to name each culprit. Landing may ask `check_event` and so agrees with the answer given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from msgspec import DecodeError, Raw, Struct, ValidationError

from tally.adapters.wire.envelope import refusal, split
from tally.adapters.wire.envelope_fields import PlainTallyEvent
from tally.adapters.wire.envelope_kinds import (
    Envelope,
    key_of,
    many_of,
    one_of,
    plain_many,
    plain_one,
    segment_batch,
)
from tally.adapters.wire.mixpanel_data import form_parameters, is_strict, mixpanel_json
from tally.adapters.wire.transport import bad_byte, decode_body
from tally.domain.collecting.body_check import BodyCheck
from tally.domain.collecting.field_warning import EMPTY_LIST, FieldWarning
from tally.domain.collecting.limits import MAX_EVENT_BYTES
from tally.domain.collecting.receipt import BodyFacts, Protocol
from tally.domain.collecting.rejection import Reason, Rejection

_RAWS = msgspec.json.Decoder(list[Raw])


def check_envelope(facts: BodyFacts, body: bytes) -> BodyCheck:
    """How many events a body as handed over holds, and which of them will be refused."""
    text = decode_body(facts, body)
    if isinstance(text, Rejection):
        return BodyCheck(0, [text])
    parameters = form_parameters(text) if facts.protocol is Protocol.MIXPANEL else {}
    # A larger body may hold an event that is too large, and strict rules look at each event as a whole.
    if len(text) <= MAX_EVENT_BYTES and not asks_for_strict(facts):
        try:
            events, write_key = _decode_whole(facts, text)
        except (DecodeError, RecursionError):
            pass
        else:
            if not any([event.problem() for event in events]):  # noqa: C419  # a list is 2x as fast
                warnings = _find_warnings(facts, text, events)
                return BodyCheck(len(events), (), write_key, parameters, len(text), warnings)
    return _check_one_by_one(facts, text, parameters)


def check_event(facts: BodyFacts, raw: Raw, index: int) -> Rejection | None:
    """Why this event of a body is refused, or None."""
    rejection = _find_rejection(facts, raw, index)
    if rejection is None or not asks_for_strict(facts):
        return rejection
    return replace(rejection, event_id=_read_insert_id(raw))


def asks_for_strict(facts: BodyFacts) -> bool:
    """Whether Mixpanel's full rules were asked for."""
    return facts.route == "/import" and is_strict(facts.query)


def _find_rejection(facts: BodyFacts, raw: Raw, index: int) -> Rejection | None:
    try:
        problem = _read_envelope(facts, raw).problem()
        if problem is None and asks_for_strict(facts):
            from tally.domain.events.mixpanel_rules import strict_problem  # noqa: PLC0415  # for imports only

            problem = strict_problem(msgspec.json.decode(raw)["properties"] or {}, facts.received_at_ms)
    except ValidationError as error:
        from tally.adapters.wire.misfit import misfit  # noqa: PLC0415  # nearly all events fit

        return _advise(facts, misfit(error, raw, index), raw)
    except (DecodeError, RecursionError) as error:
        return refusal(error, index)
    if problem is None:
        return None
    reason, name, detail = problem
    return _advise(facts, Rejection(reason, detail, index, name), raw)


def _advise(facts: BodyFacts, refused: Rejection, raw: Raw) -> Rejection:
    """Where one of our own events lacks a field: with what was sent instead."""
    if facts.protocol is not Protocol.TALLY or refused.reason is not Reason.MISSING_FIELD:
        return refused
    from tally.adapters.wire.own_advice import with_advice  # noqa: PLC0415  # nearly all events fit

    return with_advice(refused, raw)


def _read_envelope(facts: BodyFacts, raw: Raw) -> Envelope:
    decoder = one_of(facts.route)
    try:
        return decoder.decode(raw)
    except ValidationError:
        from tally.adapters.wire.odd_ids import without_odd_ids  # noqa: PLC0415  # nearly all events fit

        mended = without_odd_ids(facts, raw)
        if mended is None:
            raise
        return decoder.decode(mended)


def _read_insert_id(raw: Raw) -> str | None:
    """The id by which the sender knows a refused event, if that much can be read."""
    try:
        return msgspec.json.decode(raw, type=_WithInsertId).properties.insert_id
    except (DecodeError, RecursionError):
        return None


class _InsertId(Struct, rename={"insert_id": "$insert_id"}):
    insert_id: str | None = None


class _WithInsertId(Struct):
    properties: _InsertId


def _decode_whole(facts: BodyFacts, text: bytes) -> tuple[Sequence[Envelope], str | None]:
    """All events of a body that is as it should be, and the write key it names."""
    if facts.protocol is Protocol.MIXPANEL:
        data = mixpanel_json(facts, text)
        if isinstance(data, Rejection):
            raise DecodeError(data.detail)
        text = data
    if bad_byte(text) is not None:  # msgspec does not look into what it leaves out
        raise DecodeError("not UTF-8")
    if facts.route == "/v1/batch":
        batch = segment_batch().decode(text)
        return batch.batch, batch.write_key or _read_first_key(batch.batch)
    is_list = facts.protocol is not Protocol.SEGMENT and text.lstrip()[:1] == b"["
    events: Sequence[Envelope]
    if facts.protocol is Protocol.TALLY:
        try:
            return plain_many().decode(text) if is_list else [plain_one().decode(text)], None
        except ValidationError:
            pass
    events = many_of(facts.route).decode(text) if is_list else [one_of(facts.route).decode(text)]
    return events, _read_first_key(events)


def _find_warnings(facts: BodyFacts, text: bytes, events: Sequence[Envelope]) -> Sequence[FieldWarning]:
    """Of the accepted events in a text of our own JSON."""
    if facts.protocol is not Protocol.TALLY:
        return ()
    if not events:
        return (EMPTY_LIST,)
    if isinstance(events[0], PlainTallyEvent):
        return ()
    from tally.adapters.wire.own_advice import find_warnings  # noqa: PLC0415  # nearly all events are plain

    return find_warnings(enumerate(_RAWS.decode(text) if text.lstrip()[:1] == b"[" else [Raw(text)]))


def _check_one_by_one(facts: BodyFacts, text: bytes, parameters: Mapping[str, str]) -> BodyCheck:
    found = split(facts, text)
    write_key = found.batch.write_key if found.batch else None
    rejections: list[Rejection] = []
    accepted: list[tuple[int, Raw]] = []
    for index, event in enumerate(found.events):
        rejection = event if isinstance(event, Rejection) else check_event(facts, event, index)
        if rejection is not None:
            rejections.append(rejection)
        elif isinstance(event, Raw):
            accepted.append((index, event))
            write_key = write_key or key_of(_read_envelope(facts, event))
    whole_body = len(rejections) == 1 and rejections[0].index is None
    events = 0 if whole_body else len(found.events)
    warnings: Sequence[FieldWarning] = ()
    if facts.protocol is Protocol.TALLY:
        from tally.adapters.wire.own_advice import find_warnings  # noqa: PLC0415  # nearly all events fit

        warnings = find_warnings(accepted)
    return BodyCheck(events, rejections, write_key, parameters, len(text), warnings)


def _read_first_key(events: Sequence[Envelope]) -> str | None:
    """The write key that the first event names."""
    return key_of(events[0]) if events else None
