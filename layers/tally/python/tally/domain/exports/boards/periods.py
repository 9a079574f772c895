"""Periods of the shop's days, and what they are compared with: those of web/figures/periods.js."""

from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = ("1d", "7d", "28d", "91d", "month")
COMPARISONS = ("week", "before", "none")

_WEEK_DAYS = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are inside."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last

    def back(self, days: int) -> "Period":
        """The same length, so many days earlier."""
        return Period(self.first - days * _DAY, self.last - days * _DAY)


def find_period(name: str, last: date) -> Period:
    """One of PERIODS: the last days up to `last`, or its month so far."""
    if name == "month":
        return Period(last.replace(day=1), last)
    return Period(last - (int(name.removesuffix("d")) - 1) * _DAY, last)


def find_compared(period: Period, comparison: str, name: str) -> Period | None:
    """One of COMPARISONS: as many days, so many whole weeks earlier that none is in both, or right before. A
    month stands beside as many days of the month before."""
    if comparison == "none":
        return None
    if name == "month" and comparison == "before":
        end = period.first - _DAY
        first = end.replace(day=1)
        return Period(first, min(first + (period.days - 1) * _DAY, end))
    weeks = -(-period.days // _WEEK_DAYS)
    return period.back(_WEEK_DAYS * weeks if comparison == "week" else period.days)
