"""Sessions: events in a row on one device. Design, "Words"; the shop's midnight: Mixpanel's sessions page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.reports.oracle.days import day_of
from tests.reports.oracle.persons import DEVICE, OF_IDENTITY, Event, read_events
from tests.reports.oracle.values import text_of

GAP = timedelta(minutes=30)


@dataclass(frozen=True)
class Session:
    """Its events in order, and whose it is."""

    person: str
    events: tuple[Event, ...]


def answer(
    question: Mapping[str, Any],
    events: list[dict[str, Any]],
    *,
    timezone: str,
    profiles: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """A row for each session, by person and start."""
    sessions = sorted(
        sessions_of(read_events(events), timezone), key=lambda each: (each.person, each.events[0].place)
    )
    return [row_of(session, question.get("first_defined", []), timezone) for session in sessions]


def sessions_of(events: list[Event], timezone: str) -> list[Session]:
    """All sessions of all devices; a merge never changes where they begin and end."""
    devices: dict[str, list[Event]] = {}
    for event in events:
        if event.name not in OF_IDENTITY:
            devices.setdefault(key_of(event), []).append(event)
    owners = {event.device: event.person for event in events if event.device and not event.user}
    return [
        Session(person_of(stretch, owners), tuple(stretch))
        for device_events in devices.values()
        for stretch in cut(device_events, timezone)
    ]


def key_of(event: Event) -> str:
    """The device; where there is none, the id as sent."""
    return f"{DEVICE}{event.device}" if event.device else str(event.user)


def cut(events: list[Event], timezone: str) -> list[list[Event]]:
    """One device's events, cut into sessions."""
    stretches: list[list[Event]] = []
    for event in events:
        if stretches and belongs(event, stretches[-1], timezone):
            stretches[-1].append(event)
        else:
            stretches.append([event])
    return stretches


def belongs(event: Event, stretch: list[Event], timezone: str) -> bool:
    """After 30 minutes exactly still, after the shop's midnight or for another known user no more."""
    known = known_user(stretch)
    return (
        event.time - stretch[-1].time <= GAP
        and day_of(event.time, timezone) == day_of(stretch[-1].time, timezone)
        and (event.user is None or known is None or event.user == known)
    )


def known_user(stretch: list[Event]) -> str | None:
    """The user in a session: there is at most one."""
    return next((event.user for event in stretch if event.user), None)


def person_of(stretch: list[Event], owners: Mapping[Any, str]) -> str:
    """The known user in it, else the device's owner, else the device itself."""
    return known_user(stretch) or owners[stretch[0].device]


def row_of(session: Session, first_defined: list[str], timezone: str) -> dict[str, Any]:
    """Its time is from the first to the last event; a property is its first value that is set."""
    first, last = session.events[0], session.events[-1]
    return {
        "person": session.person,
        "business_date": day_of(first.time, timezone).isoformat(),
        "started_at": first.time.isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
        .replace(".000Z", "Z"),
        "duration_s": (last.time - first.time).total_seconds(),
        "events": len(session.events),
    } | {name: first_value(session, name) for name in first_defined}


def first_value(session: Session, name: str) -> str | None:
    """The first value that is set, an empty text too."""
    values = (text_of(event.properties.get(name)) for event in session.events)
    return next((value for value in values if value is not None), None)
