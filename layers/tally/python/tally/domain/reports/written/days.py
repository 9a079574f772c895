"""The days that a written question is about: date, from, to and last; relative ones are resolved here."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from tally.domain.errors import BadQuestion
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.written_question import WrittenQuestion

Length = tuple[int, str]
"""A number and d, w or m: days, weeks, months."""

LAST: Length = (30, "d")
"""The days where nothing else is said: up to today."""

SHOWN_DAY = "YYYY-MM-DD"

_LENGTH = re.compile(r"([1-9]\d{0,3})([dwm])")
_RELATIVE = {"today": 0, "yesterday": 1}


def list_day_fields(default: str) -> tuple[Field, ...]:
    """The fields of days; `default` says what none of them means."""
    return (
        Field(
            "date", Form.TEXT, f"one day only, or today or yesterday (default: {default})", shown=SHOWN_DAY
        ),
        Field("from", Form.TEXT, "the first day", shown=SHOWN_DAY),
        Field("to", Form.TEXT, "the last day (default: today)", shown=SHOWN_DAY),
        Field("last", Form.TEXT, "so many days; 4w weeks, 12m months", shown="30d"),
    )


DAY_FIELDS = list_day_fields("the last 30")


def read_days(written: WrittenQuestion, default: Length = LAST) -> tuple[date, date]:
    """The first and the last day; so many as `default` where nothing says how many. BadQuestion where two
    fields say what they are."""
    if (one := read_day(written, "date")) is not None:
        for name in ("from", "to", "last"):
            if written.has(name):
                raise BadQuestion(f"--{name} does not go with --date: give one of them")
        return one, one
    first, last = read_day(written, "from"), read_day(written, "to")
    length = written.text("last")
    if first is not None and length is not None:
        raise BadQuestion("--last does not go with --from: give one of them")
    if first is not None and last is not None and last < first:
        raise BadQuestion(f"--to {last} is before --from {first}")
    last = last or written.today
    if first is not None:
        return first, last
    return begin(parse_length(length) if length is not None else default, last), last


def has_days(written: WrittenQuestion) -> bool:
    """Whether it says what its days are."""
    return any(written.has(field.name) for field in DAY_FIELDS)


def read_day(written: WrittenQuestion, name: str) -> date | None:
    """The day of a field, on the shop's clock."""
    text = written.text(name)
    return parse_day(text, written.today) if text is not None else None


def parse_day(text: str, today: date) -> date:
    """2026-03-02, today or yesterday."""
    if text in _RELATIVE:
        return today - timedelta(days=_RELATIVE[text])
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuestion(f"{text!r} is no date such as 2026-03-02, today or yesterday") from None


def parse_moment(text: str) -> datetime:
    """2026-03-02T12:00:00Z. Without its zone it would be no moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadQuestion(f"{text!r} is no time with its zone such as 2026-03-02T12:00:00Z")
    return moment


def parse_length(text: str) -> Length:
    """30d, 4w or 12m."""
    parts = _LENGTH.fullmatch(text.strip().lower())
    if parts is None:
        raise BadQuestion(f"{text!r} is no time such as 30d, 4w or 12m (days, weeks, months)")
    return int(parts[1]), parts[2]


def begin(length: Length, last: date) -> date:
    """The first day of a length that ends with `last`: 7d of the 8th are the 2nd to the 8th."""
    count, unit = length
    if unit == "m":
        month = last.year * 12 + last.month - 1 - count
        year, number = divmod(max(month, 12), 12)
        day = min(last.day, monthrange(year, number + 1)[1])
        return date(year, number + 1, day) + timedelta(days=1)
    days = count * (7 if unit == "w" else 1)
    return last - timedelta(days=min(days, last.toordinal()) - 1)
