"""Retention: of the persons born in a day, week or month, how many came back in which period after it.

Rules are Mixpanel's, of its page on retention, but where it says otherwise here.

1. A cohort is all who did the birth event in a day, week or month of the shop's calendar, each once, by the
   first such event in it that lies in the days asked for. A person is in each cohort in which they were born;
   with `is_once` only in that of their first birth event ever (ours).
2. A return is another event behind the birth; of one moment, by the order of event keys (ours). So the birth
   is not its own return, but for a streak where both are the same event.
3. Periods: see PeriodMode. Who counts in a period: see Criteria.
4. With `match`, a return needs the birth's value of the property; no value matches nothing (ours).
5. A period is complete once the last who could be born in its cohort have had all of it (ours). On or after
   is never final: its complete cells may still grow.
6. The average is over complete cells, large cohorts weighing more: sum(returned x born) / sum(born x born).
   The pooled share, sum(returned) / sum(born), stands beside it (ours).
7. What happened after `as_of` does not exist. Who is whom is as of the last night (ours).
8. Days active are Mixpanel's frequency report (docs.mixpanel.com/reference/retention-frequency-query): of the
   persons of a week or month, how many were there on at least n different days of it. The day of the birth is
   one where birth and return are the same event, as in a streak; else it needs a return behind the birth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, name_properties
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.joined_properties import find_joined
from tally.domain.reports.question import check_days
from tally.domain.shop.shop_clock import ShopClock

MOST_PERIODS = 366
MOST_CELLS = 50_000
AVERAGE = "average"
"""What stands in the column `cohort` of an average."""
LEAST_AVERAGED = 3
"""Of one or two cohorts nobody needs an average."""

_LENGTHS = {
    CalendarUnit.DAY: timedelta(days=1),
    CalendarUnit.WEEK: timedelta(days=7),
    CalendarUnit.MONTH: timedelta(days=30),
}


class PeriodMode(StrEnum):
    """What a period is."""

    ROLLING = "rolling"
    """Elapsed time since the birth: n begins n units after it and ends before n + 1. A month is 30 days."""
    CALENDAR = "calendar"
    """The shop's calendar: n is the n-th day, week or month after the one of the birth."""


class Criteria(StrEnum):
    """In which periods a person counts; `value` adds up the returns that a criterion looks at."""

    ON = "on"
    """Those in which they returned."""
    ON_OR_AFTER = "on-or-after"
    """Those in which they returned, and all before."""
    ON_OR_BEFORE = "on-or-before"
    """Those in which they returned, and all behind: with a value, what they spent in so many periods."""
    STREAK = "streak"
    """Those up to which they returned in every one; see rule 2 for period 0."""
    ACTIVE_DAYS = "active-days"
    """Numbers of days, up to that of days in the birth's own week or month on which they returned;
    see rule 8."""


@dataclass(frozen=True, slots=True)
class Retention:
    """A question. `first` and `last` are the shop's days of births, both inside; periods go from 0."""

    birth: AskedEvent
    comeback: AskedEvent
    first: date
    last: date
    as_of: datetime
    clock: ShopClock
    unit: CalendarUnit = CalendarUnit.DAY
    mode: PeriodMode = PeriodMode.ROLLING
    criteria: Criteria = Criteria.ON_OR_AFTER
    periods: int = 7
    value: str | None = None
    match: str | None = None
    is_once: bool = False
    average: bool | None = None
    """None: from LEAST_AVERAGED cohorts on."""

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        check_days(self.first, self.last)
        check_days(self.as_of.date(), self.as_of.date())
        find_joined(self.properties)
        if self.criteria is Criteria.ACTIVE_DAYS:
            self._check_active_days()
        if not 0 <= self.periods <= MOST_PERIODS:
            raise BadQuestion(f"There can be 0 to {MOST_PERIODS} periods, not {self.periods}")
        if (cells := len(self.cohorts) * (self.periods + 1)) > MOST_CELLS:
            raise BadQuestion(
                f"These are {cells:,} cells of cohort and period, more than {MOST_CELLS:,}: "
                "ask for fewer days or periods, or for weeks"
            )

    @property
    def events(self) -> tuple[AskedEvent, ...]:
        """See Question.events."""
        return self.birth, self.comeback

    @property
    def properties(self) -> tuple[str, ...]:
        """See Question.properties."""
        return (*name_properties(self.events), *(name for name in (self.value, self.match) if name))

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        return (self.value,) if self.value else ()

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question.columns. `born` is the cohort's size, `share` persons / born, `value` a sum."""
        return (
            *("cohort", "period", "born", "persons", "share", "value"),
            *(("value_per_person",) if self.value else ()),
            "is_complete",
            *(("pooled_share",) if self.has_average else ()),
        )

    @property
    def cohorts(self) -> list[date]:
        """Those of the days asked for, by their first day, which may lie before these."""
        found = [self.unit.first_day(self.first)]
        while (following := self.unit.step(found[-1], 1)) <= self.last:
            found.append(following)
        return found

    @property
    def has_average(self) -> bool:
        """Whether rows of the average follow those of the cohorts."""
        return len(self.cohorts) >= LEAST_AVERAGED if self.average is None else self.average

    @property
    def length(self) -> timedelta:
        """Of a rolling period."""
        return _LENGTHS[self.unit]

    @property
    def is_birth_a_return(self) -> bool:
        """Whether a streak, and the days active, begin with the birth itself."""
        return self.criteria in (Criteria.STREAK, Criteria.ACTIVE_DAYS) and self.birth == self.comeback

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question.complete, of the rows of sql/reports/retention.sql: each cohort has each period."""
        found = {(row["cohort"], row["period"]): row for row in rows}
        cells = [
            self._complete_cell(found, number, period)
            for number in range(len(self.cohorts))
            for period in range(self.periods + 1)
        ]
        if self.has_average:
            cells += [self._average(cells, period) for period in range(self.periods + 1)]
        return [{name: cell[name] for name in self.columns} for cell in cells]

    def ends_at(self, cohort: date, period: int) -> datetime:
        """When the last who could be born in the cohort have had the whole period."""
        if self.criteria is Criteria.ACTIVE_DAYS:
            return self.clock.day(self.unit.step(cohort, 1)).starts_at
        if self.mode is PeriodMode.CALENDAR:
            return self.clock.day(self.unit.step(cohort, period + 1)).starts_at
        return self.clock.day(self.unit.step(cohort, 1)).starts_at + self.length * (period + 1)

    def _check_active_days(self) -> None:
        if self.unit is CalendarUnit.DAY or self.mode is not PeriodMode.CALENDAR:
            raise BadQuestion(
                "Days active are of a week or a month of the calendar: add --unit week --mode calendar"
            )
        if self.value is not None or self.match is not None:
            raise BadQuestion("Days active are counted: leave out the value, and the property to match")

    def _complete_cell(
        self, found: Mapping[tuple[int, int], Mapping[str, Any]], number: int, period: int
    ) -> dict[str, Any]:
        cohort = self.cohorts[number]
        row = found.get((number, period), {})
        born = found.get((number, 0), {}).get("born", 0)
        persons, value = row.get("persons", 0), row.get("amount", 0.0) if self.value else None
        return {
            "cohort": cohort.isoformat(),
            "period": period,
            "born": born,
            "persons": persons,
            "share": _divide(persons, born),
            "value": value,
            "value_per_person": _divide(value or 0.0, born),
            "is_complete": self.ends_at(cohort, period) <= self.as_of.astimezone(UTC),
            "pooled_share": None,
        }

    def _average(self, cells: Sequence[Mapping[str, Any]], period: int) -> dict[str, Any]:
        ended = [cell for cell in cells if cell["period"] == period and cell["is_complete"]]
        weighed = sum(cell["persons"] * cell["born"] for cell in ended)
        born = sum(cell["born"] for cell in ended)
        return dict.fromkeys(self.columns) | {
            "cohort": AVERAGE,
            "period": period,
            "share": _divide(weighed, sum(cell["born"] ** 2 for cell in ended)),
            "value_per_person": _divide(sum(cell["value"] or 0.0 for cell in ended), born),
            "pooled_share": _divide(sum(cell["persons"] for cell in ended), born),
        }


def _divide(part: float, whole: float) -> float | None:
    return part / whole if whole else None
