"""What of an event's JSON does not fit, told to its sender: the path as sent, and what to send instead.

msgspec names types of Python (`float | null`) and writes `[...]` for a member of an object. Imported when the
first misfit comes: a collector whose senders make no mistakes never needs it.
"""

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import DecodeError, Raw, ValidationError
from msgspec.json import Decoder

from tally.domain.collecting.rejection import Reason, Rejection

_MISSING = re.compile(r"Object missing required field `(.*)`")
_TYPES = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_STEP = re.compile(r"\[[^\]]+\]|[^.\[\]]+")
_ELEMENT = re.compile(r"\[(\d+)\]")
_ANY_MEMBER = "[...]"
_LONGEST_NAME = 100
"""Of a member in a path, as of a property that the tracking plan does not know."""

_A_TIME = "a time such as 2026-11-21T08:00:00Z"
_WANTED = MappingProxyType(
    {
        "str": "text",
        "int": "a number",
        "float": "a number",
        "datetime": _A_TIME,
        "array": "a list",
        "object": "an object",
    }
)
_SENT = MappingProxyType({**_WANTED, "bool": "true or false", "null": "null"})
_OTHERS = MappingProxyType(
    {
        "Invalid RFC3339 encoded datetime": f"this text is no time: send {_A_TIME}",
        "Expected `datetime` with a timezone component": f"this time has no time zone: send {_A_TIME}",
        "Number out of range": "this number is too large",
        "Expected `array` of length <= 0": "send an object, not a list",
        "Integer value out of range": "this number is too large: send it as text",
    }
)

_OBJECT = Decoder(dict[str, Raw])
_LIST = Decoder(list[Raw])
_AMOUNT = Decoder(float)
_ANYTHING = Decoder(Any)


def misfit(error: ValidationError, event: bytes | Raw, index: int) -> Rejection:
    """The refusal of an event (its JSON) that msgspec found not to fit. It never quotes a value."""
    what, _, place = str(error).partition(" - at `$")
    place = place.rstrip("`").removeprefix(".")
    missing = _MISSING.fullmatch(what)
    if missing or "length >= 1" in what:
        name = ".".join(part for part in (place, missing[1] if missing else "") if part)
        return Rejection(Reason.MISSING_FIELD, f"{name} is missing or empty", index, name)
    path = _spell_path(place, event)
    return Rejection(Reason.WRONG_TYPE, f"{path or 'event'}: {_advise(what)}", index, path or None)


@lru_cache(256)
def _advise(what: str) -> str:
    types = _TYPES.fullmatch(what)
    if types is None:
        return _OTHERS.get(what, "this value does not fit")
    kinds = types[1].split(" | ")
    if "object" in kinds and "array" in kinds:  # a list is taken when it is empty, and means an object
        kinds.remove("array")
    wanted = " or ".join(dict.fromkeys(_WANTED[kind] for kind in kinds if kind in _WANTED))
    return f"send {wanted}, not {_SENT[types[2]]}"


def _spell_path(place: str, event: bytes | Raw) -> str:
    """`place` with the names of members; it ends before one that cannot be told or is very long."""
    if _ANY_MEMBER not in place:
        return place
    # $add is the one map in the envelope, and of amounts; `$[...]` stands in what was read as anything.
    kind = _ANYTHING if place.startswith(_ANY_MEMBER) else _AMOUNT
    path, node = "", event
    for step in _STEP.findall(place):
        try:
            name, node = _step_into(node, step, kind)
        except (DecodeError, LookupError, RecursionError):
            break
        if len(name) > _LONGEST_NAME:
            break
        path += name if name.startswith("[") or not path else f".{name}"
    return path


def _step_into(node: bytes | Raw, step: str, kind: Decoder[Any]) -> tuple[str, Raw]:
    """The name and the JSON of a member or element; LookupError where an object says the name twice."""
    if element := _ELEMENT.fullmatch(step):
        return step, _LIST.decode(node)[int(element[1])]
    members = _OBJECT.decode(node)
    name = _find_misfit(members, kind) if step == _ANY_MEMBER else step
    return name, members[name]


def _find_misfit(members: dict[str, Raw], kind: Decoder[Any]) -> str:
    for name, member in members.items():
        try:
            kind.decode(member)
        except DecodeError:
            return name
    raise LookupError("a later member of the same name fits")
