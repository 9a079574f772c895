"""Retention: of the persons born in a day, week or month, how many came back in which period.

Rules: Mixpanel's retention. Where it is silent (a second event is needed in period 0, the first birth of a
cohort, when a rolling period is complete, cohorts with nobody), the rule is ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.reports.oracle.days import day_of, days_of, first_day, start_of, units_later
from tests.reports.oracle.persons import Event, by_person, read_events
from tests.reports.oracle.values import added, ratio, text_of

Row = dict[str, Any]
Question = Mapping[str, Any]
ROLLING = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}


@dataclass(frozen=True)
class Life:
    """A person in one cohort: {period: the returns in it}, and the days of the birth's unit with a return."""

    returns: Mapping[int, list[Event]]
    is_born_by_a_return: bool
    active_days: frozenset[date]


def answer(
    question: Question,
    events: list[dict[str, Any]],
    *,
    timezone: str,
    profiles: Mapping[str, Any] | None = None,
) -> list[Row]:
    """A row for each cohort and period; after them, where it is asked for, the average of each period."""
    known = [event for event in read_events(events) if event.time <= as_of(question)]
    lives = {cohort: lives_of(cohort, question, known, timezone) for cohort in cohorts(question)}
    periods = range(question["periods"] + 1)
    rows = [
        row_of(cohort, period, lives[cohort], question, timezone) for cohort in lives for period in periods
    ]
    if question.get("average"):
        sizes = {cohort.isoformat(): len(lives[cohort]) for cohort in lives}
        rows += [average_of(period, rows, sizes) for period in periods]
    return rows


def as_of(question: Question) -> datetime:
    """The moment of the answer: later events do not exist, but for the links that they make."""
    return datetime.fromisoformat(question["as_of"]).astimezone(UTC)


def range_of(question: Question) -> list[date]:
    """The shop's days in which a birth counts."""
    return days_of(date.fromisoformat(question["from"]), date.fromisoformat(question["to"]))


def cohorts(question: Question) -> list[date]:
    """The days, weeks (from Monday) or months of the range, each by its first day, nobody born or not."""
    return list(dict.fromkeys(first_day(day, question["unit"]) for day in range_of(question)))


def lives_of(cohort: date, question: Question, events: Iterable[Event], timezone: str) -> list[Life]:
    """Persons are in each cohort in which they did the birth event, once, by the first one there."""
    days = {day for day in range_of(question) if first_day(day, question["unit"]) == cohort}
    lives = []
    for person_events in by_person(events).values():
        births = [event for event in person_events if event.is_of(question["birth"])]
        birth = next((event for event in births if day_of(event.time, timezone) in days), None)
        if birth:
            lives.append(life_of(birth, person_events, question, timezone))
    return lives


def life_of(birth: Event, events: Iterable[Event], question: Question, timezone: str) -> Life:
    """The returns after a birth, by period; another event of the same moment counts in the order of ids."""
    returns: dict[int, list[Event]] = {}
    for event in events:
        if event.place > birth.place and event.is_of(question["return"]) and matches(event, birth, question):
            returns.setdefault(period_of(event, birth, question, timezone), []).append(event)
    is_born_by_a_return = question["birth"] == question["return"]
    came = [event for events in returns.values() for event in events]
    days = {day_of(event.time, timezone) for event in [*came, *([birth] if is_born_by_a_return else [])]}
    unit = first_day(day_of(birth.time, timezone), question["unit"])
    active = frozenset(day for day in days if first_day(day, question["unit"]) == unit)
    return Life(returns, is_born_by_a_return, active)


def matches(event: Event, birth: Event, question: Question) -> bool:
    """Where a property must match, a return needs the birth's value; null matches nothing."""
    if "match" not in question:
        return True
    value = text_of(birth.properties.get(question["match"]))
    return value is not None and value == text_of(event.properties.get(question["match"]))


def period_of(event: Event, birth: Event, question: Question, timezone: str) -> int:
    """Rolling: elapsed time since the birth, a month is 30 days. Calendar: the shop's days, weeks, months."""
    if question["mode"] == "rolling":
        return (event.time - birth.time) // ROLLING[question["unit"]]
    born, came = (first_day(day_of(each.time, timezone), question["unit"]) for each in (birth, event))
    period = 0
    while units_later(born, question["unit"], period) < came:
        period += 1
    return period


def row_of(cohort: date, period: int, lives: list[Life], question: Question, timezone: str) -> Row:
    """The persons that came back, as the criteria say, and the sum of a property of these returns."""
    criteria = question["criteria"]
    returned = [life for life in lives if came_back(life, period, criteria)]
    counted = [event for life in returned for event in returns_in(life, period, criteria)]
    value = question.get("value")
    return {
        "cohort": cohort.isoformat(),
        "period": period,
        "persons": len(returned),
        "share": ratio(len(returned), len(lives)),
        "value": added(event.properties.get(value) for event in counted) if value else None,
        "is_complete": period_end(cohort, period, question, timezone) <= as_of(question),
    }


def came_back(life: Life, period: int, criteria: str) -> bool:
    """On: in the period; on or after, on or before: or in a later, earlier one; streak: in all so far.

    Active days: on at least so many days as the period says (Mixpanel's frequency report).
    """
    if criteria == "active-days":
        return len(life.active_days) >= period
    if criteria == "streak":
        return all(is_in_streak(life, each) for each in range(period + 1))
    return bool(returns_in(life, period, criteria))


def is_in_streak(life: Life, period: int) -> bool:
    """The birth counts for period 0 where birth and return are the same event."""
    return period in life.returns or (period == 0 and life.is_born_by_a_return)


def returns_in(life: Life, period: int, criteria: str) -> list[Event]:
    """The returns that a period counts."""
    return [
        event
        for each, events in life.returns.items()
        for event in events
        if each == period
        or (criteria == "on-or-after" and each > period)
        or (criteria == "on-or-before" and each < period)
    ]


def period_end(cohort: date, period: int, question: Question, timezone: str) -> datetime:
    """When the last person who could be born in the cohort has had the whole period."""
    unit = question["unit"]
    if question["criteria"] == "active-days":
        return start_of(units_later(cohort, unit, 1), timezone)
    if question["mode"] == "rolling":
        return start_of(units_later(cohort, unit, 1), timezone) + ROLLING[unit] * (period + 1)
    return start_of(units_later(cohort, unit, period + 1), timezone)


def average_of(period: int, rows: Iterable[Row], sizes: Mapping[str, int]) -> Row:
    """Mixpanel's average of the complete cells: sum(persons x size) / sum(size x size)."""
    complete = [row for row in rows if row["period"] == period and row["is_complete"]]
    weighted = sum(row["persons"] * sizes[row["cohort"]] for row in complete)
    share = ratio(weighted, sum(sizes[row["cohort"]] ** 2 for row in complete))
    return {
        "cohort": "average",
        "period": period,
        "persons": None,
        "share": share,
        "value": None,
        "is_complete": None,
    }
