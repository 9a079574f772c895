"""In-memory ports that write every effect to one shared journal: tests compare what happened in which order.

An effect is noted, then takes place. `Journal(killed_before=n)` raises Killed instead of the n-th effect
(from 0): the process died there, and what it did before stays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from tally.domain.errors import TemporaryFailure
from tally.domain.events.retries import EventDates


class Killed(BaseException):
    """The process is no more."""


class Journal:
    """Effects in their order, as tuples that start with a verb."""

    def __init__(self, killed_before: int | None = None) -> None:
        self.effects: list[tuple[Any, ...]] = []
        self._killed_before = killed_before

    def note(self, *effect: Any) -> None:
        if len(self.effects) == self._killed_before:
            raise Killed
        self.effects.append(effect)


class Noted:
    """A client that notes its writes in a journal, which may end the process before one."""

    def __init__(self, client: Any, journal: Journal) -> None:
        self._client, self._journal = client, journal

    @classmethod
    def of(cls, client: Any, journal: Journal | None) -> Any:
        return client if journal is None else cls(client, journal)

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("put_", "delete_", "update_")):
            self._journal.note(name)
        return getattr(self._client, name)


class Rows(tuple):  # type: ignore[type-arg]  # of whatever a test likes
    """Event rows as a tuple of values."""

    __slots__ = ()


@dataclass(frozen=True)
class Event:
    """What commit_events looks at of an event."""

    key: str
    payload: str
    day: date = date(2026, 11, 20)
    received_at: int = 0


@dataclass(frozen=True)
class Landed:
    """One landing object with its events; None when it cannot be read."""

    key: str
    modified_at: datetime
    events: Rows | None = field(default_factory=Rows)


@dataclass
class FakeLandingIndex:
    """Landing objects in memory."""

    objects: list[Landed]
    journal: Journal = field(default_factory=Journal)

    def objects_since(self, moment: datetime) -> Sequence[Landed]:
        return [landed for landed in self.objects if landed.modified_at >= moment]

    def read(self, keys: Sequence[str], limit: int) -> tuple[Rows, int, list[str]]:
        by_key = {landed.key: landed.events for landed in self.objects}
        rows: list[Event] = []
        unreadable: list[str] = []
        taken = 0
        while taken < len(keys) and (len(rows) < limit or not taken):
            events = by_key[keys[taken]]
            unreadable += [keys[taken]] if events is None else []
            rows += events or ()
            taken += 1
        return Rows(rows), taken, unreadable

    def set_aside(self, key: str) -> None:
        self.journal.note("set aside", key)
        self.objects = [landed for landed in self.objects if landed.key != key]


@dataclass(frozen=True)
class FakeSightings:
    """See ports.Sightings."""

    new: Rows
    conflicting: Rows
    repeated: int

    @property
    def conflicting_name(self) -> str:
        return sha256(
            repr(sorted((event.key, event.payload) for event in self.conflicting)).encode()
        ).hexdigest()


class FakeDuplicateCheck:
    """The rule, event by event: what adapters do by columns must come to the same."""

    def dates(self, rows: Rows) -> Iterable[EventDates]:
        return {EventDates(event.day, event.day) for event in rows}

    def split(self, rows: Rows, known: Rows, _look_up: Callable[[Any], Rows]) -> FakeSightings:
        accepted = {event.key: event.payload for event in known}
        new, conflicting = [], {}
        for event in sorted(rows, key=lambda event: event.received_at):
            if event.key not in accepted:
                accepted[event.key] = event.payload
                new.append(event)
            elif accepted[event.key] != event.payload:
                conflicting.setdefault((event.key, event.payload), event)
        return FakeSightings(Rows(new), Rows(conflicting.values()), len(rows) - len(new) - len(conflicting))


@dataclass
class FakeLake:
    """lake.events in memory: the files of each day, and the record of the last commit."""

    journal: Journal
    files: dict[date, list[Rows]] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    snapshots: list[datetime] = field(default_factory=list)
    another_writer: bool = False

    def record(self) -> Mapping[str, str]:
        return dict(self.summary)

    def events(self) -> Iterator[Event]:
        return (event for files in self.files.values() for rows in files for event in rows)

    def known_keys(self, rows: Rows, days: Sequence[date]) -> Rows:
        keys = {event.key for event in rows}
        return Rows(event for event in self.events() if event.day in days and event.key in keys)

    def held_rows(self, keys: Any, days: Sequence[date]) -> Rows:
        return Rows(event for event in self.events() if event.day in days and event.key in keys)

    def append(self, rows: Rows, record: Mapping[str, str]) -> None:
        if self.another_writer:
            raise TemporaryFailure("another commit came first")
        self.journal.note("append", rows, dict(record))
        self.summary = dict(record)
        for day in sorted({event.day for event in rows}):
            self.files.setdefault(day, []).append(Rows(event for event in rows if event.day == day))

    def days_to_compact(self, before: date) -> Sequence[date]:
        return sorted(day for day, files in self.files.items() if day < before and len(files) > 1)

    def rewrite_day(self, day: date) -> int:
        self.journal.note("rewrite", day)
        rows = Rows(event for rows in self.files[day] for event in rows)
        self.files[day] = [rows]
        return len(rows)

    def expire_snapshots(self, before: datetime, keep: int) -> int:
        self.journal.note("expire", before, keep)
        return 0


@dataclass
class FakeLandingArea:
    """A prefix of append-only objects; names already taken are kept."""

    journal: Journal
    prefix: str
    objects: dict[str, Rows] = field(default_factory=dict)

    def put(self, name: str, rows: Iterable[Any]) -> bool:
        self.journal.note(f"put to {self.prefix}", name)
        if name in self.objects:
            return False
        self.objects[name] = Rows(rows)
        return True
