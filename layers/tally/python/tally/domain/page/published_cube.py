"""The published cube, read: picks rows, adds days where that is right, and never adds places.

As web/figures/cube.js counts. A person who came on two days is two in a sum of days: a count of persons is
the mean of a day, and a share of persons that of an average day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.audit.verdicts import WORST_FIRST
from tally.domain.page.board_look import Period
from tally.domain.reports.kpi_places import ALL, PLACES

File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DayOfKpi:
    """One published row."""

    day: str
    numerator: float | None
    denominator: float | None
    verdict: str

    @property
    def value(self) -> float | None:
        """The quotient; None without a denominator."""
        return self.numerator / self.denominator if self.numerator is not None and self.denominator else None


@dataclass(frozen=True, slots=True)
class SummedKpi:
    """`is_mean`: the value is that of a day on average; `is_daily`: a person counts once a day. Of its `days`
    so many are `doubtful`: not audited."""

    value: float | None
    verdict: str
    is_mean: bool
    is_daily: bool
    days: int
    doubtful: int


def find_worst(verdicts: Sequence[str]) -> str:
    """Unaudited of none."""
    return next((each for each in WORST_FIRST if each in verdicts), "unaudited")


def sum_days(days: Sequence[DayOfKpi], kpi: File, length: int) -> SummedKpi:
    """One KPI over some days. `kpi` is what the files say of it; a day without a row has nothing."""
    is_daily = not kpi["adds_over_days"] and length > 1
    is_mean = is_daily and kpi["unit"] == "count"
    is_plain = all(day.denominator == 1 for day in days)
    divisor = length if is_mean else 1 if is_plain else sum(day.denominator or 0 for day in days)
    total = sum(day.numerator or 0 for day in days)
    value = total / divisor if days and divisor else None
    verdicts = [day.verdict for day in days]
    doubtful = sum(verdict != "audited" for verdict in verdicts)
    return SummedKpi(value, find_worst(verdicts), is_mean, is_daily, len(days), doubtful)


def list_rows(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of a file's columns."""
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


class PublishedCube:
    """The file `cube`, or one of `regions/COUNTRY`: places without a name in it are `all`."""

    def __init__(self, file: File) -> None:
        self.kpis: Mapping[str, File] = file["kpis"]
        self.days: Sequence[str] = file["days"]
        self._file = file
        self._lines: dict[tuple[str, ...], dict[str, int]] = {}
        rows = file["rows"]
        for line, day in enumerate(rows["day"]):
            place = tuple(self._name(which, rows[which][line]) for which in PLACES if which in rows)
            self._lines.setdefault(place, {})[self.days[day]] = line

    def list_places(self, which: str) -> list[str]:
        """Names of one of PLACES, without `all`."""
        return [each for each in self._file.get(_LISTS[which], []) if each != ALL]

    def pick_days(self, kpi: str, place: Mapping[str, str], period: Period) -> list[DayOfKpi]:
        """A KPI at a place, day by day; days that nothing was published of lack."""
        wanted = tuple(place.get(which, ALL) for which in PLACES if which in self._file["rows"])
        columns = self._file["columns"][kpi]
        numerators, denominators = self._find(columns["numerator"]), self._find(columns.get("denominator"))
        return [
            DayOfKpi(
                day,
                numerators[line] if numerators else None,
                denominators[line] if denominators else 1,
                self._file["verdicts"][columns["verdict"][line]],
            )
            for day, line in self._lines.get(wanted, {}).items()
            if day in period and columns["verdict"][line] is not None
        ]

    def total(self, kpi: str, place: Mapping[str, str], period: Period) -> SummedKpi:
        """The same as one figure."""
        known = sum(day in period for day in self.days)
        return sum_days(self.pick_days(kpi, place, period), self.kpis[kpi], known)

    def knows(self, period: Period) -> bool:
        """Whether all of it is published."""
        return bool(self.days) and period.first.isoformat() >= self.days[0]

    def _find(self, column: Sequence[Any] | str | None) -> Sequence[Any] | None:
        """One that is a text is that KPI's numerator."""
        if isinstance(column, str):
            found: Sequence[Any] = self._file["columns"][column]["numerator"]
            return found
        return column

    def _name(self, which: str, place: int) -> str:
        name: str = self._file[_LISTS[which]][place]
        return name


_LISTS = {"platform": "platforms", "country": "countries", "region": "regions", "profile": "profiles"}
