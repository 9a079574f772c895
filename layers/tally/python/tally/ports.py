"""Everything Tally needs from outside, as roles. What may fail is said here, not in the adapters.

Unless a method says otherwise it raises TemporaryFailure when trying again may help, Misconfigured when an
operator must act, and may be called again with the same arguments without changing the outcome.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from tally.domain.audit.witness import BadRecord
from tally.domain.collecting.delivery import Delivery
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Rejection

if TYPE_CHECKING:  # every collector's start reads this file
    from tally.domain.people.erasure import Erased, Found, Proof
    from tally.domain.people.person import Traces

# --- collecting ---------------------------------------------------------------------------------------


class WriteKeys(Protocol):
    """The shop's write keys."""

    def source_of(self, write_key: str) -> str | None:
        """Name of the source that this key belongs to; None when the key is unknown or revoked."""


class Throttle(Protocol):
    """Bounds what one write key may send."""

    def wait_s(self, write_key: str, events: int) -> int:
        """0 where these events may pass; else the whole seconds until some may. Never raises."""


class ParcelQueue(Protocol):
    """The queue between collecting and landing."""

    def send(self, parcel: str) -> None:
        """Return only after the queue has accepted the parcel."""


class Claims(Protocol):
    """Bodies too large for the queue."""

    def put(self, body: bytes) -> str:
        """Store the body under a key made of its hash; return the key."""

    def get(self, key: str) -> bytes:
        """The body stored under this key."""


class EnvelopeCheck(Protocol):
    """Looks at a body without building its events."""

    def __call__(self, receipt: Receipt, body: bytes) -> "EnvelopeVerdict": ...


class BodyKeys(Protocol):
    """Write keys that a body names, some of them perhaps in events that are refused; likeliest first."""

    def __call__(self, receipt: Receipt, body: bytes) -> Iterable[str]: ...


class EnvelopeVerdict(Protocol):
    """What a body holds: events in it, and a rejection for each that will go to quarantine."""

    @property
    def events(self) -> int: ...
    @property
    def rejections(self) -> Sequence[Rejection]: ...
    @property
    def write_key(self) -> str | None:
        """The write key that the body itself names, if it names one."""

    @property
    def parameters(self) -> Mapping[str, str]:
        """Parameters that a form body carries beside its events, such as verbose=1."""

    @property
    def text_bytes(self) -> int:
        """Size of the body unzipped; 0 where it cannot be."""


# --- landing ------------------------------------------------------------------------------------------


EventRows = Any
"""Rows as columns, ready to be stored: an Arrow table; the core knows only that it has a length."""


class EventReader(Protocol):
    """Turns bodies into columns; what cannot be read becomes quarantine rows, never an exception."""

    def read(
        self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]], strays: Iterable[Delivery] = ()
    ) -> tuple[EventRows, EventRows, EventRows]:
        """(events, profile updates, rejected): domain.columns EVENT_, PROFILE_ and QUARANTINE_COLUMNS.

        `strays` are queue messages that are no parcels; equal arguments give equal rows.
        """


class LandingArea(Protocol):
    """Append-only Parquet, one object per batch."""

    def put(self, name: str, rows: EventRows) -> bool:
        """Store rows under `<prefix>/<name>.parquet`; False when that object was there already."""


class WitnessRecords(Protocol):
    """Turns the witness's bodies into rows; what cannot be read comes back as it was sent."""

    def read(
        self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]]
    ) -> tuple[EventRows, Sequence[BadRecord]]:
        """(rows, bad records): columns as in WITNESS_COLUMNS."""


class RejectedRecords(Protocol):
    """Where the witness keeps what it could not read."""

    def put(self, record: BadRecord) -> None:
        """Keep one record under a name made of its content."""


# --- the lake -----------------------------------------------------------------------------------------


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

    def read(self, keys: Sequence[str], limit: int) -> tuple[EventRows, int]:
        """Rows of the first of these objects, with the table's columns, and how many objects they are.

        Stops after the object with which the rows reach `limit`; one object at least is read.
        """


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
    """Finds events, or profile updates, that came before."""

    def business_dates(self, rows: EventRows) -> Sequence[date]:
        """The distinct business dates of these rows, oldest first."""

    def split(self, rows: EventRows, known: EventRows) -> Sightings:
        """Tell new rows from repeated and conflicting ones.

        Compared are the rows among themselves (the first by received_at stays) and with `known`, the
        dedup_key and payload_fingerprint of rows in the lake. Equal arguments give equal rows.
        """


class Lake(Protocol):
    """One table of the lake. Every change is one atomic commit that carries its own bookkeeping.

    `record` looks at the table; `known_keys` and `append` refer to what it saw.
    """

    def record(self) -> Mapping[str, str]:
        """Make the table if it is absent; the bookkeeping of its newest commit that has any, else empty."""

    def known_keys(self, rows: EventRows, days: Sequence[date]) -> EventRows:
        """dedup_key and payload_fingerprint of rows on these days whose dedup_key occurs in `rows`."""

    def append(self, rows: EventRows, record: Mapping[str, str]) -> None:
        """Add rows and record in one commit; TemporaryFailure when another writer came first."""

    def days_to_compact(self, before: date) -> Sequence[date]:
        """Business dates earlier than `before` that lie in more files than they need, oldest first."""

    def rewrite_day(self, day: date) -> int:
        """Rewrite one day sorted and in as few files as needed, in one commit; returns its rows."""

    def expire_snapshots(self, before: datetime, keep: int) -> int:
        """Forget snapshots older than `before` except the `keep` newest; returns how many."""


# --- models, audit, publishing ------------------------------------------------------------------------


class QueryEngine(Protocol):
    """Runs SQL in Athena's dialect."""

    def run(self, sql: str, database: str) -> None:
        """Run one statement and wait for its end."""

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        """Run one query; its rows as dicts of Python values."""


class Builds(Protocol):
    """Databases in which a night's tables are made beside the published ones."""

    def open(self, build: str) -> str:
        """Create the build's database with views onto the lake's tables, or take it up again after a
        crash; the database's name. Misconfigured when the lake has no table yet."""

    def clear(self, build: str, table: str) -> str:
        """Remove what an earlier try left of this table; return the s3 location to build it at."""

    def finish(self, build: str, step: str) -> None:
        """Note that all tables of this step are built and audited."""

    def finished(self, build: str) -> Set[str]:
        """The steps noted as finished."""

    def newest(self, step: str) -> str | None:
        """The newest build that finished this step."""

    def publish(self, build: str, tables: Sequence[str]) -> None:
        """Point the stable views of these tables at this build."""

    def drop_older(self, keep: int) -> Sequence[str]:
        """Remove all but the `keep` newest builds and whatever a view still points at; names removed."""


class JudgedCells(Protocol):
    """The table audit_cells of a build."""

    def put(self, database: str, location: str, cells: Sequence[Mapping[str, Any]]) -> None:
        """Write the cells as one table at this empty s3 location; columns: audit_cells.CELL_COLUMNS."""


class KpiFiles(Protocol):
    """Published KPI rows as files for dashboards."""

    def put(self, build: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        """Write this build's files, and last the file that names the latest build; keys written."""


# --- erasing a customer -------------------------------------------------------------------------------


class Customers(Protocol):
    """Who a customer is."""

    def traces(self, customer_id: str, told: Iterable[str] = ()) -> "Traces":
        """The person behind a user id, a device id (with or without `$device:`) or a profile's distinct id.

        `told` are devices known from before: see domain.person.person_of.
        """


class CustomerPlace(Protocol):
    """One place where rows of customers lie."""

    @property
    def name(self) -> str:
        """For people, such as `landing`."""

    def look(self, traces: "Traces") -> "Found":
        """What lies there, without changing anything."""

    def erase(self, traces: "Traces", go_on: Callable[[], bool]) -> "Erased":
        """Remove it physically; asked now and then, `go_on` says whether there is time for more.

        Killed anywhere, another call does the rest. Others' rows stay as they are; where their JSON
        names the customer, ERASED is put there if `traces.with_mentions`.
        """


class ErasureProofs(Protocol):
    """What is kept of erasures."""

    def get(self, key: str) -> "Proof | None":
        """The proof stored there, if any."""

    def put(self, proof: "Proof") -> None:
        """Store it, in the place of the one before."""


class ParcelsWaiting(Protocol):
    """The queues between collecting and landing."""

    def __call__(self) -> int:
        """Roughly how many parcels have not landed, those that were given up included."""


class Clock(Protocol):
    """The time, so that tests can set it."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
