"""One event is taken out of the lake into quarantine, and stays out; nobody is erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tally.domain.errors import Misconfigured
from tally.ports.lake import QuarantineWriter, WithholdingLake
from tally.ports.landing import LandingArea

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class EventInLake:
    """Where the event stands: `keys` are dedup_keys, `days` business dates. Quarantine keeps `reason`."""

    keys: tuple[int, ...]
    days: tuple[date, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class QuarantineEvent:
    """Quarantine rows first, then rows and memory of the lake in one commit.

    Killed between the two, a second run puts the same rows under the same name and takes them out; killed
    after, it finds nothing. The commit drops whatever comes later with these keys, as it drops a retry.
    """

    lake: WithholdingLake
    writer: QuarantineWriter
    quarantine: LandingArea

    def __call__(self, event: EventInLake) -> int:
        """How many rows were taken out; TemporaryFailure when other commits came first."""
        self.lake.record()
        rows = self.lake.held_rows(event.keys, event.days)
        if not len(rows):
            return 0
        quarantined = self.writer.describe(rows, event.reason)
        self.quarantine.put(self.writer.name(quarantined), quarantined)
        self.lake.withhold(rows, event.days)
        return len(rows)


def read_event(request: Mapping[str, Any]) -> EventInLake:
    """The event in what a function was called with; Misconfigured says what it should be."""
    keys, days, reason = (request.get(name) for name in ("keys", "days", "reason"))
    try:
        event = EventInLake(
            tuple(map(int, keys or ())), tuple(map(date.fromisoformat, days or ())), str(reason)
        )
    except (TypeError, ValueError):
        event = None
    if event is None or not (event.keys and event.days and reason and len(event.reason) <= LONGEST_REASON):
        raise Misconfigured(
            'send {"keys": [dedup_key as text, ...], "days": ["2026-11-20", ...], "reason": "why, at most '
            f'{LONGEST_REASON} characters"}}'
        )
    return event
