"""What to tell the sender of our own JSON: names that nobody reads, and what a refused event meant to say.

Imported when the first such event comes: a collector whose senders make no mistakes never needs it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from msgspec import DecodeError, Raw
from msgspec.json import Decoder

from tally.domain.collecting.field_warning import MAX_LOOKED_AT, MAX_WARNINGS, NO_PLATFORM, FieldWarning
from tally.domain.collecting.rejection import Rejection
from tally.domain.events.click_ids import SEEN_CLICK_IDS
from tally.domain.events.envelope_words import ENVELOPE, meant_field
from tally.domain.events.platforms import platform_label
from tally.domain.events.standard_properties import EVENT_PROPERTIES, USER_AGENT, column_of
from tally.domain.orders.order_properties import order_property

_MEMBERS = Decoder(dict[str, Raw])
_ANYTHING = Decoder()
_LONGEST_NAME = 100
_ALIKE = 0.85
"""One or two letters of a field's name may differ."""
_READ_AS_THEY_ARE = frozenset(
    {
        *EVENT_PROPERTIES,
        *(name for names in (*SEEN_CLICK_IDS.values(), *USER_AGENT.values()) for name in names),
        "ip",
    }
)
_PLATFORMS = frozenset({b'"web"', b'"ios"', b'"android"', b'"server"', b'"store"'})
_KEPT = "this is no field of an event: it is kept as a property, put it into properties"
_LISTS = {
    "events": "the events stand in a list of their own: send the list itself",
    "batch": "the events stand in `batch`: send the list itself, or Segment's messages to /v1/batch",
}


def find_warnings(events: Iterable[tuple[int, Raw]]) -> list[FieldWarning]:
    """Of accepted events, each with its place: one warning for each field, at the first event that has it."""
    found: dict[tuple[str, str], FieldWarning] = {}
    shapes: set[tuple[str, ...]] = set()  # events of the same names tell the same of them
    for index, raw in islice(events, MAX_LOOKED_AT):
        members = _read_members(raw)
        oddities = list(_list_platforms(members))
        shape = tuple(members)
        if shape not in shapes:
            shapes.add(shape)
            oddities += _list_names(members)
        for name, detail in oddities:
            found.setdefault((name, detail), FieldWarning(detail, index, name[:_LONGEST_NAME]))
        if len(found) >= MAX_WARNINGS:
            break
    return list(found.values())[:MAX_WARNINGS]


def with_advice(refused: Rejection, raw: bytes | Raw) -> Rejection:
    """The refusal of an event that lacks a field; it says what was sent instead, where that can be told."""
    members = _read_members(raw)
    if refused.field == "event":
        for name, detail in _LISTS.items():
            if bytes(members.get(name, b""))[:1] == b"[":
                return replace(refused, detail=detail)
    wanted = {"event"} if refused.field == "event" else {"user_id", "device_id", "distinct_id"}
    for name in members:
        field = meant_field(name)
        if field in wanted:
            return replace(refused, detail=f"{refused.detail}: you sent {name}, write {field}")
    return refused


def _read_members(raw: bytes | Raw) -> Mapping[str, Raw]:
    try:
        return _MEMBERS.decode(raw)
    except (DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def _list_names(members: Mapping[str, Raw]) -> Iterable[tuple[str, str]]:
    """(name as sent, what to say of it) of what no field of an event is called."""
    for name in members:
        if name not in ENVELOPE and (detail := _find_oddity(name, members)):
            yield name, detail


def _list_platforms(members: Mapping[str, Raw]) -> Iterable[tuple[str, str]]:
    """The same of platforms that are none, wherever they stand."""
    if _is_no_platform(members.get("platform")):
        yield "platform", NO_PLATFORM
    properties = bytes(members.get("properties", b""))
    if b"platform" in properties and _is_no_platform(_read_members(properties).get("platform")):
        yield "properties.platform", NO_PLATFORM


def _find_oddity(name: str, members: Mapping[str, Raw]) -> str | None:
    field = meant_field(name)
    if field is None or field in members:
        return _KEPT if len(name) > _LONGEST_NAME else _find_reading(name)
    if field == "occurred_at":
        return "this is not read, and the event counts at the time it arrived: write occurred_at"
    return f"this is not read: write {field}"


@lru_cache(1024)
def _find_reading(name: str) -> str | None:
    """What becomes of a name that means no field of the envelope; None where it is a column's own."""
    if name in _READ_AS_THEY_ARE or order_property(name) == name:
        return None
    column = column_of(name)
    if column is not None:
        return f"this is read as {column}: write {column}"
    near = get_close_matches(name, ENVELOPE, n=1, cutoff=_ALIKE)
    return (
        f"this is no field of an event: did you mean {near[0]}? It is kept as a property" if near else _KEPT
    )


def _is_no_platform(sent: Raw | None) -> bool:
    if sent is None or bytes(sent) in _PLATFORMS:
        return False
    try:
        value = _ANYTHING.decode(sent)
    except (DecodeError, RecursionError):
        return False
    if isinstance(value, str):
        return bool(value.strip()) and platform_label(value) is None
    return value is not None
