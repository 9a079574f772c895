"""What an entry of a funnel is of, which first step begins it, and which of its values are looked at."""

from dataclasses import dataclass
from enum import StrEnum

from tally.domain.reports.asked_events import AskedEvent


class Counted(StrEnum):
    """What a funnel counts."""

    PERSONS = "persons"
    TOTALS = "totals"
    """Attempts: the next one begins at a first step after the last was completed, timed out or excluded.

    A window that ended took everything up to its end, other ends what came until the last of their events.
    """
    SESSIONS = "sessions"
    """One entry a session, all steps in it."""


class Reentry(StrEnum):
    """Which of a person's (or session's) first steps is the entry. Attempts know no such choice."""

    EVERY = "optimized"
    """Each is tried, the deepest counts: a merge never takes a conversion away.

    Of these it is the one whose second step came first; of repeats of the first step before that, the latest.
    """
    FIRST = "first"
    """The first in the days asked for; with a breakdown, the first of each segment that begins an attempt."""


class Attribute(StrEnum):
    """Which of the steps reached gives a breakdown or a filter its value; None where a step is named."""

    FIRST = "first"
    """The first value that is set."""
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Attributed:
    """A property of an entry: of the step of this number, from 1, or by an Attribute over those reached."""

    property: str
    by: Attribute | int = Attribute.FIRST


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Events that end an entry when they come between two steps (numbers from 1): what was reached stays."""

    events: tuple[AskedEvent, ...]
    after: int
    before: int
