"""A report that names what never arrived says so, and what was meant."""

from dataclasses import replace
from typing import Any

import pytest
from tally.domain.reports.question import Question

from cli.unknown_names import find_unknown_names
from tests.cli.fake_tally import FakeTally
from tests.reports.example_questions import EXAMPLES, INSIGHTS

SLIP = "No event is called 'Order Completed': did you mean 'Order Complete'?"


@pytest.fixture
def tally() -> FakeTally:
    return FakeTally(
        cataloged_events=[{"event_name": "Product Viewed"}, {"event_name": "Order Complete"}],
        cataloged_properties=[{"property": "mood"}],
    )


def ask(tally: FakeTally, question: Question, *rows: dict[str, Any]) -> list[str]:
    return find_unknown_names(tally, question, rows)


def test_an_answer_that_is_whole_asks_nothing(tally: FakeTally) -> None:
    assert ask(tally, INSIGHTS, {"segment": "SPRING", "value": 3}) == []
    assert tally.statements == []


@pytest.mark.parametrize(
    "rows", [[], [{"value": 0}], [{"reached": 5}, {"reached": 0}], [{"value": 3, "segment": None}]]
)
def test_where_something_is_missing_a_slip_is_told(tally: FakeTally, rows: list[dict[str, Any]]) -> None:
    assert ask(tally, INSIGHTS, *rows) == [SLIP]


def test_names_that_arrive_are_none(tally: FakeTally) -> None:
    tally.rows["cataloged_events"] = [{"event_name": "Order Completed"}, {"event_name": "Product Viewed"}]
    assert ask(tally, EXAMPLES["funnel"].question) == [], "coupon and revenue are columns"


def test_a_property_that_no_such_event_had_is_told(tally: FakeTally) -> None:
    tally.rows["cataloged_events"] = [{"event_name": "Order Completed"}]
    question = replace(INSIGHTS, breakdown="moood")
    assert ask(tally, question) == [
        "None of these events lately had a property 'moood': did you mean 'mood'?"
    ]
    assert ask(tally, replace(INSIGHTS, breakdown="profile.moood")) == []


def test_a_build_without_the_catalogue_tells_nothing(tally: FakeTally) -> None:
    tally.missing_tables = {"event_catalog"}
    assert ask(tally, INSIGHTS) == []
