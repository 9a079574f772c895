"""Funnels of random shops: the statement gives what plain Python counts, question by question."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.events.event_names import canonical_name
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.modelling.questions.funnel import find_reached_of_any
from tally.modelling.questions.parts import ReportPart, put_together, relation
from tally.modelling.questions.statements import bind_question
from tally.modelling.questions.straight_funnel import is_straight

from tests.reports.commands import NightTally
from tests.reports.oracle import funnel
from tests.reports.random_events import TIMEZONE, random_set
from tests.reports.random_questions import random_question
from tests.reports.report_cases import differences
from tests.reports.typed_funnels import type_funnel
from tests.sql.night import NightEngine

Event = dict[str, Any]
FEWEST_ANSWERED = 0.8


def test_funnels_of_a_few_sets() -> None:
    compare(sets=12, questions=60)


@pytest.mark.slow
def test_funnels_of_a_thousand_sets() -> None:
    compare(sets=1_000, questions=30)


def compare(sets: int, questions: int) -> None:
    """Some questions have no answer (steps in any order by attempts): most do."""
    found = [differs for seed in range(questions) for differs in ask(seed, sets)]
    assert {seed: differs for seed, differs in found if differs} == {}
    assert len(dict(found)) >= FEWEST_ANSWERED * questions


def ask(seed: int, sets: int) -> Iterator[tuple[int, list[str]]]:
    """(seed, differences) where the question has an answer, for each statement that gives it."""
    question = with_canonical_names(random_question("funnel", seed))
    engine, events = shop(seed % 2, sets)
    try:
        typed = type_funnel(question)
    except BadQuestion:
        return
    right = funnel.answer(question, events, timezone=TIMEZONE)
    for statement in statements_of(typed):
        yield seed, differences(typed.complete(engine.rows(statement, "lake")), right)


def statements_of(typed: Funnel | DroppedPersons) -> Iterator[str]:
    """A straight funnel has two: its own, and that of any."""
    yield bind_question(typed)
    if isinstance(typed, Funnel) and is_straight(typed):
        parts = find_reached_of_any(typed)
        yield put_together(*parts, ReportPart("funnel", {"reached": relation(parts[-1].query)}))


@cache
def shop(parity: int, sets: int) -> tuple[NightEngine, list[Event]]:
    """What a night made of half of the sets, and their events as the oracle is to read them."""
    sent = [event for seed in range(parity, sets, 2) for event in random_set(seed, f"s{seed}-")[0]]
    engine = NightTally.of(sent, TIMEZONE).night.engine
    return engine, [with_canonical_names(event) for event in in_order_of_keys(sent, engine)]


def in_order_of_keys(events: list[Event], engine: NightEngine) -> Iterator[Event]:
    """Of one millisecond events stand in the order of their keys, the oracle's in that of insert ids."""
    stored = engine.rows("select event_id from person_events order by event_key", "lake")
    places = {row["event_id"]: f"{place:09}" for place, row in enumerate(stored)}
    for event in events:
        yield event | {"insert_id": places[event["insert_id"]]}


def with_canonical_names(asked: Mapping[str, Any]) -> dict[str, Any]:
    """An event, or a question, whose events have the names that the product gives them."""
    named = dict(asked)
    if isinstance(named.get("event"), str):
        named["event"] = canonical_name(named["event"])
    for name in ("steps", "exclude"):
        if name in named:
            named[name] = [with_canonical_names(each) for each in named[name]]
    return named
