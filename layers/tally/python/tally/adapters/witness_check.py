"""Looks at the witness's notes. Its own code, the standard library only: a fault of the collector's envelope
check must not reach the witness too, or both would miss the same events.
"""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tally.domain.limits import MAX_BODY_BYTES, MAX_EVENTS
from tally.domain.receipt import Receipt
from tally.domain.rejection import Reason, Rejection


@dataclass(frozen=True, slots=True)
class WitnessVerdict:
    """See ports.EnvelopeVerdict."""

    events: int
    rejections: Sequence[Rejection] = ()
    write_key: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


def check_witness(receipt: Receipt, body: bytes) -> WitnessVerdict:
    """How many notes a body holds, and which of them cannot be used."""
    notes = _notes(receipt, body)
    if isinstance(notes, Rejection):
        return WitnessVerdict(0, [notes])
    found = (_problem(index, note) for index, note in enumerate(notes))
    return WitnessVerdict(len(notes), [rejection for rejection in found if rejection is not None])


def _notes(receipt: Receipt, body: bytes) -> list[Any] | Rejection:
    try:
        if receipt.is_base64:
            body = base64.b64decode(body, validate=True)
        if body[:2] == b"\x1f\x8b":
            body = zlib.decompressobj(wbits=31).decompress(body, MAX_BODY_BYTES + 1)
        found = json.loads(body.decode(), parse_constant=_refuse)
    except zlib.error:
        return Rejection(Reason.NOT_GZIP, "the body starts like gzip and cannot be unzipped")
    except UnicodeDecodeError:
        return Rejection(Reason.NOT_UTF8, "the body is not UTF-8 text")
    except ValueError:
        return Rejection(Reason.NOT_JSON, "the body is not valid JSON: send one note or a list of notes")
    except RecursionError:
        return Rejection(Reason.TOO_DEEP, "objects or lists are nested too deeply")
    if len(body) > MAX_BODY_BYTES or (isinstance(found, list) and len(found) > MAX_EVENTS):
        return Rejection(Reason.TOO_LARGE, f"send at most {MAX_EVENTS:,} notes at a time")
    return found if isinstance(found, list) else [found]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _problem(index: int, note: Any) -> Rejection | None:
    if not isinstance(note, dict):
        return Rejection(Reason.NOT_AN_EVENT, "a note is a JSON object", index)
    for name, is_right in _FIELDS.items():
        value = note.get(name)
        if value in (None, "") and name != "amount":
            return Rejection(Reason.MISSING_FIELD, f"{name} is missing or empty", index, name)
        if value is not None and not is_right(value):
            return Rejection(Reason.WRONG_TYPE, f"{name} cannot be read: {_EXPECTED[name]}", index, name)
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) or _is_number(value)


def _is_number(value: Any) -> bool:
    # 1e15 keeps out infinity and integers of a thousand digits; milliseconds reach it in the year 33658
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e15 < value < 1e15


def _is_time(value: Any) -> bool:
    """Epoch seconds or milliseconds, or ISO 8601 with an offset."""
    if not isinstance(value, str):
        return _is_number(value) and value > 0
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_amount(value: Any) -> bool:
    if not isinstance(value, str):
        return _is_number(value)
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


_FIELDS = {
    "event_id": _is_id,
    "event": _is_text,
    "occurred_at": _is_time,
    "platform": _is_text,
    "amount": _is_amount,
}
_EXPECTED = {
    "event_id": "send text",
    "event": "send text",
    "occurred_at": "send ISO 8601 with an offset, or epoch seconds or milliseconds",
    "platform": "send web, ios, android, server or store",
    "amount": "send a number",
}
