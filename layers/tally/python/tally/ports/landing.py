"""What landing needs, of events and of the witness's records."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from tally.domain.audit.witness import BadRecord
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.collecting.receipt import Receipt

EventRows = Any
"""Rows as columns, ready to be stored: an Arrow table; the core knows only that it has a length."""


class ReadBatch(NamedTuple):
    """What a batch holds: columns as in EVENT_, PROFILE_ and QUARANTINE_COLUMNS (domain.events.columns)."""

    events: EventRows
    profile_updates: EventRows
    rejected: EventRows


class ReadNotes(NamedTuple):
    """What a batch of the witness's holds: columns as in WITNESS_COLUMNS, and what cannot be read."""

    rows: EventRows
    bad: Sequence[BadRecord]


class EventReader(Protocol):
    """Turns bodies into columns; what cannot be read becomes quarantine rows, never an exception.

    `plan_mark` tells the tracking plan by which it reads from any other.
    """

    @property
    def plan_mark(self) -> str: ...

    def read(
        self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]], strays: Iterable[QueueMessage] = ()
    ) -> ReadBatch:
        """`strays` are queue messages that are no parcels. Equal arguments give equal rows."""


class LateCopies(Protocol):
    """What may not land any more."""

    def __call__(self, read: ReadBatch) -> tuple[ReadBatch, int]:
        """The batch without rows of people whose late copies are kept out; how many rows that takes away."""


class LandingArea(Protocol):
    """Append-only Parquet, one object per batch."""

    def put(self, name: str, rows: EventRows) -> bool:
        """Store rows under `<prefix>/<name>.parquet`; False when that object was there already."""


class WitnessRecords(Protocol):
    """Turns the witness's bodies into rows; what cannot be read comes back as it was sent.

    `plan_mark` as of EventReader.
    """

    @property
    def plan_mark(self) -> str: ...

    def read(self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]]) -> ReadNotes: ...


class RejectedRecords(Protocol):
    """Where the witness keeps what it could not read."""

    def put(self, record: BadRecord) -> None:
        """Keep one record under a name made of its content."""


class ParcelsWaiting(Protocol):
    """The queues between collecting and landing."""

    def __call__(self) -> int:
        """Roughly how many parcels have not landed yet."""
