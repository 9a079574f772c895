"""The shop's calendar: days, weeks and midnights are of its time zone, elapsed time is of the clock (UTC)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MIDNIGHT = datetime.min.time()
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def day_of(moment: datetime, timezone: str) -> date:
    """The shop's date at that moment: its midnight opens the new day."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def start_of(day: date, timezone: str) -> datetime:
    """The day's first moment, UTC; where the clocks skip midnight, the moment of the skip."""
    return datetime.combine(day, MIDNIGHT, ZoneInfo(timezone)).astimezone(UTC)


def elapsed(text: str) -> timedelta:
    """A window such as 30m, 1h or 7d: elapsed time, so 1d is 24 hours on every day of the year."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def days_of(first: date, last: date) -> list[date]:
    """All days from the first to the last, both included."""
    return [first + DAY * number for number in range((last - first).days + 1)]


def first_day(day: date, unit: str) -> date:
    """The day that names the day's unit: the Monday of a week, the first of a month, quarter or year."""
    match unit:
        case "day":
            return day
        case "week":
            return day - DAY * day.weekday()
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            return day.replace(month=1, day=1)
    raise ValueError(f"{unit} is no unit of the calendar")


def units_later(named: date, unit: str, count: int) -> date:
    """The day that names the unit so many later: the third day, week or month after this one."""
    if unit in ("day", "week"):
        return named + DAY * (count if unit == "day" else 7 * count)
    months = named.year * 12 + named.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def a_year_before(day: date) -> date | None:
    """The same date a year before (never 365 days); 29 February has none."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None
