"""The spans of days and hours that an insight has a row for, and those that they are compared with.

Hours are hours of time, counted from the shop's midnight: a day on which the clocks change has 23 or 25,
told apart by their offset. Weeks begin on Monday. A week, month or quarter that is cut by the days asked for
is named by its own first day and holds only the days asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.shop.shop_clock import ShopClock

DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
NUMBERS_OF_A_DAY = 100
"""How far the numbers of two spans of days lie apart: hours of a day are numbered behind it."""


class Interval(StrEnum):
    """How long a row's span is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class InsightSpan:
    """Days from `first` to `last`, both inside; or one hour of a day.

    `number` is unlike that of any other span of its question; an hour's is its day's and its own together.
    `start` names the row, None where there is one only.
    """

    number: int
    start: str | None
    first: date
    last: date
    is_complete: bool = True

    @property
    def day_number(self) -> int:
        """The number of its days' span, which is that of their first hour."""
        return self.number - self.number % NUMBERS_OF_A_DAY


def cut_spans(
    first: date, last: date, interval: Interval | None, clock: ShopClock, begin_at: int = 0
) -> list[InsightSpan]:
    """The spans of the days from `first` to `last`, in their order; numbered from `begin_at` on."""
    if interval is None:
        return [InsightSpan(begin_at, None, first, last)]
    if interval is Interval.HOUR:
        return [
            InsightSpan(begin_at + place * NUMBERS_OF_A_DAY + hour, local.isoformat(), day, day)
            for place, day in enumerate(_list_days(first, last))
            for hour, local in enumerate(list_hours(day, clock))
        ]
    found = []
    for place, (named, group) in enumerate(
        groupby(_list_days(first, last), key=lambda day: _first_day(day, interval))
    ):
        days = list(group)
        is_complete = days[0] == named and _first_day(days[-1] + DAY, interval) > named
        number = begin_at + place * NUMBERS_OF_A_DAY
        found.append(InsightSpan(number, named.isoformat(), days[0], days[-1], is_complete))
    return found


def list_hours(day: date, clock: ShopClock) -> list[datetime]:
    """The beginnings of a day's hours on the shop's clock."""
    limits, zone = clock.day(day), ZoneInfo(clock.timezone)
    length = limits.ends_at - limits.starts_at
    return [
        (limits.starts_at.astimezone(UTC) + number * _HOUR).astimezone(zone)
        for number in range(-(-length // _HOUR))
    ]


def name_on_the_clock(hour: datetime) -> tuple[time, int]:
    """What an hour is called on the wall, and which of two it is where the clocks go back."""
    return hour.time(), hour.fold


def _list_days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * number for number in range((last - first).days + 1))


def _first_day(day: date, interval: Interval) -> date:
    if interval is Interval.QUARTER:
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return CalendarUnit(interval.value).first_day(day)
