"""Cohorts: the persons for whom all conditions hold at the end of a day. See cohort_conditions.

1. A cohort without a condition that somebody did something is over everybody with an event before the end of
   the day. Who has a profile and no event stays out (our decision: no report could show them).
2. A report of a cohort (see of_cohorts) is of all events of its members, also of those before they belonged
   to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, product
from math import prod
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent, name_properties
from tally.domain.reports.calendar_units import BEGINNING
from tally.domain.reports.cohort_conditions import AnyOf, CohortCondition, DayCount, OneCondition, ReachedStep
from tally.domain.reports.joined_properties import Joined, find_joined
from tally.domain.reports.person_list import PersonList
from tally.domain.reports.question import check_days

MOST_CONDITIONS = 10
MOST_GROUPS = 10
"""Of conditions that must all hold: with `any` those of one group are enough."""

MOST_SIZES = 100
"""Each day is counted over all events of the conditions anew."""

MOST_COUNTS = 1_000
"""Days times counts of a day: each is a line of the statement, of which Athena takes 256 KiB."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Conditions that must all hold; of AnyOf one group.

    `versions`: the saved cohorts that it consists of, and which version of each.
    """

    conditions: tuple[CohortCondition, ...]
    versions: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        if not self.conditions:
            raise BadQuestion("A cohort has a condition: what its persons did, did not, or are")
        if len(self.conditions) > MOST_CONDITIONS:
            raise BadQuestion(
                f"A cohort has at most {MOST_CONDITIONS} conditions, this one {len(self.conditions)}"
            )
        if (many := prod(map(len, map(_list_groups, self.conditions)))) > MOST_GROUPS:
            raise BadQuestion(
                f"With all that any allows these are {many} cohorts in one: {MOST_GROUPS} is the most"
            )
        if any(len(group) > MOST_CONDITIONS for group in self.groups):
            raise BadQuestion(f"At most {MOST_CONDITIONS} conditions can hold at once")

    @property
    def groups(self) -> tuple[tuple[OneCondition, ...], ...]:
        """Who belongs to it: for whom all conditions of one of these hold."""
        return tuple(tuple(chain(*parts)) for parts in product(*map(_list_groups, self.conditions)))

    def counts(self, as_of: date) -> tuple[tuple[DayCount, ...], ...]:
        """Of each group all that must hold of the counts of a person's days; one at least is wanted."""
        return tuple(_count_group(group, as_of) for group in self.groups)


@dataclass(frozen=True, slots=True)
class CohortMembers(PersonList):
    """Who belongs to it at the end of the shop's day `as_of`."""

    cohort: Cohort
    as_of: date

    def __post_init__(self) -> None:
        """BadQuestion for a day on which nothing can be."""
        check_days(self.as_of, self.as_of)
        _check_properties(self.properties)

    @property
    def days(self) -> tuple[date, ...]:
        """The days at whose end the cohort is looked at."""
        return (self.as_of,)

    @property
    def first(self) -> date:
        """See Question: the first day that a condition looks at."""
        return find_first(self.cohort, self.days)

    @property
    def last(self) -> date:
        """See Question."""
        return self.as_of

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question."""
        return find_events(self.cohort, self.as_of)

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question: of the events that it counts; those of profiles need none."""
        return name_properties(self.events)


@dataclass(frozen=True, slots=True)
class CohortSizes:
    """How many belong to it at the end of each of some days."""

    cohort: Cohort
    days: tuple[date, ...]

    def __post_init__(self) -> None:
        """BadQuestion for no day, and for too many."""
        if not 1 <= len(self.days) <= MOST_SIZES:
            raise BadQuestion(f"Sizes are of 1 to {MOST_SIZES} days, these are {len(self.days)}")
        check_days(min(self.days), max(self.days))
        _check_properties(self.properties)
        if (many := len(self.days) * sum(map(len, self.cohort.counts(self.last)))) > MOST_COUNTS:
            raise BadQuestion(
                f"Its conditions on {len(self.days)} days are {many:,} counts, and {MOST_COUNTS:,} go into a "
                "statement: ask for fewer days"
            )

    @property
    def first(self) -> date:
        """See Question: the first day that a condition looks at."""
        return find_first(self.cohort, self.days)

    @property
    def last(self) -> date:
        """See Question."""
        return max(self.days)

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question."""
        return find_events(self.cohort, self.last)

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question: of the events that it counts; those of profiles need none."""
        return name_properties(self.events)

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        return ()

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question."""
        return ("as_of", "persons")

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/cohort_sizes.sql: each day has its row, in their order."""
        found = {row["as_of"]: row["persons"] for row in rows}
        return [{"as_of": day, "persons": found.get(day, 0)} for day in sorted(set(self.days))]


def find_first(cohort: Cohort, days: Iterable[date]) -> date:
    """The first day that a cohort looks at on any of these days."""
    return min(count.first for day in days for group in cohort.counts(day) for count in group)


def find_events(cohort: Cohort, as_of: date) -> tuple[AskedEvent, ...]:
    """The events that it looks at, each once."""
    counted = (count.event for group in cohort.counts(as_of) for count in group)
    conditions = (each for group in cohort.groups for each in group)
    steps = (step for each in conditions if isinstance(each, ReachedStep) for step in each.steps)
    return tuple(dict.fromkeys((*counted, *steps)))


def _list_groups(condition: CohortCondition) -> tuple[tuple[OneCondition, ...], ...]:
    return condition.groups if isinstance(condition, AnyOf) else ((condition,),)


def _count_group(group: Iterable[OneCondition], as_of: date) -> tuple[DayCount, ...]:
    asked = tuple(count for condition in group for count in condition.counts(as_of))
    if any(count.is_wanted for count in asked):
        return asked
    return (*asked, DayCount(AskedEvent(ANY_EVENT), BEGINNING, as_of, 1, is_wanted=True))


def _check_properties(names: Iterable[str]) -> None:
    """BadQuestion for what its events cannot be joined with."""
    if Joined.COHORTS in find_joined(names):
        raise BadQuestion("A cohort looks at events, profiles and sessions, not at another cohort")
