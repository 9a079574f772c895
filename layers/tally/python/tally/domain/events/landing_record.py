"""Which landing objects the lake holds already: the rule behind "nothing lost, nothing twice".

Every snapshot of the lake carries this record, so data and bookkeeping change in one commit. It need not
name every object ever landed: an object can only appear late by as long as a PUT takes from the time
stamp S3 gives it to the moment it is listed. 15 minutes is the longest a Lambda lives, so whatever is
stamped earlier than `seen_until` minus 15 minutes has been seen, and only newer objects are remembered,
each by 64 bits of its key's hash: every snapshot of three days holds such a list, and each query reads them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol, Self, TypeVar

SEEN_UNTIL = "tally.landing-seen-until"
SEEN_RECENTLY = "tally.landing-seen-recently"
LATENESS = timedelta(minutes=15)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class _Stamped(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def modified_at(self) -> datetime: ...


_Landed = TypeVar("_Landed", bound=_Stamped)


@dataclass(frozen=True, slots=True)
class LandingRecord:
    """`seen_until`: newest LastModified seen (UTC). `seen_recently`: marks of the 15 minutes before it."""

    seen_until: datetime | None = None
    seen_recently: frozenset[str] = frozenset()

    @classmethod
    def from_summary(cls, summary: Mapping[str, str]) -> Self:
        """The record in a snapshot's summary; an empty one when it holds none."""
        if SEEN_UNTIL not in summary:
            return cls()
        return cls(datetime.fromisoformat(summary[SEEN_UNTIL]), frozenset(json.loads(summary[SEEN_RECENTLY])))

    def to_summary(self) -> dict[str, str]:
        """The same record as snapshot properties; equal records give equal text."""
        if self.seen_until is None:
            return {}
        return {
            SEEN_UNTIL: self.seen_until.isoformat(),
            SEEN_RECENTLY: json.dumps(sorted(self.seen_recently), separators=(",", ":")),
        }

    @property
    def look_since(self) -> datetime:
        """Objects modified before this moment are in the lake."""
        return _BEGINNING if self.seen_until is None else self.seen_until - LATENESS

    def new_among(self, listed: Iterable[_Landed]) -> list[_Landed]:
        """Those not in the lake, oldest first; equally old ones in the order of their keys."""
        since, seen = self.look_since, self.seen_recently
        new = (one for one in listed if one.modified_at >= since and mark(one) not in seen)
        return sorted(new, key=lambda one: (one.modified_at, one.key))

    def after(self, listed: Sequence[_Stamped], taken: Sequence[_Stamped]) -> Self:
        """The record once `taken` is in the lake too; `listed` is all that lies there since `look_since`."""
        if not taken:
            return self
        newest = max(one.modified_at for one in taken)
        until = newest if self.seen_until is None else max(newest, self.seen_until)
        seen = self.seen_recently | {mark(one) for one in taken}
        recent = {mark(one) for one in listed if one.modified_at >= until - LATENESS}
        return type(self)(until, frozenset(recent & seen))


def mark(landed: _Stamped) -> str:
    """What the record remembers of an object: 16 hex digits."""
    return sha256(landed.key.encode()).hexdigest()[:16]
