"""KPIs as questions: of which days, of which place, and of all of them or one.

Their rows are those of the last night, each with its own verdict: sql/marts/kpis.sql and its tables by place.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tally.domain.audit.verdicts import WORST_FIRST, Verdict
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpi_comparison import COLUMNS, WEEK, compare_with_week_before
from tally.domain.reports.kpi_places import IN_ALL, PLACES, KpiPlace
from tally.domain.reports.kpis import KPIS
from tally.domain.reports.question import check_days

_ORDER = {kpi: place for place, kpi in enumerate(KPIS)}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiQuestion(ABC):
    """Days, both inside, a place, and one KPI by its name; None for all. BadQuestion for one that is none."""

    first: date
    last: date
    place: KpiPlace = IN_ALL
    kpi: str | None = None

    events: ClassVar[Sequence[AskedEvent]] = ()
    """See Question: each number has the verdict of its own events."""
    properties: ClassVar[Sequence[str]] = ()
    told_properties: ClassVar[Sequence[str]] = ()

    def __post_init__(self) -> None:
        """BadQuestion for what has no answer."""
        check_days(self.first, self.last)
        if self.kpi is not None and self.kpi not in KPIS:
            raise BadQuestion(f"There is no KPI {self.kpi!r}")

    @property
    @abstractmethod
    def columns(self) -> Sequence[str]:
        """See Question."""

    @abstractmethod
    def complete(self, rows: Iterable[Row]) -> Sequence[Row]:
        """See Question."""

    def judge(self, rows: Sequence[Row]) -> EventsVerdict:
        """See JudgedQuestion: the answer is as good as its worst number."""
        for verdict in WORST_FIRST:
            worst = [row for row in rows if row["verdict"] == verdict]
            if worst and verdict is Verdict.AUDITED:
                return EventsVerdict(verdict, "the witness agrees on each of its numbers")
            if worst:
                return EventsVerdict(verdict, _tell_reason(worst, rows))
        return EventsVerdict(Verdict.UNAUDITED, "no event that it rests on was audited")

    def tell(self, rows: Iterable[Row]) -> Sequence[str]:
        """See NotedQuestion."""
        return () if [*rows] else ("There are no KPIs of these days and this place",)


class KpiDays(KpiQuestion):
    """Each KPI of each day, by day, place and the order in which a shop reads them."""

    __slots__ = ()

    @property
    def columns(self) -> Sequence[str]:
        """See Question, of the rows of sql/reports/kpis_by_place.sql."""
        return (
            *("business_date", *PLACES, "kpi", "value", "unit", "currency"),
            *("verdict", "coverage_low", "coverage_high", "reason"),
            *("numerator", "denominator", "is_complete", "note"),
        )

    def complete(self, rows: Iterable[Row]) -> list[Row]:
        """See Question."""
        return sorted(rows, key=_find_place)


class KpiComparison(KpiQuestion):
    """Each KPI of each day beside the same weekday a week before."""

    __slots__ = ()

    @property
    def columns(self) -> Sequence[str]:
        """See Question."""
        return COLUMNS

    @property
    def first_read(self) -> date:
        """The first day that it looks at."""
        return max(self.first, date.min + WEEK) - WEEK

    def complete(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/kpis_by_place.sql from `first_read` on."""
        return compare_with_week_before(sorted(rows, key=_find_place), self.first)


def tell_worst_days(worst: int, days: int, first: date, reason: str) -> str:
    """How many of several days are as bad as the first of them, and why that is."""
    return f"{worst} of {days} days, {first}: {reason}"


def _tell_reason(worst: Sequence[Row], rows: Sequence[Row]) -> str:
    """Of the first of the worst; which number it is, where there are others, and how many are like it."""
    first = worst[0]
    if len(rows) == 1:
        return str(first["reason"])
    day = f"{first['business_date']}: " if "business_date" in first else ""
    if day and len({row["business_date"] for row in rows}) == len(rows):
        return tell_worst_days(len(worst), len(rows), first["business_date"], first["reason"])
    return f"{len(worst)} of {len(rows)} numbers, {first['kpi']}: {day}{first['reason']}"


def _find_place(row: Row) -> tuple[Any, ...]:
    """Where it stands: by day, then place, then KPI. One that is none any more stands last."""
    return (row["business_date"], *(row[name] for name in PLACES), _ORDER.get(row["kpi"], len(_ORDER)))
