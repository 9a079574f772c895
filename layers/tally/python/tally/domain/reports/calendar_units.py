"""Days, weeks and months of the shop's calendar, each named by its first day."""

from datetime import date, timedelta
from enum import StrEnum

BEGINNING = date(1970, 1, 1)
"""No event lies before it: the first of all of history's days."""

END = date(2199, 12, 31)
"""No question is about a day behind it: windows and periods that go on from there have dates, too."""


class CalendarUnit(StrEnum):
    """A week begins on Monday (Mixpanel's, and ISO's)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first_day(self, day: date) -> date:
        """The first day of the unit that a day lies in."""
        match self:
            case CalendarUnit.DAY:
                return day
            case CalendarUnit.WEEK:
                return day - timedelta(days=day.weekday())
            case CalendarUnit.MONTH:
                return day.replace(day=1)

    def step(self, first: date, units: int) -> date:
        """The first day of the unit so many units after the one that begins with `first`."""
        match self:
            case CalendarUnit.DAY:
                return first + timedelta(days=units)
            case CalendarUnit.WEEK:
                return first + timedelta(weeks=units)
            case CalendarUnit.MONTH:
                year, month = divmod(first.year * 12 + first.month - 1 + units, 12)
                return date(year, month + 1, 1)
