"""Events on their way through the front door, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FrontDoorAddress:
    """A deployed Tally: `url` is the API's base, `witness_url` the full address of the witness."""

    url: str
    write_key: str
    witness_url: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One event on its way: as the collector gets it and as the witness does; None where it shall not go.

    `line` says where it came from, for messages.
    """

    event: Event | None
    sighting: Event | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class RejectedPosting:
    """An event that the collector did not accept, with its reason; sending it again would not help."""

    line: int
    event: Event
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class FailedBatch:
    """A batch that did not arrive after every attempt."""

    receiver: str
    lines: tuple[int, int]
    events: int
    reason: str


@dataclass(slots=True)
class PostingResult:
    """What became of all postings: `accepted` by the collector, `witnessed` by the witness."""

    accepted: int = 0
    witnessed: int = 0
    refused: list[RejectedPosting] = field(default_factory=list)
    failed: list[FailedBatch] = field(default_factory=list)

    def add(self, other: "PostingResult") -> None:
        """Take another's counts into this one."""
        self.accepted += other.accepted
        self.witnessed += other.witnessed
        self.refused += other.refused
        self.failed += other.failed


def make_sighting(event: Event) -> Event:
    """What the witness is told of an event: who counts needs no more."""
    seen = {name: event[name] for name in ("event_id", "event", "occurred_at", "platform") if name in event}
    revenue = event.get("properties", {}).get("revenue")
    if event["event"] == "Order Completed" and revenue is not None:
        seen["amount"] = revenue
    return seen
