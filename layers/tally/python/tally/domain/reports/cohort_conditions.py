"""What a person must have done, or be, to belong to a cohort.

Rules are Mixpanel's (its page users/cohorts.mdx) but where it says otherwise here.

1. Within N days is the shop's day and the N - 1 before it, as weekly active persons are counted.
2. For the first time means the first of all of the merged person's such events, however long ago they were.
3. Steps done in order may lie as near as a funnel's (GRACE); each needs an event of its own.
4. A profile has its value of now, whatever the day (Mixpanel keeps no older one either).
5. A step of a funnel is reached as in `tally funnel`, by the entry that leads furthest; its first step lies
   within the days. What comes after the day at whose end the cohort is looked at is not seen, so that on a
   past day somebody may not be there yet who is in the funnel's list of today.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, Condition
from tally.domain.reports.calendar_units import BEGINNING
from tally.domain.reports.funnel import LEAST_STEPS, LONGEST_WINDOW, MOST_STEPS

MOST_DAYS = 3_660
"""Ten years: beyond them a condition is one without days."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """An event counted over the shop's days from `first` to `last`: so often (`is_wanted`), or less often."""

    event: AskedEvent
    first: date
    last: date
    times: int
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Within:
    """So many days that end with a day; None: all up to it."""

    days: int | None = None

    def __post_init__(self) -> None:
        """BadQuestion for no day, and for more than MOST_DAYS."""
        if self.days is not None and not 1 <= self.days <= MOST_DAYS:
            raise BadQuestion(
                f"within {self.days}d is no time to look at: 1 to {MOST_DAYS} days, none for all of history"
            )

    def begin(self, as_of: date) -> date:
        """The first of them."""
        if self.days is None:
            return BEGINNING
        return date.fromordinal(max(as_of.toordinal() - self.days + 1, BEGINNING.toordinal()))


EVER = Within()


@dataclass(frozen=True, slots=True)
class Did:
    """An event, at least so often."""

    event: AskedEvent
    at_least: int = 1
    within: Within = EVER

    def __post_init__(self) -> None:
        """BadQuestion where it asks for nothing."""
        if self.at_least < 1:
            raise BadQuestion("at least 0 holds for everybody: at least 1, or ask who did not")

    def counts(self, as_of: date) -> tuple[DayCount, ...]:
        """What must hold of the counts of a person's days."""
        return (DayCount(self.event, self.within.begin(as_of), as_of, self.at_least, is_wanted=True),)


@dataclass(frozen=True, slots=True)
class DidNot:
    """No such event."""

    event: AskedEvent
    within: Within = EVER

    def counts(self, as_of: date) -> tuple[DayCount, ...]:
        """See Did.counts."""
        return (DayCount(self.event, self.within.begin(as_of), as_of, 1, is_wanted=False),)


@dataclass(frozen=True, slots=True)
class DidFirst:
    """The first of all such events lies within the days."""

    event: AskedEvent
    within: Within = EVER

    def counts(self, as_of: date) -> tuple[DayCount, ...]:
        """See Did.counts."""
        first = self.within.begin(as_of)
        done = DayCount(self.event, first, as_of, 1, is_wanted=True)
        if first == BEGINNING:
            return (done,)
        return done, DayCount(self.event, BEGINNING, first - timedelta(days=1), 1, is_wanted=False)


@dataclass(frozen=True, slots=True)
class DidInOrder:
    """Events one after the other, all within the days."""

    steps: tuple[AskedEvent, ...]
    within: Within = EVER

    def __post_init__(self) -> None:
        """BadQuestion for too few or too many steps."""
        if not LEAST_STEPS <= len(self.steps) <= MOST_STEPS:
            raise BadQuestion(
                f"A sequence has {LEAST_STEPS} to {MOST_STEPS} events, this one {len(self.steps)}: write it "
                "like Product Viewed; Order Completed; within 7d"
            )

    def counts(self, as_of: date) -> tuple[DayCount, ...]:
        """See Did.counts: each step was done. Whether in order, no count tells."""
        first = self.within.begin(as_of)
        return tuple(DayCount(step, first, as_of, 1, is_wanted=True) for step in self.steps)


@dataclass(frozen=True, slots=True)
class HasProfile:
    """A property of the person's profile fulfils the condition; who has no profile has no value."""

    condition: Condition

    def counts(self, as_of: date) -> tuple[DayCount, ...]:  # noqa: ARG002  (as of now, whatever the day)
        """See Did.counts: none."""
        return ()


@dataclass(frozen=True, slots=True)
class ReachedStep:
    """The step of this number of a funnel, or a later one; `is_no_further`: this one and no later.

    The definition is kept, not a list of persons: who belongs to it is reckoned anew for each day.
    """

    steps: tuple[AskedEvent, ...]
    step: int
    window: timedelta = timedelta(days=7)
    within: Within = EVER
    is_no_further: bool = False

    def __post_init__(self) -> None:
        """BadQuestion for a step that there is not, and for what no funnel has."""
        if not LEAST_STEPS <= len(self.steps) <= MOST_STEPS:
            raise BadQuestion(
                f"A funnel has {LEAST_STEPS} to {MOST_STEPS} steps, this one {len(self.steps)}: write it "
                "like step 2 of Product Viewed; Order Completed; window 24h"
            )
        if not 1 <= self.step <= len(self.steps):
            raise BadQuestion(f"There is no step {self.step}: the funnel has {len(self.steps)}")
        if not timedelta() < self.window <= LONGEST_WINDOW:
            raise BadQuestion(f"A window is longer than nothing and at most {LONGEST_WINDOW.days}d")
        if any(step.is_anywhere for step in self.steps):
            raise BadQuestion("A step reached is of a funnel in order: leave the stars out")

    def counts(self, as_of: date) -> tuple[DayCount, ...]:
        """See Did.counts: each step up to it was done. Whether in order and in time, no count tells."""
        first = self.within.begin(as_of)
        return tuple(DayCount(each, first, as_of, 1, is_wanted=True) for each in self.steps[: self.step])


OneCondition = Did | DidNot | DidFirst | DidInOrder | HasProfile | ReachedStep


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of some groups holds, of a group all conditions."""

    groups: tuple[tuple[OneCondition, ...], ...]

    def __post_init__(self) -> None:
        """BadQuestion where there is nothing to choose from."""
        if not self.groups or not all(self.groups):
            raise BadQuestion("any holds for one of several conditions: write them with or between")


CohortCondition = OneCondition | AnyOf
