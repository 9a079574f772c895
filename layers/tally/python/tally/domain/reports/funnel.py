"""Funnels: how many of those who took a first step came to the ones behind it, in time and in order.

Rules are Mixpanel's (docs.mixpanel.com, Reports, Funnels) but where it says otherwise here.

1. A window is elapsed time from the first step, its end inside. The first step lies in the days asked for;
   later ones may lie behind them.
2. Steps are taken in order, whatever comes between. Each needs an event of its own.
3. A step may lie up to GRACE before the step before it, where its event stands for no earlier step: events
   of one moment are stamped in whatever order. A time below zero counts as zero.
4. Entries (our default is EVERY; FIRST is Mixpanel's): see Reentry.
5. An entry is matched by the earliest events that fit, in any order too. Breakdown and filter look at what
   was matched.
6. What is held, every event has that counts for an entry, also one that is excluded (ours). An entry that
   lacks such a value counts, and cannot go on. Attempts of different values run side by side, those that lack
   one in turn.
7. An attempt takes no event from before the end of the one before it (ours). Where a step would by its grace,
   the attempt has none: no order is in two.
8. Events of one millisecond stand in the order of their keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby, permutations, product
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent, Condition, name_properties
from tally.domain.reports.funnel_entries import Attribute, Attributed, Counted, Exclusion, Reentry
from tally.domain.reports.joined_properties import find_joined
from tally.domain.reports.question import check_days
from tally.domain.reports.segments import OTHER, Segment, has_rest, list_rest, order_segments

GRACE = timedelta(seconds=2)
"""Mixpanel's: steps so near to each other stand in either order; what is excluded so near is none."""

LEAST_STEPS, MOST_STEPS = 2, 10
LONGEST_WINDOW = timedelta(days=366)
"""Mixpanel's."""
MOST_HELD = 3
MOST_IN_ANY_ORDER = 4
"""Each order is matched by itself: four steps have 24."""
MOST_SEGMENTS = 200
"""Mixpanel's: the rest are one, OTHER."""
Cell = tuple[Segment, int]
"""A segment, and the number of a step."""
_TIMES = ("median_seconds", "median_seconds_from_first", "p90_seconds", "p90_seconds_from_first")


@dataclass(frozen=True, slots=True)
class Funnel:
    """A question. `first` and `last` are the shop's days of the first step, both inside."""

    steps: tuple[AskedEvent, ...]
    first: date
    last: date
    window: timedelta = timedelta(days=7)
    count: Counted = Counted.PERSONS
    reentry: Reentry = Reentry.EVERY
    hold: tuple[str, ...] = ()
    exclusion: Exclusion | None = None
    breakdown: Attributed | None = None
    filter: tuple[Attributed, Condition] | None = None
    sum: str | None = None
    times: bool = True
    """Whether it is asked in what time. Counts alone need five sixths of the time."""

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        if not LEAST_STEPS <= len(self.steps) <= MOST_STEPS:
            raise BadQuestion(f"A funnel has {LEAST_STEPS} to {MOST_STEPS} steps, this one {len(self.steps)}")
        if not timedelta() < self.window <= LONGEST_WINDOW:
            raise BadQuestion(f"A window is longer than nothing and at most {LONGEST_WINDOW.days}d")
        check_days(self.first, self.last)
        if len(self.hold) > MOST_HELD:
            raise BadQuestion(f"At most {MOST_HELD} properties can be held, these are {len(self.hold)}")
        find_joined(self.properties)
        self._check_numbers()
        self._check_order()

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question.events: the steps, and what ends an entry."""
        return (*self.steps, *(self.exclusion.events if self.exclusion else ()))

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question.properties."""
        attributed = (self.breakdown, self.filter[0] if self.filter else None)
        of_entries = (each.property for each in attributed if each)
        summed = (self.sum,) if self.sum else ()
        return (*name_properties(self.events), *self.hold, *of_entries, *summed)

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        by = (self.breakdown.property,) if self.breakdown else ()
        return (*by, *((self.sum,) if self.sum else ()))

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question.columns. Shares are of 1; seconds are the median and the 90th percentile of those who
        reached the step, from the step before and from the first; without `times` there are none."""
        return (
            *(("segment",) if self.breakdown else ()),
            *("step", "name", "reached", "share_of_first", "share_of_previous"),
            *(_TIMES if self.times else ()),
            *(("sum",) if self.sum else ()),
        )

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question.complete, of the rows of sql/reports/funnel.sql: each segment has each step.

        Segments stand by name, what has no value behind them; without a breakdown there is one, entered or
        not. Of more than MOST_SEGMENTS those with fewest entries are one, without times: medians add up to
        nothing.
        """
        found = _join_rest({(row["segment"], row["step"]): row for row in rows})
        segments = order_segments(segment for segment, _ in found) if self.breakdown else [None]
        numbers = range(1, len(self.steps) + 1)
        return [self._complete_step(found, segment, number) for segment in segments for number in numbers]

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """See NotedQuestion.tell."""
        if not has_rest([*rows], MOST_SEGMENTS):
            return []
        return [f"Only the {MOST_SEGMENTS} segments with most entries stand alone, all others are {OTHER}"]

    @property
    def takes_attempts(self) -> bool:
        """Whether one attempt must be over before the next begins."""
        is_segmented = self.breakdown is not None and self.count is Counted.PERSONS
        return self.count is Counted.TOTALS or (self.reentry is Reentry.FIRST and is_segmented)

    @property
    def sequences(self) -> tuple[tuple[int, ...], ...]:
        """The orders in which the steps (from 0) may be taken: neighbours with a star in whichever."""
        runs = [tuple(group) for _, group in groupby(range(len(self.steps)), self._run_of)]
        orders = product(*(permutations(run) for run in runs))
        return tuple(tuple(chain.from_iterable(order)) for order in orders)

    def count_graces(self, sequence: Sequence[int]) -> tuple[int, ...]:
        """For each place in a sequence, how many steps up to it may lie GRACE before the one before.

        None does between two steps of one event: else one event could stand for both. Of steps in any order
        none needs to.
        """
        graces = [0]
        for place in range(1, len(sequence)):
            before = {self.steps[number].name for number in sequence[:place]}
            here_and_behind = {self.steps[number].name for number in sequence[place:]}
            is_free = self._run_of(sequence[place]) != self._run_of(sequence[place - 1])
            is_apart = not before & here_and_behind and ANY_EVENT not in before | here_and_behind
            graces.append(graces[-1] + (is_free and is_apart))
        return tuple(graces)

    @property
    def is_disjoint(self) -> bool:
        """Whether no event can be two steps, or a step and excluded."""
        excluded = self.exclusion.events if self.exclusion else ()
        names = [each.name for each in (*self.steps, *excluded)]
        return len(set(names)) == len(names) and ANY_EVENT not in names

    def _complete_step(
        self, found: Mapping[Cell, Mapping[str, Any]], segment: Segment, number: int
    ) -> dict[str, Any]:
        row = found.get((segment, number), {})
        first, before = (found.get((segment, each), {}).get("reached", 0) for each in (1, number - 1))
        reached = row.get("reached", 0)
        step = {
            "segment": segment,
            "step": number,
            "name": self._name_step(number - 1),
            "reached": reached,
            "share_of_first": reached / first if first else None,
            "share_of_previous": reached / before if before else None,
            **{name: row.get(name) for name in _TIMES},
            "sum": row.get("amount", 0.0),
        }
        return {name: step[name] for name in self.columns}

    def check_step(self, number: int) -> None:
        """BadQuestion where there is no step of this number."""
        if not 1 <= number <= len(self.steps):
            raise BadQuestion(f"There is no step {number}: the funnel has {len(self.steps)}")

    def _run_of(self, number: int) -> int:
        """Of a step with a star the first of its neighbours that have one, else the step itself."""
        before = number
        while before and self.steps[number].is_anywhere and self.steps[before - 1].is_anywhere:
            before -= 1
        return before

    def _check_order(self) -> None:
        for _, run in groupby(range(len(self.steps)), self._run_of):
            if (many := len(tuple(run))) > MOST_IN_ANY_ORDER:
                raise BadQuestion(
                    f"At most {MOST_IN_ANY_ORDER} steps can stand in any order, these are {many}"
                )
        if len(self.sequences) > 1 and (self.exclusion or self.takes_attempts):
            raise BadQuestion(
                "Steps in any order go with --count persons or sessions, and without --exclude; with "
                "--reentry first also without --by"
            )

    def _name_step(self, number: int) -> str:
        """Of those in any order: any 2 of 3."""
        runs = [tuple(group) for _, group in groupby(range(len(self.steps)), self._run_of)]
        (run,) = (run for run in runs if number in run)
        if len(run) == 1:
            return self.steps[number].name
        return f"any {number - run[0] + 1} of {len(run)}"

    def _check_numbers(self) -> None:
        for each in (self.breakdown, self.filter[0] if self.filter else None):
            if each and not isinstance(each.by, Attribute):
                self.check_step(each.by)
        if self.exclusion is None:
            return
        if not 1 <= self.exclusion.after < self.exclusion.before <= len(self.steps):
            raise BadQuestion(
                f"An exclusion lies between two steps, such as 1,2; this one between {self.exclusion.after} "
                f"and {self.exclusion.before} of {len(self.steps)}"
            )
        between = {step.name for step in self.steps[self.exclusion.after : self.exclusion.before - 1]}
        if excluded := between & {event.name for event in self.exclusion.events}:
            raise BadQuestion(f"{min(excluded)} is a step between the two: it cannot be excluded there")


def _join_rest(found: Mapping[Cell, Mapping[str, Any]]) -> dict[Cell, Mapping[str, Any]]:
    """The rows with those of the smallest segments added up to OTHER's, where there are too many."""
    entries = {segment: row["reached"] for (segment, step), row in found.items() if step == 1}
    rest = list_rest(entries, MOST_SEGMENTS)
    joined = {cell: row for cell, row in found.items() if cell[0] not in rest}
    for (segment, step), row in found.items():
        if segment in rest:
            before = joined.get((OTHER, step), {"reached": 0, "amount": 0.0})
            joined[OTHER, step] = {name: before[name] + row[name] for name in before}
    return joined
