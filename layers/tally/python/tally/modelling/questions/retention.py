"""A retention as a statement."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta

from tally.domain.reports.calendar_units import BEGINNING, CalendarUnit
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.modelling.expressions import NO_NUMBER, fits, fits_any, joined_items_of, number_of
from tally.modelling.literals import Expression, Value
from tally.modelling.questions.parts import ReportPart, put_together, relation

_MS = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
_SPREAD: Mapping[str, Value] = {"spread": relation("retention_spread")}
_ALL_ALIKE = Expression("''")
"""What a birth and a return share where nothing need match: no value would match nothing."""


MOST_BITS = 62
"""Periods 0 and up that a number has bits for."""


def bind_retention(asked: Retention, events: str = "person_events") -> str:
    """The statement whose rows Retention.complete takes; `events` has the columns of person_events."""
    parts = _choose_parts(asked, events)
    return put_together(*parts, ReportPart("retention", {"returns": relation(parts[-1].query)}))


def bind_returned_persons(returned: ReturnedPersons, events: str = "person_events") -> str:
    """The statement whose rows ReturnedPersons.complete takes."""
    asked = returned.retention
    values = {
        **_SPREAD,
        "period": returned.period,
        "events": relation(events),
        "is_birth": fits(asked.birth),
        "first": asked.first,
        "last": asked.last,
    }
    return put_together(*_spread(asked, events), ReportPart("retention_persons", values))


def _spread(asked: Retention, events: str) -> list[ReportPart]:
    """In which periods each person counts, from each birth with all returns behind it."""
    return [
        ReportPart("retention_events", _event_values(asked, events)),
        ReportPart("retention_moments", _moment_values(asked)),
        ReportPart("retention_spread", _spread_values(asked)),
    ]


def _choose_parts(asked: Retention, events: str) -> list[ReportPart]:
    """What only asks who came back when is counted without a row for each birth and return."""
    counted = _choose_count(asked)
    if counted is None:
        return [*_spread(asked, events), ReportPart("retention_returns", _SPREAD)]
    units = [
        ReportPart("retention_events", _event_values(asked, events)),
        ReportPart("retention_units", _unit_values(asked)),
    ]
    if asked.is_once or asked.match:
        firsts: dict[str, Value] = {"units": relation("retention_units"), "is_once": asked.is_once}
        units.append(ReportPart("retention_first_units", firsts))
    query, values = counted
    return [*units, ReportPart(query, {**values, "units": relation(units[-1].query)})]


def _choose_count(asked: Retention) -> tuple[str, dict[str, Value]] | None:
    """The part that counts births and returns of days, weeks and months, where one can."""
    if asked.criteria is Criteria.ACTIVE_DAYS:
        return "retention_active_days", _active_day_values(asked)
    if asked.value is not None:
        return None
    if asked.criteria is Criteria.ON_OR_AFTER:
        return "retention_latest", {"periods": asked.periods, "length_ms": _find_length_ms(asked)}
    if asked.mode is PeriodMode.CALENDAR and asked.periods < MOST_BITS:
        return "retention_masks", _mask_values(asked)
    return None


def _mask_values(asked: Retention) -> dict[str, Value]:
    return {
        "criteria": asked.criteria.value,
        "periods": asked.periods,
        "seen": 2 ** (asked.periods + 1) - 1,
        "is_birth_counted": asked.is_birth_a_return,
    }


def _active_day_values(asked: Retention) -> dict[str, Value]:
    return {
        "calendar_unit": asked.unit.value,
        "origin": asked.unit.first_day(asked.first),
        "periods": asked.periods,
        "is_birth_counted": asked.is_birth_a_return,
    }


def _spread_values(asked: Retention) -> dict[str, Value]:
    return {
        "moments": relation("retention_moments"),
        "criteria": asked.criteria.value,
        "periods": asked.periods,
        "length_ms": _find_length_ms(asked),
        "is_added_up": asked.value is not None,
        "is_birth_counted": asked.is_birth_a_return,
    }


def _find_length_ms(asked: Retention) -> int:
    return asked.length // _MS if asked.mode is PeriodMode.ROLLING else 0


def _unit_values(asked: Retention) -> dict[str, Value]:
    return {**_birth_values(asked), "is_same": asked.birth == asked.comeback}


def _moment_values(asked: Retention) -> dict[str, Value]:
    return {**_birth_values(asked), "is_rolling": asked.mode is PeriodMode.ROLLING}


def _birth_values(asked: Retention) -> dict[str, Value]:
    return {
        "events": relation("retention_events"),
        "is_once": asked.is_once,
        "first": asked.first,
        "last": asked.last,
    }


def _event_values(asked: Retention, events: str) -> dict[str, Value]:
    read_first, read_last = days_to_read(asked)
    unit = CalendarUnit.DAY if asked.criteria is Criteria.ACTIVE_DAYS else asked.unit
    return {
        "events": relation(events),
        "calendar_unit": unit.value,
        "origin": asked.unit.first_day(asked.first),
        "held": joined_items_of(asked.match) if asked.match else _ALL_ALIKE,
        "amount": number_of(asked.value) if asked.value else NO_NUMBER,
        "is_birth": fits(asked.birth),
        "is_return": fits(asked.comeback),
        "is_asked": fits_any(asked.events),
        "is_once": asked.is_once,
        "first": asked.first,
        "last": asked.last,
        "read_first": read_first,
        "read_last": read_last,
        "as_of": asked.as_of.astimezone(UTC),
    }


def days_to_read(asked: Retention) -> tuple[date, date]:
    """The shop's days whose events can change the answer.

    All before, where the first birth ever counts. Behind the births all until `as_of`, or until the last
    period ends where nothing behind it counts.
    """
    first = BEGINNING if asked.is_once else asked.first
    until = asked.clock.business_date(asked.as_of)
    if asked.criteria is Criteria.ON_OR_AFTER:
        return first, max(first, until)
    if asked.criteria is Criteria.ACTIVE_DAYS:
        ends = asked.unit.step(asked.unit.first_day(asked.last), 1) - _DAY
    elif asked.mode is PeriodMode.ROLLING:
        # Elapsed time that begins late on the last day may end a day later where the clocks change.
        ends = asked.last + asked.length * (asked.periods + 1) + _DAY
    else:
        ends = asked.unit.step(asked.unit.first_day(asked.last), asked.periods + 1) - _DAY
    return first, max(first, min(until, ends))
