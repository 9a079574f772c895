"""The oracle's events as the table that reports read, untouched by what landing makes of names and values."""

import json
from collections.abc import Iterable
from datetime import UTC
from zlib import crc32

from tests.reports.oracle.days import day_of
from tests.reports.oracle.persons import Event
from tests.sql.tables import Session

_COLUMNS = ("coupon", "revenue")
"""Properties of the random events that have columns of their own."""
_NAMES = (
    *("event_key", "event_id", "event_name", "occurred_at", "business_date", "person_key", "user_id"),
    *("device_id", *_COLUMNS, "properties"),
)


def draw_person_events(session: Session, events: Iterable[Event], timezone: str) -> None:
    """Make the table `person_events` of these events; keys are in the order of occurrence."""
    lines = [_NAMES, *(_cells(event, timezone) for event in events)]
    session.draw("person_events", "\n".join(" | ".join(line) for line in lines))


def _cells(event: Event, timezone: str) -> tuple[str, ...]:
    properties = dict(event.properties)
    own = [_text(properties.pop(name, None)) for name in _COLUMNS]
    return (
        *(str(event.place), f"e{event.place:09}", event.name),
        event.time.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "milliseconds"),
        day_of(event.time, timezone).isoformat(),
        str(crc32(event.person.encode())),
        *(event.user or "", event.device or ""),
        *own,
        json.dumps(properties),
    )


def _text(value: object) -> str:
    return "''" if value == "" else "" if value is None else str(value)
