"""Retention over drawn events: what plain Python is not asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.retention import bind_retention, bind_returned_persons, days_to_read

from tests.sql.tables import Session

ORDERED = AskedEvent("Order Completed")
EVENTS = """
    event_key | person_key | event_name      | occurred_at         | business_date
    1         | 1          | Order Completed | 2025-02-03 12:00:00 | 2025-02-03
    2         | 1          | Order Completed | 2026-05-04 12:00:00 | 2026-05-04
    3         | 1          | Order Completed | 2026-05-05 13:00:00 | 2026-05-05
    4         | 2          | Order Completed | 2026-05-04 12:00:00 | 2026-05-04
    5         | 2          | Order Completed | 2026-05-04 12:00:00 | 2026-05-04
    6         | 2          | Order Completed | 2026-05-05 13:00:00 | 2026-05-05
    """


def a_retention(**changes: Any) -> Retention:
    values: dict[str, Any] = {
        "birth": ORDERED,
        "comeback": ORDERED,
        "first": date(2026, 5, 4),
        "last": date(2026, 5, 5),
        "as_of": datetime(2026, 6, 1, tzinfo=UTC),
        "clock": ShopClock("Europe/Rome"),
        "criteria": Criteria.ON,
        "periods": 1,
    }
    return Retention(**(values | changes))


def ask(asked: Retention) -> list[tuple[Any, ...]]:
    session = Session()
    session.draw("person_events", EVENTS)
    cells = asked.complete(session.ask(bind_retention(asked), ["person_events"]))
    return [(cell["cohort"], cell["born"], cell["persons"]) for cell in cells if cell["period"] == 1]


@pytest.mark.parametrize("criteria", [each for each in Criteria if each is not Criteria.ACTIVE_DAYS])
def test_the_persons_of_a_cell_are_as_many_as_it_says(criteria: Criteria) -> None:
    for cohort, _, persons in ask(a_retention(criteria=criteria)):
        day = date.fromisoformat(cohort)
        asked = ReturnedPersons(a_retention(criteria=criteria, first=day, last=day), 1)
        session = Session()
        session.draw("person_events", EVENTS)
        found = session.ask(bind_returned_persons(asked), ["person_events"])
        assert [row["person"] for row in asked.complete(found)] == ["1", "2"][:persons]


def test_a_person_is_born_in_every_cohort() -> None:
    assert ask(a_retention()) == [("2026-05-04", 2, 2), ("2026-05-05", 2, 0)]


def test_or_once_by_the_first_birth_ever_which_may_lie_long_before() -> None:
    assert ask(a_retention(is_once=True)) == [("2026-05-04", 1, 1), ("2026-05-05", 0, 0)]


def test_of_two_births_in_one_moment_the_second_is_a_return() -> None:
    asked = a_retention(periods=0)
    session = Session()
    session.draw("person_events", EVENTS)
    rows = asked.complete(session.ask(bind_retention(asked), ["person_events"]))
    assert [(row["born"], row["persons"]) for row in rows] == [(2, 1), (2, 0)]


def test_days_of_a_long_question_lie_in_several_numbers_of_62_bits() -> None:
    first, came = date(2026, 1, 1), (0, 5, 61, 62, 66, 122, 124)
    lines = [
        f"{day} | 1 | Order Completed | {first + timedelta(days=day)} 12:00:00 | {first + timedelta(days=day)}"
        for day in came
    ]
    session = Session()
    session.draw("person_events", "\n".join([EVENTS.strip().splitlines()[0], *lines]))
    asked = a_retention(
        first=first, last=first + timedelta(days=130), mode=PeriodMode.CALENDAR, periods=61, average=False
    )
    cells = asked.complete(session.ask(bind_retention(asked), ["person_events"]))
    days = {day.isoformat(): number for number, day in enumerate(asked.cohorts)}
    found = {(days[cell["cohort"]], cell["period"]) for cell in cells if cell["persons"]}
    assert found == {(day, later - day) for day in came for later in came if 0 < later - day <= 61}


READ = {
    "on or after: until it is asked": (
        {"criteria": Criteria.ON_OR_AFTER},
        date(2026, 5, 4),
        date(2026, 6, 1),
    ),
    "rolling: a day more for the clocks": ({}, date(2026, 5, 4), date(2026, 5, 8)),
    "calendar": ({"mode": PeriodMode.CALENDAR}, date(2026, 5, 4), date(2026, 5, 6)),
    "weeks": (
        {"mode": PeriodMode.CALENDAR, "unit": CalendarUnit.WEEK},
        date(2026, 5, 4),
        date(2026, 5, 17),
    ),
    "days active: until the last week ends": (
        {"mode": PeriodMode.CALENDAR, "unit": CalendarUnit.WEEK, "criteria": Criteria.ACTIVE_DAYS},
        date(2026, 5, 4),
        date(2026, 5, 10),
    ),
    "not behind the answer": (
        {"as_of": datetime(2026, 5, 5, 22, 30, tzinfo=UTC)},
        date(2026, 5, 4),
        date(2026, 5, 6),
    ),
    "the first ever": ({"is_once": True}, date(1970, 1, 1), date(2026, 5, 8)),
}


@pytest.mark.parametrize(("changes", "first", "last"), READ.values(), ids=READ.keys())
def test_what_to_read_follows_from_the_question(changes: dict[str, Any], first: date, last: date) -> None:
    assert days_to_read(a_retention(**changes)) == (first, last)


@pytest.mark.parametrize("returns", [999, 1_000, 2_500])
def test_a_person_may_come_back_thousands_of_times(returns: int) -> None:
    """With the birth these are a thousand, one more, and some thousands of moments."""
    names, born, *_ = EVENTS.strip().splitlines()
    came = [
        f"{number + 10} | 1 | Product Viewed | 2025-02-03 13:{number // 60:02}:{number % 60:02} | 2025-02-03"
        for number in range(returns)
    ]
    session = Session()
    session.draw(
        "person_events", "\n".join([f"{names} | revenue", *(f"{line} | 1" for line in (born, *came))])
    )
    day = date(2025, 2, 3)
    viewed = AskedEvent("Product Viewed")
    asked = a_retention(first=day, last=day, comeback=viewed, value="revenue", periods=0)
    (cell,) = asked.complete(session.ask(bind_retention(asked), ["person_events"]))
    assert (cell["persons"], cell["value"]) == (1, returns)
