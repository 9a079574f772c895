"""What committing and compacting need: what has landed, and a table of the lake."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from tally.domain.events.retries import EventDates
from tally.ports.landing import EventRows


class LandedObject(Protocol):
    """One landing object as the bucket lists it."""

    @property
    def key(self) -> str: ...
    @property
    def modified_at(self) -> datetime: ...


class LandingIndex(Protocol):
    """What has landed for one table of the lake."""

    def objects_since(self, moment: datetime) -> Sequence[LandedObject]:
        """Landing objects modified at or after this moment, in no order."""

    def read(self, keys: Sequence[str], limit: int) -> tuple[EventRows, int, Sequence[str]]:
        """Rows of the first of these objects, with the table's columns; how many objects were looked at;
        the keys of those among them that hold no landed rows, each read twice.

        Stops after the object with which the rows reach `limit`; one object at least is looked at.
        TemporaryFailure where an object has gone since it was listed.
        """

    def set_aside(self, key: str) -> None:
        """Move an object to where no step looks; one that has gone is passed over."""


class Sightings(Protocol):
    """Rows of one batch, told apart."""

    @property
    def new(self) -> EventRows: ...
    @property
    def conflicting(self) -> EventRows:
        """Same dedup_key as an earlier row, other payload: columns as in QUARANTINE_COLUMNS."""

    @property
    def conflicting_name(self) -> str:
        """Name to quarantine them under; equal rows give an equal name."""

    @property
    def repeated(self) -> int:
        """How many were sent again unchanged, and are dropped."""


class DuplicateCheck(Protocol):
    """Finds events, profile updates or versions of records that came before."""

    def dates(self, rows: EventRows) -> Iterable[EventDates] | None:
        """The distinct days of these rows, in any order; None where equal rows may lie on any day."""

    def split(self, rows: EventRows, known: EventRows, look_up: Callable[[Any], EventRows]) -> Sightings:
        """Tell new rows from repeated and conflicting ones.

        Compared are the rows among themselves (the first by received_at stays) and with `known`, the
        keys of rows in the lake. Where fingerprints of events differ, values decide: `look_up` gives the
        rows of the lake with one of these keys. Equal arguments give equal rows.
        """


class QuarantineWriter(Protocol):
    """Rows of the lake as rows of quarantine."""

    def describe(self, rows: EventRows, reason: str) -> EventRows:
        """The rows with the reason `withheld`, columns as in QUARANTINE_COLUMNS; `reason` is its detail."""

    def name(self, quarantined: EventRows) -> str:
        """Name to quarantine them under; equal rows give an equal name."""


class WithholdingLake(Protocol):
    """The lake's events, as somebody takes one out."""

    def record(self) -> Mapping[str, str]:
        """See Lake.record."""

    def held_rows(self, keys: Any, days: Sequence[date]) -> EventRows:
        """See Lake.held_rows."""

    def withhold(self, rows: EventRows, days: Sequence[date]) -> None:
        """Take these rows out and remember them, in one commit; TemporaryFailure after three tries."""


class Lake(Protocol):
    """One table of the lake. Every change is one atomic commit that carries its own bookkeeping.

    `record` looks at the table; `known_keys`, `held_rows` and `append` refer to what it saw.
    """

    def record(self) -> Mapping[str, str]:
        """Make the table if it is absent; the bookkeeping of its newest commit that has any, else empty."""

    def known_keys(self, rows: EventRows, days: Sequence[date] | None) -> EventRows:
        """What rows on these days (None: on any) are compared by, of those whose key occurs in `rows`.

        So are those of events that were taken out: what is withheld counts as known.

        Of events and profile updates: dedup_key, payload_fingerprint.
        """

    def held_rows(self, keys: Any, days: Sequence[date] | None) -> EventRows:
        """All columns of rows on these days that have one of these dedup_keys; costs a read of the days."""

    def append(self, rows: EventRows, record: Mapping[str, str]) -> None:
        """Add rows and record in one commit; TemporaryFailure when another writer came first."""

    def days_to_compact(self, before: date) -> Sequence[date]:
        """Business dates earlier than `before` that lie in more files than they need, oldest first."""

    def rewrite_day(self, day: date) -> int:
        """Rewrite one day sorted and in as few files as needed, in one commit; returns its rows."""

    def expire_snapshots(self, before: datetime, keep: int) -> int:
        """Forget snapshots older than `before` except the `keep` newest; returns how many."""
