"""Random questions of retention, asked of many random shops in one table and of plain Python."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from tally.domain.reports.asked_events import AskedEvent, Condition, Operator
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.retention import bind_retention

from tests.reports.drawn_events import draw_person_events
from tests.reports.oracle import retention
from tests.reports.oracle.persons import read_events
from tests.reports.oracle.values import text_of
from tests.reports.random_events import TIMEZONE, random_set
from tests.reports.random_questions import random_question
from tests.reports.report_cases import differences
from tests.sql.tables import Session

SETS = range(30)
"""Sets of events, half of them in spring and half in autumn."""
QUESTIONS = range(60)

Question = Mapping[str, Any]


@pytest.fixture(scope="module")
def events() -> list[dict[str, Any]]:
    return [event for seed in SETS for event in random_set(seed, f"s{seed}-")[0]]


@pytest.fixture(scope="module")
def session(events: list[dict[str, Any]]) -> Session:
    session = Session()
    draw_person_events(session, read_events(events), TIMEZONE)
    return session


@pytest.mark.parametrize("seed", QUESTIONS)
def test_a_statement_answers_as_plain_python_does(
    seed: int, events: list[dict[str, Any]], session: Session
) -> None:
    question = random_question("retention", seed)
    asked = make_retention(question)
    found = asked.complete(session.ask(bind_retention(asked), ["person_events"]))
    assert differences(found, retention.answer(question, events, timezone=TIMEZONE)) == []


def make_retention(question: Question) -> Retention:
    return Retention(
        birth=make_event(question["birth"]),
        comeback=make_event(question["return"]),
        first=date.fromisoformat(question["from"]),
        last=date.fromisoformat(question["to"]),
        as_of=datetime.fromisoformat(question["as_of"]),
        clock=ShopClock(TIMEZONE),
        unit=CalendarUnit(question["unit"]),
        mode=PeriodMode(question["mode"]),
        criteria=Criteria(question["criteria"]),
        periods=question["periods"],
        value=question.get("value"),
        match=question.get("match"),
        average=question.get("average", False),
    )


def make_event(selector: Question) -> AskedEvent:
    where = selector.get("where", {})
    return AskedEvent(
        selector["event"],
        tuple(Condition(name, Operator.IS, tuple(map(str, map(text_of, where[name])))) for name in where),
    )
