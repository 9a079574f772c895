"""Expressions of questions: odd names and values stay values, and are found as they were sent."""

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one
from tally.domain.reports.asked_events import AskedEvent, Condition, Operator, parse_event
from tally.modelling.expressions import (
    fits,
    items_of,
    joined_items_of,
    number_of,
    text_of,
    texts_of,
    verdict_fits,
    verdict_on,
)
from tally.modelling.literals import Expression

from tests.sql.night import NightEngine

ODD = (
    "it's",
    'say "hi"',
    "a\\b",
    "a\\",
    '"]',
    "a]b[c",
    "$.x",
    "'; drop table events; --",
    "') or 1=1 --",
    "/* x */",
    "a\nb",
    "é☕",
    "x:y",
    ":first",
    "%_",
    "{}",
)
TEXTS = st.one_of(
    st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)
)


def ask(name: str, property_name: str, value: str) -> list[Expression]:
    """All that a question makes of an event's name, a property's and a value."""
    conditions = tuple(
        Condition(property_name, operator, (value,) if operator in {Operator.IS, Operator.IS_NOT} else ())
        for operator in (Operator.IS, Operator.IS_NOT, Operator.IS_SET, Operator.IS_NOT_SET)
    )
    names = (property_name, "coupon")
    made = [make(property_name) for make in (text_of, number_of, items_of, joined_items_of)]
    return [*made, texts_of(names), fits(AskedEvent(name, conditions))]


def shape(expression: Expression) -> str:
    """The tree of an expression without its texts, and without the one key that a path of JSON has."""
    tree = parse_one(f"select {expression.sql} as it", dialect="trino")
    for text in tree.find_all(exp.Literal):
        if text.is_string:
            text.set("this", "")
    for key in tree.find_all(exp.JSONPathKey):
        key.set("this", "")
    return repr(tree)


PLAIN = [shape(each) for each in ask("Tapped", "plain", "value")]


@settings(max_examples=40, deadline=None)
@given(name=TEXTS, property_name=TEXTS, value=TEXTS)
@example(name="'", property_name="'", value="'")
def test_whatever_is_asked_changes_literals_alone(name: str, property_name: str, value: str) -> None:
    """Names are made odd by a sign in front, so that none is by chance a column of its own."""
    assert [shape(each) for each in ask(f"~{name}", f"~{property_name}", value)] == PLAIN


def found(event: AskedEvent, rows: list[dict[str, Any]]) -> list[str]:
    return found_by(fits(event), rows)


def found_by(holds: Expression, rows: list[dict[str, Any]]) -> list[str]:
    engine = NightEngine()
    engine.load("person_events", pa.Table.from_pylist(rows))
    asked = engine.rows(f"select event_id from person_events where {holds.sql}", "lake")
    return [row["event_id"] for row in asked]


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_and_values_are_found_as_they_were_sent(odd: str) -> None:
    rows = [
        {"event_id": "it", "event_name": odd, "properties": json.dumps({odd: odd})},
        {"event_id": "listed", "event_name": odd, "properties": json.dumps({odd: ["x", odd]})},
        {"event_id": "other value", "event_name": odd, "properties": json.dumps({odd: "x"})},
        {"event_id": "other name", "event_name": "x", "properties": json.dumps({odd: odd})},
        {"event_id": "other property", "event_name": odd, "properties": json.dumps({"x": odd})},
    ]
    asked = AskedEvent(odd, (Condition(odd, Operator.IS, (odd,)),))
    assert found(asked, rows) == ["it", "listed"]
    unset = AskedEvent(odd, (Condition(odd, Operator.IS_NOT_SET),))
    assert found(unset, rows) == ["other property"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("T[p]", ["one", "number", "text", "empty text"]),
        ("T[!p]", ["empty list", "null", "missing"]),
        ("T[p=1]", ["one", "number", "text"]),
        ("T[p>=1]", ["number"]),
    ],
)
def test_a_condition_reads_every_kind_of_value(written: str, expected: list[str]) -> None:
    values = {"one": [1.0], "number": 1, "text": "1", "empty text": "", "empty list": [], "null": None}
    rows = [
        {"event_id": name, "event_name": "T", "properties": json.dumps({"p": value})}
        for name, value in values.items()
    ]
    rows.append({"event_id": "missing", "event_name": "T", "properties": "{}"})
    asked = parse_event(written)
    assert found(asked, rows) == expected
    (condition,) = asked.conditions
    assert found_by(verdict_fits(condition, f"({verdict_on(condition).sql})"), rows) == expected
