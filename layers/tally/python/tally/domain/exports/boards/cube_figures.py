"""Figures of the published files: rows are picked, days added where that is right, places never.

The rules are those of web/figures/cube.js: a person who came on two days is two in a sum of days, so that a
count of persons over days is told as the mean of a day, and a share of persons as that of an average day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.exports.boards.periods import Period
from tally.domain.reports.kpis import Unit

WORST_FIRST = (Verdict.DISPUTED, Verdict.UNAUDITED, Verdict.AUDITED)
ALL = "all"

File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """What the page filters by; `all` is a published row of its own."""

    platform: str = ALL
    country: str = ALL
    profile: str = ALL


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A KPI of a day: value = numerator / denominator, None of nothing."""

    day: date
    numerator: float | None
    denominator: float | None
    verdict: Verdict

    @property
    def value(self) -> float | None:
        """None where nothing is divided by."""
        return (self.numerator or 0) / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Total:
    """A KPI of some days. `doubtful`: how many of them are not audited; `is_mean`: it is that of a day;
    `is_daily`: a person counts once a day."""

    value: float | None
    verdict: Verdict
    days: int
    doubtful: int
    is_mean: bool
    is_daily: bool


def find_worst(verdicts: Iterable[str]) -> Verdict:
    """Unaudited of none."""
    told = {*verdicts}
    return next((each for each in WORST_FIRST if each in told), Verdict.UNAUDITED)


def sum_days(figures: Sequence[DayFigure], facts: Mapping[str, Any], length: int) -> Total:
    """One KPI over `length` days: a day without a figure is one with nothing. `facts` are its `unit` and
    `adds_over_days`."""
    verdicts = [each.verdict for each in figures]
    numerator = sum(each.numerator or 0 for each in figures)
    is_daily = not facts["adds_over_days"] and length > 1
    is_mean = is_daily and facts["unit"] == Unit.COUNT
    is_plain = all(each.denominator == 1 for each in figures)
    if is_mean or is_plain:
        divisor: float = length if is_mean else 1
    else:
        divisor = sum(each.denominator or 0 for each in figures)
    return Total(
        numerator / divisor if figures and divisor else None,
        find_worst(verdicts),
        len(figures),
        sum(each is not Verdict.AUDITED for each in verdicts),
        is_mean,
        is_daily,
    )


@dataclass(frozen=True)
class PublishedCube:
    """The file `cube`: 15 KPIs by day and place."""

    file: File

    @property
    def kpis(self) -> Mapping[str, Mapping[str, Any]]:
        """What each KPI is."""
        found: Mapping[str, Mapping[str, Any]] = self.file["kpis"]
        return found

    def list_places(self, by: str) -> list[str]:
        """Platforms, countries or profiles (`by` in the singular), without all."""
        names = {"platform": "platforms", "country": "countries", "profile": "profiles"}
        return [each for each in self.file[names[by]] if each != ALL]

    def pick_days(self, kpi: str, place: BoardPlace, period: Period) -> list[DayFigure]:
        """Day by day; days that nothing was published of lack."""
        columns = self.file["columns"][kpi]
        denominators = columns.get("denominator")
        return [
            DayFigure(
                day,
                columns["numerator"][row],
                denominators[row] if denominators else 1,
                Verdict(self.file["verdicts"][columns["verdict"][row]]),
            )
            for day, row in self._rows.get((place.platform, place.country, place.profile), {}).items()
            if period.holds(day) and columns["verdict"][row] is not None
        ]

    def total(self, kpi: str, place: BoardPlace, period: Period) -> Total:
        """The same as one figure."""
        known = sum(period.holds(day) for day in self._days)
        return sum_days(self.pick_days(kpi, place, period), self.kpis[kpi], known)

    def knows(self, period: Period) -> bool:
        """Whether all of a period is published: beside half of one a number seems to have doubled."""
        return bool(self._days) and period.first >= self._days[0]

    @cached_property
    def _days(self) -> list[date]:
        return [date.fromisoformat(each) for each in self.file["days"]]

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], Mapping[date, int]]:
        """Number of the row of each day, by place."""
        rows, names = self.file["rows"], ("platforms", "countries", "profiles")
        places: dict[tuple[str, str, str], dict[date, int]] = {}
        told = zip(rows["day"], rows["platform"], rows["country"], rows["profile"], strict=True)
        for number, (day, *at) in enumerate(told):
            platform, country, profile = (self.file[name][each] for name, each in zip(names, at, strict=True))
            places.setdefault((platform, country, profile), {})[self._days[day]] = number
        return places


def list_rows(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of a file's columns."""
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
