"""Insights: one measure of an event, by interval and segment.

Rules: Mixpanel's insights. What is left out of sums, what an interval is named by and how periods are
compared is ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from tests.reports.oracle.days import DAY, a_year_before, days_of, first_day, start_of
from tests.reports.oracle.persons import Event, by_person, read_events
from tests.reports.oracle.sessions import sessions_of
from tests.reports.oracle.values import (
    Segment,
    added,
    in_order,
    number_of,
    percentile,
    ratio,
    segments_of,
)

Row = dict[str, Any]
Question = Mapping[str, Any]
HOUR = timedelta(hours=1)
TRAILING_DAYS = {"dau": 1, "wau": 7, "mau": 30}


@dataclass(frozen=True)
class Interval:
    """From one moment until before another; `start` names its row, `days` are its first and last."""

    start: str | None
    since: datetime
    until: datetime
    days: tuple[date, date]

    def holds(self, event: Event) -> bool:
        return self.since <= event.time < self.until


@dataclass(frozen=True)
class Log:
    """What a measure reads: the events, and the session that each belongs to."""

    events: Sequence[Event]
    sessions: Mapping[int, int]


def answer(
    question: Question,
    events: list[dict[str, Any]],
    *,
    timezone: str,
    profiles: Mapping[str, Any] | None = None,
) -> list[Row]:
    """A row for each interval (also those without events) and segment; without an interval, of the range."""
    return rows_of(question, read_events(events), timezone)


def rows_of(question: Question, events: list[Event], timezone: str) -> list[Row]:
    """As `answer`, of events that were read."""
    log = Log(events, session_numbers(events, timezone))
    intervals = intervals_of(question, timezone)
    segments: list[Segment] = [None]
    if "breakdown" in question:
        segments = in_order(
            segment for interval in intervals for segment in segments_in(question, log, interval, timezone)
        )
    return [
        row_of(question, log, interval, segment, timezone) for interval in intervals for segment in segments
    ]


def session_numbers(events: list[Event], timezone: str) -> dict[int, int]:
    """{place of an event: number of its session}. Sessions are cut by all events, not by those asked for."""
    return {
        event.place: number
        for number, session in enumerate(sessions_of(events, timezone))
        for event in session.events
    }


def row_of(question: Question, log: Log, interval: Interval, segment: Segment, timezone: str) -> Row:
    """One row: the interval and the segment, where they are asked for, the value, and the compared one."""
    row: Row = {}
    if interval.start is not None:
        row["start"] = interval.start
    if "breakdown" in question:
        row["segment"] = segment
    row["value"] = value_of(question, log, interval, segment, timezone)
    if "compare" in question:
        before = compared(interval, question, timezone)
        row["compared"] = before and value_of(question, log, before, segment, timezone)
    return row


def intervals_of(question: Question, timezone: str) -> list[Interval]:
    """The intervals of the range, of which the first and last hold only days of the range."""
    first, last = date.fromisoformat(question["from"]), date.fromisoformat(question["to"])
    unit = question.get("interval")
    if unit is None:
        return [interval_of(None, first, last, timezone)]
    if unit == "hour":
        return hours_of(first, last, timezone)
    return [
        interval_of(named.isoformat(), days[0], days[-1], timezone)
        for named, group in groupby(days_of(first, last), key=lambda day: first_day(day, unit))
        for days in [list(group)]
    ]


def interval_of(start: str | None, first: date, last: date, timezone: str) -> Interval:
    """From the shop's midnight of the first day until that after the last."""
    return Interval(start, start_of(first, timezone), start_of(last + DAY, timezone), (first, last))


def hours_of(first: date, last: date, timezone: str) -> list[Interval]:
    """Hours of time, each named by the shop's clock and its offset: a day may have 23 or 25."""
    whole, hours = interval_of(None, first, last, timezone), []
    since = whole.since
    while since < whole.until:
        local = since.astimezone(ZoneInfo(timezone))
        hours.append(Interval(local.isoformat(), since, since + HOUR, (local.date(), local.date())))
        since = (since + HOUR).astimezone(UTC)
    return hours


def compared(interval: Interval, question: Question, timezone: str) -> Interval | None:
    """The same dates a year before, or as many days just before the range; 29 February alone has no twin."""
    first, last = interval.days
    if question["compare"] == "previous_period":
        length = date.fromisoformat(question["to"]) - date.fromisoformat(question["from"]) + DAY
        return interval_of(None, first - length, last - length, timezone)
    before = [day for day in map(a_year_before, days_of(first, last)) if day]
    if not before:
        return None
    return interval_of(None, before[0], whole_month(first, last, before[-1]), timezone)


def whole_month(first: date, last: date, before: date) -> date:
    """The last day a year before: whole months are compared with whole ones, so 28 February with the 29th."""
    is_whole = first.day == 1 and (last + DAY).day == 1
    return before + DAY if is_whole and (before + DAY).day != 1 else before


def measured(question: Question, log: Log, interval: Interval, timezone: str) -> list[Event]:
    """The events that count: of the interval, or of the 1, 7 or 30 days that end with its last day."""
    if question["measure"] in TRAILING_DAYS:
        last = interval.days[1]
        first = last - DAY * (TRAILING_DAYS[question["measure"]] - 1)
        interval = interval_of(None, first, last, timezone)
    return [event for event in log.events if interval.holds(event) and event.is_of(question)]


def segments_in(question: Question, log: Log, interval: Interval, timezone: str) -> list[Segment]:
    """The segments that anybody is in; of a formula those of all its parts."""
    if question["measure"] == "formula":
        parts = parts_of(question)
        return [segment for part in parts for segment in segments_in(part, log, interval, timezone)]
    events = measured(question, log, interval, timezone)
    return list(by_segment(question, events))


def by_segment(question: Question, events: list[Event]) -> dict[Segment, list[Event]]:
    """{segment: its events}: persons are in every segment they touched, or in that of one event of theirs."""
    breakdown = question["breakdown"]
    once = breakdown.get("count_once")
    if once:
        place = {"first": 0, "last": -1}[once]
        events = [theirs[place] for theirs in by_person(events).values()]
    found: dict[Segment, list[Event]] = {}
    for event in events:
        for segment in segments_of(event.properties.get(breakdown["property"])):
            found.setdefault(segment, []).append(event)
    return found


def value_of(
    question: Question, log: Log, interval: Interval, segment: Segment, timezone: str
) -> float | None:
    """The measure over one interval and segment. A formula divides its first part by its second."""
    if question["measure"] == "formula":
        return ratio(*(value_of(part, log, interval, segment, timezone) for part in parts_of(question)))
    events = measured(question, log, interval, timezone)
    if "breakdown" in question:
        events = by_segment(question, events).get(segment, [])
    return measure_of(question, events, log)


def parts_of(question: Question) -> list[dict[str, Any]]:
    """The parts of a formula, each asked over the same range, by the same breakdown."""
    shared = {name: question[name] for name in ("from", "to", "breakdown") if name in question}
    return [shared | part for part in question["parts"]]


def measure_of(question: Question, events: list[Event], log: Log) -> float | None:
    """Counts and sums of nothing are 0, averages and percentiles of nothing are null."""
    values = [event.properties.get(question.get("property", "")) for event in events]
    numbers = [float(number) for number in map(number_of, values) if number is not None]
    persons = len({event.person for event in events})
    match question["measure"]:
        case "total":
            return len(events)
        case "persons" | "dau" | "wau" | "mau":
            return persons
        case "sessions":
            return len({log.sessions[event.place] for event in events if event.place in log.sessions})
        case "frequency":
            return ratio(len(events), persons)
        case "sum":
            return added(values)
        case "average":
            return ratio(added(values), len(numbers))
        case "min":
            return min(numbers, default=None)
        case "max":
            return max(numbers, default=None)
        case "distinct":
            return len(distinct(values))
        case "median":
            return percentile(values, 0.5)
    return percentile(values, int(question["measure"].removeprefix("p")) / 100)


def distinct(values: Iterable[Any]) -> set[str]:
    """Distinct values as text, missing and null left out, an empty text not."""
    return {segment for value in values for segment in segments_of(value) if segment is not None}
