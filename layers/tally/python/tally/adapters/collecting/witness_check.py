"""Looks at the witness's notes. Its own code, the standard library only: a fault of the collector's envelope
check must not reach the witness too, or both would miss the same events.
"""

import base64
import json
import zlib
from collections.abc import Iterable
from itertools import islice
from typing import Any

from tally.domain.audit.witness import (
    UnreadableNote,
    exact_number,
    list_oddities,
    read_witnessed_event,
    whole_number,
)
from tally.domain.collecting.field_warning import EMPTY_LIST, MAX_LOOKED_AT, MAX_WARNINGS, FieldWarning
from tally.domain.collecting.limits import MAX_EVENTS, MAX_RECEIVED_BYTES
from tally.domain.collecting.receipt import BodyFacts
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.collecting.witness_check import WitnessCheck

_LONGEST_NAME = 100
_UNREADABLE = (
    (zlib.error, Rejection(Reason.NOT_GZIP, "the body starts like gzip and cannot be unzipped")),
    (UnicodeDecodeError, Rejection(Reason.NOT_UTF8, "the body is not UTF-8 text")),
    (ValueError, Rejection(Reason.NOT_JSON, "the body is not valid JSON: send one note or a list of notes")),
    (RecursionError, Rejection(Reason.TOO_DEEP, "objects or lists are nested too deeply")),
)


def check_witness(facts: BodyFacts, body: bytes) -> WitnessCheck:
    """How many notes a body holds, and which of them cannot be used."""
    notes = _read_notes(facts, body)
    if isinstance(notes, Rejection):
        return WitnessCheck(0, [notes])
    found = [_find_problem(index, facts.received_at_ms, note) for index, note in enumerate(notes)]
    accepted = ((index, note) for index, note in enumerate(notes) if found[index] is None)
    warnings = _find_warnings(islice(accepted, MAX_LOOKED_AT)) if notes else [EMPTY_LIST]
    return WitnessCheck(len(notes), [rejection for rejection in found if rejection is not None], warnings)


def _find_warnings(notes: Iterable[tuple[int, Any]]) -> list[FieldWarning]:
    """One for each field and sentence, at the first note that has it."""
    found: dict[tuple[str, str], FieldWarning] = {}
    for index, note in notes:
        for name, detail in list_oddities(note):
            if len(found) < MAX_WARNINGS:
                found.setdefault((name, detail), FieldWarning(detail, index, name[:_LONGEST_NAME]))
    return list(found.values())


def _read_notes(facts: BodyFacts, body: bytes) -> list[Any] | Rejection:
    try:
        if facts.is_base64:
            body = base64.b64decode(body, validate=True)
        if body[:2] == b"\x1f\x8b":
            body = zlib.decompressobj(wbits=31).decompress(body, MAX_RECEIVED_BYTES + 1)
        if len(body) > MAX_RECEIVED_BYTES:
            return Rejection(
                Reason.TOO_LARGE, f"send at most {MAX_RECEIVED_BYTES:,} bytes of notes at a time"
            )
        found = json.loads(
            body.decode(), parse_float=exact_number, parse_int=whole_number, parse_constant=_refuse_constant
        )
    except (zlib.error, ValueError, RecursionError) as error:
        return next(rejection for kind, rejection in _UNREADABLE if isinstance(error, kind))
    if isinstance(found, list) and len(found) > MAX_EVENTS:
        return Rejection(Reason.TOO_LARGE, f"send at most {MAX_EVENTS:,} notes at a time")
    return found if isinstance(found, list) else [found]


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _find_problem(index: int, received_at_ms: int, note: Any) -> Rejection | None:
    try:
        read_witnessed_event(note, received_at_ms)
    except UnreadableNote as error:
        reason = Reason.MISSING_FIELD if error.is_absent else Reason.WRONG_TYPE
        return Rejection(reason if error.field else Reason.NOT_AN_EVENT, str(error), index, error.field)
    return None
