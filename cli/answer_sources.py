"""Where an answer comes from: the hours and the build it read, the bytes, the verdict of its events."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tally.domain.reports.events_verdict import EventsVerdict

from cli.freshness import Freshness
from cli.output.render import paragraph

_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class AnswerSources:
    """`notes` are sentences without their full stop. `scanned_bytes` is what Athena bills; on this machine
    files count whole (`is_at_most`). `cohorts`: the versions of saved cohorts that it looks at."""

    verdict: EventsVerdict
    notes: Sequence[str]
    freshness: Freshness
    timezone: str
    scanned_bytes: int
    is_at_most: bool = False
    cohorts: Mapping[str, int] = field(default_factory=dict)

    def write(self) -> dict[str, Any]:
        """For programs. Moments are UTC."""
        return {
            "verdict": self.verdict.verdict.value,
            "reason": self.verdict.reason,
            "notes": list(self.notes),
            **self.freshness.write(self.timezone),
            "cohorts": dict(self.cohorts),
            "scanned_bytes": self.scanned_bytes,
        }

    def tell(self, *, is_beside: bool) -> None:
        """Print it for people; `is_beside`: all of it to standard error, so that rows stay rows."""
        judged = f"{self.verdict.verdict.capitalize()}: {self.verdict.reason}"
        for sentence in (*self.notes, judged):
            end = "" if sentence.endswith("?") else "."
            print(paragraph(f"{sentence}{end}", "", ""), file=sys.stderr if is_beside else sys.stdout)
        sys.stdout.flush()
        at_most = "at most " if self.is_at_most else ""
        print(
            f"{self.freshness.describe(self.timezone)}; {at_most}{format_bytes(self.scanned_bytes)} scanned"
            + "".join(f"; cohort {name}, version {number}" for name, number in self.cohorts.items()),
            file=sys.stderr,
        )


def format_bytes(count: int) -> str:
    """In the largest unit of a thousand that is not below one, such as 12.3 MB."""
    size, place = float(count), 0
    while round(size, 1) >= 1_000 and place < len(_UNITS) - 1:
        size, place = size / 1_000, place + 1
    return f"{size:,.1f} {_UNITS[place]}" if place else f"{count} B"
