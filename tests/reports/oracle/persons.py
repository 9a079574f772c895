"""Events as reports read them: each once, in the order of occurrence, with the merged person.

The rules are those of Mixpanel's simplified id merge. What Tally does beyond them (ids that mean nobody,
devices of more than five users, wrong clocks) no case here touches.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.reports.oracle.values import fits

DEVICE = "$device:"
OF_IDENTITY = ("$identify", "$create_alias", "$merge")


@dataclass(frozen=True)
class Event:
    """One event that counts; `place` is its place among all, in the order of occurrence."""

    place: int
    name: str
    time: datetime
    person: str
    device: str | None
    user: str | None
    properties: Mapping[str, Any]

    def is_of(self, selector: Mapping[str, Any]) -> bool:
        """Whether it is the selector's event and passes its filters."""
        return self.name == selector["event"] and fits(self.properties, selector.get("where", {}))


def read_events(events: Iterable[Mapping[str, Any]]) -> list[Event]:
    """The events of a case, without repeats, in the order of time, then insert id, with their persons."""
    ordered = sorted(without_repeats(events), key=occurrence)
    owners = owners_of_devices(ordered)
    return [
        Event(
            place=place,
            name=event["event"],
            time=datetime.fromisoformat(event["time"]),
            person=person_of(event, owners),
            device=ids_of(event)[0],
            user=ids_of(event)[1],
            properties=event.get("properties") or {},
        )
        for place, event in enumerate(ordered)
    ]


def without_repeats(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same event, time, id as sent and insert id is one event; without an insert id none is a repeat."""
    kept, seen = [], set()
    for event in events:
        sent = (event["event"], event["time"], id_as_sent(event), event.get("insert_id"))
        if event.get("insert_id") is None or sent not in seen:
            kept.append(event)
        seen.add(sent)
    return kept


def occurrence(event: Mapping[str, Any]) -> tuple[datetime, str]:
    """Order is the order of occurrence in milliseconds, then of insert ids; never of arrival."""
    return datetime.fromisoformat(event["time"]), event.get("insert_id") or ""


def ids_of(event: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(device, user). A distinct_id alone is a device if it is written $device:..., else a user."""
    device, user = event.get("device_id"), event.get("user_id")
    alone = event.get("distinct_id")
    if device or user or not alone:
        return device, user
    return (alone.removeprefix(DEVICE), None) if alone.startswith(DEVICE) else (None, alone)


def id_as_sent(event: Mapping[str, Any]) -> str:
    """The user, if there is one, else the device."""
    device, user = ids_of(event)
    return user or f"{DEVICE}{device}"


def owners_of_devices(ordered: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A device belongs to the user of the first event that holds both ids; later users change nothing."""
    owners: dict[str, str] = {}
    for event in ordered:
        device, user = ids_of(event)
        if device and user:
            owners.setdefault(device, user)
    return owners


def person_of(event: Mapping[str, Any], owners: Mapping[str, str]) -> str:
    """Its own user; else the device's owner, for events before the link too; else the device itself."""
    device, user = ids_of(event)
    return user or owners.get(str(device), f"{DEVICE}{device}")


def by_person(events: Iterable[Event]) -> dict[str, list[Event]]:
    """{person: their events in order}."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.person, []).append(event)
    return found
