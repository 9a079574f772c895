"""What can be read of an event that is no JSON as a whole: all members but the broken ones."""

import msgspec
from msgspec import DecodeError, Raw

from tally.adapters.wire.elements import Unbalanced, members
from tally.adapters.wire.transport import bad_byte
from tally.domain.collecting.limits import MAX_EVENT_BYTES

_INNER_OBJECTS = 2
"""The deepest id is Mixpanel's, in an object of the event; a broken one is read member by member."""


def readable_event(event: bytes | Raw) -> Raw | None:
    """The event's JSON, without what is none (a NaN); None where nothing can be told, or it is too large."""
    if len(memoryview(event)) > MAX_EVENT_BYTES:
        return None
    text = bytes(event)
    return Raw(text) if _can_decode(text, dict) else _mend(text, _INNER_OBJECTS)


def _mend(text: bytes, depth: int) -> Raw | None:
    """The object without the members that are no JSON, such as a NaN; None where members cannot be told."""
    try:
        found = list(members(text))
    except Unbalanced:
        return None
    values = [(name, _keep_value(value, depth)) for name, value in found if _can_decode(name)]
    kept = [b"%b:%b" % (name, value) for name, value in values if value is not None]
    return Raw(b"{%b}" % b",".join(kept)) if kept else None


def _keep_value(value: bytes, depth: int) -> bytes | None:
    if _can_decode(value):
        return value
    if depth and value.startswith(b"{"):
        mended = _mend(value, depth - 1)
        return None if mended is None else bytes(mended)
    return None


def _can_decode(text: bytes, kind: type = object) -> bool:
    if bad_byte(text) is not None:
        return False
    try:
        msgspec.json.decode(text, type=kind)
    except (DecodeError, RecursionError):
        return False
    return True
