"""What an erasure found and did, in counts. The proof is all that is kept of it: no id, no hash of one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from tally.domain.errors import Misconfigured

PROOFS = "proofs/forget/"
TIME_IS_UP = "time was up before everything was looked at: run again"


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a customer (a text that names them counts as one), and the objects that hold them.

    `mentions` are rows of others that name one of the customer's ids as a value in their JSON.
    """

    rows: int = 0
    objects: int = 0
    mentions: int = 0

    def __add__(self, other: "Found") -> "Found":
        """Both together."""
        return Found(self.rows + other.rows, self.objects + other.objects, self.mentions + other.mentions)


def total(found: Iterable[Found]) -> Found:
    """All together."""
    return sum(found, start=Found())


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done in one place. `unfinished` says why it is not done yet; it is empty when it is.

    `order_events_kept` are order events that are now a random person's, none of `rows`.
    `mentions_blanked` and `mentions_left` are rows of others in which an id of the customer was blanked, or
    stands as before.
    """

    rows: int = 0
    objects_rewritten: int = 0
    objects_deleted: int = 0
    bytes_removed: int = 0
    snapshots_expired: int = 0
    mentions_blanked: int = 0
    mentions_left: int = 0
    order_events_kept: int = 0
    unfinished: str = ""

    def __add__(self, later: "Erased") -> "Erased":
        """Both together, as they stand after the later."""
        return Erased(
            self.rows + later.rows,
            self.objects_rewritten + later.objects_rewritten,
            self.objects_deleted + later.objects_deleted,
            self.bytes_removed + later.bytes_removed,
            self.snapshots_expired + later.snapshots_expired,
            self.mentions_blanked + later.mentions_blanked,
            later.mentions_left,
            self.order_events_kept + later.order_events_kept,
            later.unfinished,
        )


_REQUEST_ID = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Proof:
    """The record of one request, which may take several runs: `finished_at` is None until nothing is left.

    Times are UTC.
    """

    request_id: str
    tally_version: str
    begun_at: datetime
    finished_at: datetime | None = None
    places: Mapping[str, Erased] = field(default_factory=dict)

    def with_place(self, name: str, erased: Erased) -> "Proof":
        """The proof after one more run in a place."""
        return replace(self, places={**self.places, name: self.places.get(name, Erased()) + erased})

    @property
    def rows(self) -> int:
        """Rows removed in all places."""
        return sum(erased.rows for erased in self.places.values())

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "request_id": self.request_id,
            "tally_version": self.tally_version,
            "begun_at": self.begun_at.isoformat(),
            "finished_at": self.finished_at and self.finished_at.isoformat(),
            "places": {name: asdict(erased) for name, erased in self.places.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored."""
        finished = stored["finished_at"]
        return cls(
            stored["request_id"],
            stored["tally_version"],
            datetime.fromisoformat(stored["begun_at"]),
            finished and datetime.fromisoformat(finished),
            {name: Erased(**counts) for name, counts in stored["places"].items()},
        )


def request_id(moment: datetime, random: str) -> str:
    """The name of a request: its UTC date, then 16 random hex digits."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}-{random[:16]}"


def proof_key(request: str) -> str:
    """Where the proof of a request lies in the lake bucket. Misconfigured when that is no request's name."""
    parts = _REQUEST_ID.fullmatch(request)
    if parts is None:
        raise Misconfigured(f"request_id {request!r}: use the one that the first answer gave, or none")
    return f"{PROOFS}{parts['day']}/{request}.json"
