"""What became of the events that an import posted: committed now, then looked for where they should be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tally.modelling.literals import Value

if TYPE_CHECKING:
    from cli.clients import Tally

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostedWindow:
    """When events were posted, and the times that they tell: UTC, naive."""

    since: datetime
    until: datetime
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Events stored by this import, and refused after they had been accepted, by reason."""

    stored: int
    quarantined: Mapping[str, int]

    def repeated(self, accepted: int) -> int:
        """Events accepted that are neither: the lake held them already."""
        return max(accepted - self.stored - sum(self.quarantined.values()), 0)

    def sentences(self) -> Iterator[str]:
        """What to do about those refused."""
        for reason, events in self.quarantined.items():
            yield f"{events:,} went to quarantine ({reason}): tally quarantine show {reason}"


def look_up_outcome(tally: "Tally", window: PostedWindow) -> ImportOutcome:
    """Commit what has landed, then count it."""
    while tally.invoke("commit_events", {}).get("remaining"):
        pass
    values: dict[str, Value] = {
        "since": window.since,
        "until": window.until,
        "first": window.first,
        "last": window.last,
        "first_date": (window.first - _DAY).date(),
        "last_date": (window.last + _DAY).date(),
        "since_dt": (window.since - _DAY).date().isoformat(),
    }
    counts = {row["reason"]: row["events"] for row in tally.ask_query("import_counts", values)}
    stored = counts.pop(None, 0)
    return ImportOutcome(stored, counts)
