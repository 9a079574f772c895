"""Segments beyond the limits: which stand alone, and what becomes of the others' numbers."""

from datetime import date
from typing import Any

import pytest
from tally.domain.reports import funnel as funnels
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attributed
from tally.domain.reports.insights import CountOnce, Insights
from tally.domain.reports.metric import parse_metric
from tally.domain.reports.segments import OTHER, list_rest, order_segments
from tally.domain.shop.shop_clock import ShopClock

DAY = date(2026, 5, 4)
FEW = 2


@pytest.fixture(autouse=True)
def of_few_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(funnels, "MOST_SEGMENTS", FEW)
    for module in ("insight_segments", "insights"):
        monkeypatch.setattr(f"tally.domain.reports.{module}.MOST_SEGMENTS", FEW)


def test_segments_stand_by_name_then_those_without_one() -> None:
    assert order_segments([OTHER, None, "b", "", "b"]) == ["", "b", None, OTHER]


def test_the_largest_stand_alone_and_of_equal_ones_the_first_by_name() -> None:
    assert list_rest({"a": 1, "b": 3, None: 3, "c": 1}, most=3) == {"c"}
    assert list_rest({"a": 1, "b": 3}, most=2) == frozenset()


def test_a_value_that_is_written_like_the_rest_is_of_the_rest() -> None:
    assert list_rest({OTHER: 9, "a": 1, "b": 2}, most=2) == {OTHER}
    assert list_rest({OTHER: 9, "a": 1}, most=2) == frozenset()


def a_step(segment: str | None, step: int, reached: int) -> dict[str, Any]:
    return {"segment": segment, "step": step, "reached": reached, "median_seconds": 1.0, "amount": 2.5}


def test_a_funnel_adds_up_the_small_segments_and_tells_no_time_of_them() -> None:
    asked = Funnel(
        (AskedEvent("A"), AskedEvent("B")), DAY, DAY, breakdown=Attributed("coupon", 1), sum="revenue"
    )
    found = asked.complete(
        [
            *(a_step("x", 1, 1), a_step("y", 1, 9), a_step("z", 1, 5), a_step(None, 1, 3)),
            *(a_step("y", 2, 4), a_step("x", 2, 1), a_step(None, 2, 1)),
        ]
    )
    assert [(row["segment"], row["step"], row["reached"], row["sum"]) for row in found] == [
        *(("y", 1, 9, 2.5), ("y", 2, 4, 2.5), ("z", 1, 5, 2.5), ("z", 2, 0, 0.0)),
        *((OTHER, 1, 4, 5.0), (OTHER, 2, 2, 5.0)),
    ]
    assert found[-1]["share_of_first"] == 0.5
    assert found[-1]["median_seconds"] is None
    assert asked.tell(found) == ["Only the 2 segments with most entries stand alone, all others are (other)"]
    assert asked.tell(found[:4]) == []


def answer_segments(metric: str, *values: float | None, **options: Any) -> dict[str, Any]:
    """segment -> value of the segments a, b, c ... with these values."""
    asked = Insights((parse_metric(metric),), DAY, DAY, ShopClock("UTC"), breakdown="colour", **options)
    rows = [
        {"metric": 0, "span_number": asked.spans[0].number, "segment": segment, "value": value, "left_out": 1}
        for segment, value in zip("abcde", values, strict=False)
    ]
    found = asked.complete(rows)
    return {row["segment"]: row["value"] for row in found} | {"notes": len(asked.tell(found))}


@pytest.mark.parametrize(
    ("metric", "values", "rest"),
    [
        ("total:A", (9, 8, 1, 2), 3),
        ("sum(points):A", (9, -8, 1.5, -2), -0.5),
        ("min(points):A", (9, 8, 1, 2), 1),
        ("max(points):A", (9, 8, 1, 2), 2),
        ("average(points):A", (9, 8, 1, 2), None),
        ("median(points):A", (9, 8, None, 2), None),
        ("persons:A", (9, 8, 1, 2), None),
        ("sessions:A", (9, 8, 1, 2), None),
        ("distinct(coupon):A", (9, 8, 1, 2), None),
    ],
)
def test_numbers_of_small_segments_become_one_where_they_can(
    metric: str, values: tuple[float, ...], rest: float | None
) -> None:
    found = answer_segments(metric, *values)
    assert list(found)[:3] == ["a", "b", OTHER]
    assert found[OTHER] == rest


def test_persons_counted_once_add_up() -> None:
    assert answer_segments("persons:A", 9, 8, 1, 2, count_once=CountOnce.LAST)[OTHER] == 3


def test_few_segments_stay_as_they_are() -> None:
    assert answer_segments("total:A", 9, 8) == {"a": 9, "b": 8, "notes": 0}
