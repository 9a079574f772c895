"""Questions as mappings of names and texts: what is read, and what is told instead."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import Condition, Operator
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attribute, Attributed
from tally.domain.reports.question import Question
from tally.domain.reports.written.kinds import KINDS, read_question
from tally.domain.shop.shop_clock import ShopClock

NOW = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
"""Half past midnight of the 5th in Rome."""

FUNNEL = {"steps": ["Product Added[platform=ios|android]", "Order Completed"], "window": "10m"}
SMALLEST: Mapping[str, Mapping[str, Any]] = {
    "insights": {"event": "Order Completed"},
    "funnel": FUNNEL,
    "retention": {"birth": "Signed Up", "return": "*"},
    "cohort": {"did": ["Order Completed"], "sizes": True},
    "flows": {"anchor": "Order Completed"},
    "sessions": {},
    "kpis": {"total": True},
}


def read(kind: str, asked: Mapping[str, Any]) -> Question:
    return read_question(kind, json.loads(json.dumps(asked)), ShopClock("Europe/Rome"), NOW)


DAYS = {
    "none": ({}, "2026-04-06", "2026-05-05"),
    "today": ({"date": "today"}, "2026-05-05", "2026-05-05"),
    "yesterday": ({"from": "2026-05-01", "to": "yesterday"}, "2026-05-01", "2026-05-04"),
    "weeks up to a day": ({"last": "1w", "to": "yesterday"}, "2026-04-28", "2026-05-04"),
    "null is nothing": ({"date": None, "from": "today"}, "2026-05-05", "2026-05-05"),
}


@pytest.mark.parametrize("kind", sorted(SMALLEST.keys() - {"cohort", "sessions", "kpis"}))
@pytest.mark.parametrize(("days", "first", "last"), DAYS.values(), ids=DAYS.keys())
def test_days_are_those_of_the_shop(kind: str, days: Mapping[str, Any], first: str, last: str) -> None:
    question = read(kind, {**SMALLEST[kind], **days})
    assert (question.first, question.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_read(kind: str) -> None:
    assert read(kind, SMALLEST[kind]).columns


@pytest.mark.parametrize(
    ("at", "by"),
    [("", Attribute.FIRST), (":first", Attribute.FIRST), (":last", Attribute.LAST), (":step 2", 2)],
)
def test_a_filter_says_at_which_step_it_looks(at: str, by: Attribute | int) -> None:
    funnel = read("funnel", {**FUNNEL, "filter": rf"[a\]=x|y]{at}"})
    assert isinstance(funnel, Funnel)
    assert funnel.filter == (Attributed("a]", by), Condition("a]", Operator.IS, ("x", "y")))


WRONG = {
    "a kind": ("funel", {}, "'funel' is no report: there are insights, funnel"),
    "a field": ("funnel", {**FUNNEL, "windo": "1d"}, "'windo' is no field of a funnel: did you mean window?"),
    "far from any": ("funnel", {**FUNNEL, "xyz": 1}, "no field of a funnel: it has steps, date"),
    "lacks": ("retention", {"birth": "A"}, "A retention needs return: what counts as coming back"),
    "no list": ("funnel", {"steps": "A"}, "steps is a list of texts: 'A' is none"),
    "no text": ("funnel", {"steps": ["A", 1]}, "steps is a list of texts"),
    "no number": ("funnel", {**FUNNEL, "persons": True}, "persons is a whole number: True is none"),
    "half a number": ("funnel", {**FUNNEL, "persons": 1.5}, "persons is a whole number: 1.5 is none"),
    "no yes": ("cohort", {"did": ["A"], "sizes": "yes"}, "sizes is a yes, or nothing"),
    "a word": ("funnel", {**FUNNEL, "count": "visits"}, "'visits' is no count: it is one of persons, totals"),
    "too long": ("insights", {"event": "x" * 2001}, "event has 2,001 letters: 2,000 is the most"),
    "too many": ("cohort", {"did": ["A"] * 101}, "did takes at most 100 texts, these are 101"),
    "half a letter": ("insights", {"event": "\ud800"}, "event has a letter that no text can hold"),
    "nothing": ("insights", {"event": "a\0b"}, "event has a letter that no text can hold"),
    "a date": (
        "insights",
        {"event": "A", "from": "soon"},
        "is no date such as 2026-03-02, today or yesterday",
    ),
    "two ways": ("insights", {"event": "A", "from": "today", "last": "7d"}, "--last does not go with --from"),
    "before": ("insights", {"event": "A", "from": "today", "to": "yesterday"}, "is before --from"),
}


@pytest.mark.parametrize(("kind", "asked", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_read_is_told(kind: str, asked: Mapping[str, Any], sentence: str) -> None:
    with pytest.raises(BadQuestion) as refused:
        read(kind, asked)
    assert sentence in str(refused.value)


def test_a_whole_number_may_have_a_point() -> None:
    assert read("funnel", {**FUNNEL, "persons": 1.0}) == read("funnel", {**FUNNEL, "persons": 1})
