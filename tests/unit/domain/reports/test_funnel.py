"""A funnel's question: what it refuses, the orders of its steps, and rows that become an answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attributed, Counted, Exclusion, Reentry

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)
VIEW, ADD, BUY = (AskedEvent(name) for name in ("Product Viewed", "Product Added", "Order Completed"))


def funnel(*steps: AskedEvent, **fields: Any) -> Funnel:
    return Funnel(steps or (VIEW, ADD, BUY), **({"first": FIRST, "last": LAST} | fields))


def star(name: str) -> AskedEvent:
    return AskedEvent(name, is_anywhere=True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"window": timedelta()}, "longer than nothing"),
        ({"window": timedelta(days=367)}, "at most 366d"),
        ({"first": date(2026, 5, 1)}, "before they begin"),
        ({"hold": ("a", "b", "c", "d")}, "At most 3 properties"),
        ({"exclusion": Exclusion((AskedEvent("Left"),), 2, 2)}, "lies between two steps"),
        ({"exclusion": Exclusion((AskedEvent("Left"),), 0, 2)}, "lies between two steps"),
        ({"exclusion": Exclusion((AskedEvent("Left"),), 1, 4)}, "lies between two steps"),
        ({"exclusion": Exclusion((ADD,), 1, 3)}, "Product Added is a step between the two"),
        ({"breakdown": Attributed("coupon", 4)}, "no step 4"),
    ],
)
def test_what_has_no_answer_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        funnel(**fields)


@pytest.mark.parametrize("steps", [1, 11])
def test_a_funnel_has_two_to_ten_steps(steps: int) -> None:
    with pytest.raises(BadQuestion, match=f"this one {steps}"):
        funnel(*[AskedEvent(f"Step {number}") for number in range(steps)])


def test_steps_in_any_order_stand_in_each() -> None:
    assert funnel(star("a"), star("b"), VIEW).sequences == ((0, 1, 2), (1, 0, 2))
    assert funnel(star("a"), VIEW, star("b")).sequences == ((0, 1, 2),)


def test_five_steps_in_any_order_are_too_many() -> None:
    with pytest.raises(BadQuestion, match="At most 4 steps"):
        funnel(*[star(name) for name in "abcde"])


@pytest.mark.parametrize(
    "fields",
    [
        {"count": Counted.TOTALS},
        {"exclusion": Exclusion((AskedEvent("Left"),), 1, 2)},
        {"reentry": Reentry.FIRST, "breakdown": Attributed("coupon")},
    ],
)
def test_steps_in_any_order_know_no_attempts(fields: dict[str, Any]) -> None:
    with pytest.raises(BadQuestion, match="in any order"):
        funnel(star("a"), star("b"), **fields)


def test_a_step_has_grace_where_its_event_stands_for_no_step_before() -> None:
    assert funnel(VIEW, ADD, BUY).count_graces((0, 1, 2)) == (0, 1, 2)
    assert funnel(VIEW, ADD, VIEW, BUY).count_graces((0, 1, 2, 3)) == (0, 0, 0, 1)
    assert funnel(star("a"), star("b"), BUY).count_graces((1, 0, 2)) == (0, 0, 1)
    assert funnel(VIEW, AskedEvent("*")).count_graces((0, 1)) == (0, 0)


def row(segment: str | None, step: int, reached: int) -> dict[str, Any]:
    times = dict.fromkeys(
        (
            "median_seconds",
            "median_seconds_from_first",
            "p90_seconds",
            "p90_seconds_from_first",
        ),
        float(step),
    )
    return {"segment": segment, "step": step, "reached": reached, "amount": 2.5} | times


def test_each_segment_has_each_step_and_what_has_no_value_stands_last() -> None:
    asked = funnel(VIEW, BUY, breakdown=Attributed("coupon", 1), sum="revenue")
    rows = asked.complete([row(None, 1, 1), row("b", 2, 1), row("b", 1, 4), row("", 1, 2)])
    columns = ("segment", "step", "reached", "share_of_first", "share_of_previous", "sum")
    assert [tuple(each[name] for name in columns) for each in rows] == [
        ("", 1, 2, 1.0, None, 2.5),
        ("", 2, 0, 0.0, 0.0, 0.0),
        ("b", 1, 4, 1.0, None, 2.5),
        ("b", 2, 1, 0.25, 0.25, 2.5),
        (None, 1, 1, 1.0, None, 2.5),
        (None, 2, 0, 0.0, 0.0, 0.0),
    ]
    assert all(tuple(each) == asked.columns for each in rows)


def test_nobody_is_a_row_for_each_step_without_shares() -> None:
    rows = funnel(VIEW, BUY).complete([])
    assert [(each["name"], each["reached"], each["share_of_first"]) for each in rows] == [
        ("Product Viewed", 0, None),
        ("Order Completed", 0, None),
    ]


def test_a_step_in_any_order_is_called_by_how_many() -> None:
    names = [each["name"] for each in funnel(star("a"), star("b"), BUY).complete([])]
    assert names == ["any 1 of 2", "any 2 of 2", "Order Completed"]
    assert [each["name"] for each in funnel(star("a"), BUY).complete([])] == ["a", "Order Completed"]


def test_a_list_is_of_persons_at_a_step_that_there_is() -> None:
    with pytest.raises(BadQuestion, match="no step 4"):
        DroppedPersons(funnel(), 4)
    with pytest.raises(BadQuestion, match="list of persons"):
        DroppedPersons(funnel(count=Counted.SESSIONS), 1)
    assert DroppedPersons(funnel(), 2).complete([{"person": "nora"}]) == [{"person": "nora"}]
