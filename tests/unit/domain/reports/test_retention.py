"""Retention questions: what has no answer, and how rows become one."""

from datetime import UTC, date, datetime

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.shop.shop_clock import ShopClock

SIGNED_UP, VIEWED = AskedEvent("Signed Up"), AskedEvent("Product Viewed")
ROME = ShopClock("Europe/Rome")


def a_retention(**changes) -> Retention:
    values = {
        "birth": SIGNED_UP,
        "comeback": VIEWED,
        "first": date(2026, 3, 1),
        "last": date(2026, 3, 3),
        "as_of": datetime(2026, 4, 1, tzinfo=UTC),
        "clock": ShopClock("UTC"),
        "periods": 1,
    }
    return Retention(**(values | changes))


WRONG = {
    "days": ({"first": date(2026, 3, 4)}, r"end \(2026-03-03\) before they begin \(2026-03-04\)"),
    "no period": ({"periods": -1}, "0 to 366 periods, not -1"),
    "periods": ({"periods": 367}, "0 to 366 periods, not 367"),
    "days active of a day": (
        {"criteria": Criteria.ACTIVE_DAYS, "mode": PeriodMode.CALENDAR},
        "add --unit week --mode calendar",
    ),
    "days active by the clock": (
        {"criteria": Criteria.ACTIVE_DAYS, "unit": CalendarUnit.WEEK},
        "add --unit week --mode calendar",
    ),
    "days active with a value": (
        {
            "criteria": Criteria.ACTIVE_DAYS,
            "unit": CalendarUnit.WEEK,
            "mode": PeriodMode.CALENDAR,
            "value": "revenue",
        },
        "leave out the value",
    ),
    "cells": ({"first": date(2020, 1, 1), "periods": 60}, "more than 50,000: ask for fewer"),
}


@pytest.mark.parametrize(("changes", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_question_without_an_answer_says_what_to_ask(changes, sentence) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        a_retention(**changes)


def test_a_list_of_persons_is_of_one_of_the_periods() -> None:
    with pytest.raises(BadQuestion, match="periods 0 to 1"):
        ReturnedPersons(a_retention(periods=1), 2)
    by_days = {"criteria": Criteria.ACTIVE_DAYS, "unit": CalendarUnit.WEEK, "mode": PeriodMode.CALENDAR}
    with pytest.raises(BadQuestion, match="active-days"):
        ReturnedPersons(a_retention(**by_days), 1)


def test_cohorts_are_named_by_their_first_day() -> None:
    asked = {"first": date(2026, 4, 30), "last": date(2026, 6, 1)}
    assert a_retention(**asked, unit=CalendarUnit.MONTH).cohorts == [
        date(2026, 4, 1),
        date(2026, 5, 1),
        date(2026, 6, 1),
    ]
    assert a_retention(**asked, unit=CalendarUnit.WEEK).cohorts[:2] == [date(2026, 4, 27), date(2026, 5, 4)]
    assert len(a_retention(**asked).cohorts) == 33


def test_months_step_over_the_end_of_a_year() -> None:
    assert CalendarUnit.MONTH.step(date(2026, 11, 1), 3) == date(2027, 2, 1)


def test_a_cell_is_complete_once_the_last_who_could_be_born_have_had_it() -> None:
    rolling = a_retention(clock=ROME)
    # 29 March 2026 has 23 hours; 30 x 24 hours from its end are 30 days.
    assert rolling.ends_at(date(2026, 3, 28), 0) == datetime(2026, 3, 29, 23, tzinfo=UTC)
    months = a_retention(clock=ROME, unit=CalendarUnit.MONTH)
    assert months.ends_at(date(2026, 2, 1), 0) == datetime(2026, 3, 30, 23, tzinfo=UTC)
    calendar = a_retention(clock=ROME, unit=CalendarUnit.MONTH, mode=PeriodMode.CALENDAR)
    assert calendar.ends_at(date(2026, 2, 1), 1) == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_every_cohort_has_every_period_born_in_or_not() -> None:
    rows = [
        {"cohort": 0, "period": 0, "born": 4, "persons": 0, "amount": 0.0},
        {"cohort": 0, "period": 1, "born": 4, "persons": 2, "amount": 0.0},
    ]
    cells = a_retention(last=date(2026, 3, 2)).complete(rows)
    assert [(cell["cohort"], cell["period"], cell["born"], cell["share"]) for cell in cells] == [
        ("2026-03-01", 0, 4, 0.0),
        ("2026-03-01", 1, 4, 0.5),
        ("2026-03-02", 0, 0, None),
        ("2026-03-02", 1, 0, None),
    ]
    assert {cell["value"] for cell in cells} == {None}


def test_the_average_is_of_complete_cells_and_large_cohorts_weigh_more() -> None:
    """Mixpanel's example: 500 of 1,000, 400 of 500, 10 of 700 that are not over make 56 %, pooled 60 %."""
    asked = a_retention(as_of=datetime(2026, 3, 4, 12, tzinfo=UTC), periods=0)
    counted = ((1000, 500), (500, 400), (700, 10))
    rows = [
        {"cohort": number, "period": 0, "born": born, "persons": persons, "amount": 0.0}
        for number, (born, persons) in enumerate(counted)
    ]
    *cells, average = asked.complete(rows)
    assert [cell["is_complete"] for cell in cells] == [True, True, False]
    assert average == {
        "cohort": "average",
        "period": 0,
        "born": None,
        "persons": None,
        "share": 0.56,
        "value": None,
        "is_complete": None,
        "pooled_share": 0.6,
    }


@pytest.mark.parametrize(
    ("last", "average", "has_average"),
    [(2, None, False), (3, None, True), (2, True, True), (3, False, False)],
)
def test_the_average_stands_from_three_cohorts_on_or_as_asked(last, average, has_average) -> None:
    assert a_retention(last=date(2026, 3, last), average=average).has_average is has_average


def test_a_value_is_told_for_each_person_born_too() -> None:
    asked = a_retention(value="revenue", criteria=Criteria.ON_OR_BEFORE, last=date(2026, 3, 1), periods=0)
    (cell,) = asked.complete([{"cohort": 0, "period": 0, "born": 4, "persons": 1, "amount": 30.0}])
    assert (cell["value"], cell["value_per_person"]) == (30.0, 7.5)


def test_a_streak_begins_with_the_birth_where_it_is_a_return() -> None:
    assert a_retention(criteria=Criteria.STREAK, comeback=SIGNED_UP).is_birth_a_return
    assert not a_retention(criteria=Criteria.STREAK).is_birth_a_return
    assert not a_retention(comeback=SIGNED_UP).is_birth_a_return
