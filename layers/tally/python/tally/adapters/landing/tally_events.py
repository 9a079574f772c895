"""Our own JSON."""

from collections.abc import Sequence
from typing import Any

from tally.adapters.landing.wire_fields import Json, WireFormat
from tally.adapters.wire.envelope import SegmentBatch
from tally.domain.events.click_ids import SEEN_CLICK_IDS
from tally.domain.events.standard_properties import EVENT_PROPERTIES, EVENT_SPELLINGS, USER_AGENT

_NO_PROPERTIES: Sequence[Any] = (None, [])
"""PHP writes an empty object as an empty list."""

WIRE = WireFormat(
    taken={
        "properties": EVENT_PROPERTIES,
        "": {
            "event_name": ("event",),
            "event_id": ("event_id",),
            "occurred_at": ("occurred_at",),
            "sent_at": ("sent_at",),
            "user_id": ("user_id",),
            "device_id": ("device_id",),
            "distinct_id": ("distinct_id",),
            "session_hint": ("session_hint",),
            "platform": ("platform",),
        },
    },
    seen={"properties": {**SEEN_CLICK_IDS, **USER_AGENT}},
    dropped={"": ("write_key",)},
    spellings={"properties": EVENT_SPELLINGS},
    beside="properties",
)

_ENVELOPE = frozenset(
    {"properties", "write_key", *(name for names in WIRE.taken[""].values() for name in names)}
)


def gather_beside(events: list[Json], _batches: Sequence[SegmentBatch | None]) -> None:
    """What stands beside `properties` and is no field of the envelope becomes one of them.

    One inside of the same name stands first. Nearly always nothing stands beside.
    """
    beside = set().union(*events) - _ENVELOPE
    if not beside:
        return
    for event in events:  # not name by name: a body may hold a million names
        for name in [name for name in event if name in beside]:
            _move_inside(event, name)


def _move_inside(event: Json, name: str) -> None:
    properties = event.get("properties")
    if properties in _NO_PROPERTIES:
        properties = event["properties"] = {}
    if isinstance(properties, dict) and properties.get(name) is None:
        properties[name] = event.pop(name)
