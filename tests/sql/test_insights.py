"""Rows in, rows out: what an insight's statement makes of drawn events."""

from datetime import date
from typing import Any

import pytest
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.formula import parse_formula
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insight_twins import Comparison
from tally.domain.reports.insights import CountOnce, Insights
from tally.domain.reports.metric import Fold, Metric, parse_metric
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.insights import bind_insights

from tests.sql.tables import run_query

PARIS = ShopClock("Europe/Paris")
DAY = date(2026, 5, 4)
NUMBERS = {"metric": int, "span_number": int, "value": float, "left_out": int}

POINTS = """
event_name     | person_key | event_key | business_date | occurred_at         | properties
Product Viewed | 1          | 11        | 2026-05-04    | 2026-05-04 10:00:00 | {"points": 1, "tags": ["x", "y"]}
Product Viewed | 1          | 12        | 2026-05-04    | 2026-05-04 11:00:00 | {"points": 3, "tags": ["x"]}
Product Viewed | 1          | 13        | 2026-05-04    | 2026-05-04 12:00:00 | {"points": "9"}
Product Viewed | 2          | 14        | 2026-05-04    | 2026-05-04 13:00:00 | {"points": 10, "tags": ["y"]}
Product Viewed | 3          | 15        | 2026-05-04    | 2026-05-04 14:00:00 | {"tags": ["x", "y"], "points": [9]}
Product Viewed | 4          | 16        | 2026-05-04    | 2026-05-04 14:00:00 | {"points": null}
"""


def ask(question: Insights, drawn: str) -> list[dict[str, Any]]:
    """The completed answer over drawn `person_events`."""
    found = run_query(bind_insights(question), person_events=drawn)
    return question.complete(
        {"segment": None, "value": None}
        | {name: NUMBERS[name](cell) if name in NUMBERS else cell for name, cell in row.items()}
        for row in found
    )


def insight(metric: Metric, **options: Any) -> Insights:
    return Insights((metric,), DAY, DAY, PARIS, **options)


def of_points(measure: str, per_person: Fold | None = None) -> Metric:
    return Metric(measure, parse_event("Product Viewed"), "points", per_person)


PER_PERSON = {
    "the average of sums": (of_points("average", Fold.SUM), 7),
    "the sum of averages": (of_points("sum", Fold.AVERAGE), 12),
    "the median of sums": (of_points("median", Fold.SUM), 7),
    "the largest of smallest": (of_points("max", Fold.MIN), 10),
    "the smallest of largest": (of_points("min", Fold.MAX), 3),
    "the 90th percentile of counts": (
        Metric("p90", parse_event("Product Viewed"), None, Fold.COUNT),
        2.4,
    ),
    "the average of counts": (Metric("frequency", parse_event("Product Viewed")), 1.5),
}


@pytest.mark.parametrize(("metric", "expected"), PER_PERSON.values(), ids=PER_PERSON.keys())
def test_a_number_per_person_leaves_those_without_one_out(metric: Metric, expected: float) -> None:
    (row,) = ask(insight(metric), POINTS)
    assert row["value"] == pytest.approx(expected)


def test_what_is_no_number_is_left_out_and_told() -> None:
    question = insight(of_points("sum"))
    rows = ask(question, POINTS)
    assert rows == [{"value": 14, "left_out": 2}]
    assert question.tell(rows) == [
        "2 values are no number and left out: a text is none, whatever it looks like"
    ]


def test_nothing_is_told_where_nothing_is_left_out() -> None:
    question = insight(of_points("sum"))
    assert question.tell(question.complete([])) == []


def test_a_list_stands_in_the_segment_of_each_item_with_what_is_left_out_of_it() -> None:
    assert ask(insight(of_points("sum"), breakdown="tags"), POINTS) == [
        {"segment": "x", "value": 4, "left_out": 1},
        {"segment": "y", "value": 11, "left_out": 1},
        {"segment": None, "value": 0, "left_out": 1},
    ]


def test_a_text_of_a_planned_number_is_left_out_of_a_column() -> None:
    drawn = """
    event_name      | person_key | event_key | business_date | occurred_at         | revenue | violations
    Order Completed | 1          | 11        | 2026-05-04    | 2026-05-04 10:00:00 | 10      | ["odd_value:coupon"]
    Order Completed | 1          | 12        | 2026-05-04    | 2026-05-04 11:00:00 | 30      | ["wrong_type:revenue"]
    Order Completed | 2          | 13        | 2026-05-04    | 2026-05-04 11:00:00 | 5       |
    """
    metric = Metric("sum", parse_event("Order Completed"), "revenue")
    assert ask(insight(metric), drawn) == [{"value": 15, "left_out": 1}]


def test_so_is_one_of_a_column_that_order_events_alone_have() -> None:
    drawn = """
    event_name      | person_key | event_key | business_date | occurred_at         | total | violations
    Order Completed | 1          | 11        | 2026-05-04    | 2026-05-04 10:00:00 | 10    |
    Order Completed | 1          | 12        | 2026-05-04    | 2026-05-04 11:00:00 | 30    | ["wrong_type:total"]
    Order Completed | 2          | 13        | 2026-05-04    | 2026-05-04 11:00:00 |       |
    """
    metric = Metric("sum", parse_event("Order Completed[total]"), "total")
    assert ask(insight(metric), drawn) == [{"value": 10, "left_out": 1}]


def test_a_segment_on_one_side_of_a_comparison_has_a_row() -> None:
    drawn = """
    event_name     | person_key | event_key | business_date | occurred_at         | properties
    Product Viewed | 1          | 11        | 2026-05-04    | 2026-05-04 10:00:00 | {"colour": "red"}
    Product Viewed | 1          | 12        | 2026-05-03    | 2026-05-03 10:00:00 | {"colour": "blue"}
    Product Viewed | 1          | 13        | 2026-05-02    | 2026-05-02 10:00:00 | {"colour": "green"}
    """
    metric = Metric("total", parse_event("Product Viewed"))
    options = {"breakdown": "colour", "comparison": Comparison.PREVIOUS_PERIOD}
    assert ask(insight(metric, **options), drawn) == [
        {"segment": "blue", "value": 0, "compared": 1},
        {"segment": "red", "value": 1, "compared": 0},
    ]


def test_hours_are_compared_with_those_of_the_same_name() -> None:
    drawn = """
    event_name     | person_key | event_key | business_date | occurred_at
    Product Viewed | 1          | 11        | 2026-10-25    | 2026-10-25 00:30:00
    Product Viewed | 1          | 12        | 2026-10-25    | 2026-10-25 01:30:00
    Product Viewed | 1          | 13        | 2026-10-25    | 2026-10-25 02:30:00
    Product Viewed | 2          | 14        | 2026-10-24    | 2026-10-24 00:30:00
    Product Viewed | 2          | 15        | 2026-10-24    | 2026-10-24 01:30:00
    Product Viewed | 2          | 16        | 2026-10-24    | 2026-10-24 01:40:00
    """
    metric = Metric("total", parse_event("Product Viewed"))
    day = date(2026, 10, 25)
    question = Insights(
        (metric,), day, day, PARIS, interval=Interval.HOUR, comparison=Comparison.PREVIOUS_PERIOD
    )
    assert [(row["value"], row["compared"]) for row in ask(question, drawn)[2:5]] == [
        (1, 1),
        (1, None),
        (1, 2),
    ]


def test_a_formula_has_the_segments_of_both_metrics() -> None:
    drawn = """
    event_name      | person_key | event_key | business_date | occurred_at         | country
    Product Viewed  | 1          | 11        | 2026-05-04    | 2026-05-04 10:00:00 | IT
    Product Viewed  | 2          | 12        | 2026-05-04    | 2026-05-04 10:00:00 | IT
    Product Viewed  | 2          | 13        | 2026-05-04    | 2026-05-04 10:00:00 | FR
    Order Completed | 1          | 14        | 2026-05-04    | 2026-05-04 11:00:00 | IT
    Order Completed | 1          | 15        | 2026-05-04    | 2026-05-04 11:00:00 | unknown
    """
    metrics = tuple(map(parse_metric, ("persons:Order Completed", "persons:Product Viewed")))
    question = Insights(metrics, DAY, DAY, PARIS, parse_formula("A / B * 100"), breakdown="country")
    assert ask(question, drawn) == [
        {"segment": "FR", "value": 0},
        {"segment": "IT", "value": 50},
        {"segment": None, "value": None},
    ]


def test_the_same_event_may_be_both_metrics() -> None:
    metrics = (parse_metric("total:Product Viewed"), parse_metric("persons:Product Viewed[points>=3]"))
    question = Insights(metrics, DAY, DAY, PARIS, parse_formula("A - B"))
    assert ask(question, POINTS) == [{"value": 4}]


HOSTILE = [
    "it's",
    "'; drop table orders --",
    'a"]["b',
    "$.a",
    "*/ select 1 /*",
    ":first",
    "\\",
    "a\nb",
    "名前",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_a_caller_stay_texts(text: str) -> None:
    metric = Metric("distinct", parse_event("Product Viewed"), text)
    assert ask(insight(metric, breakdown=text), POINTS) == [{"segment": None, "value": 0}]


TAGGED = """
event_name     | person_key | event_key | business_date | occurred_at         | properties
Product Viewed | 1          | 11        | 2026-05-01    | 2026-05-01 10:00:00 | {"tags": ["x", "y"]}
Product Viewed | 1          | 12        | 2026-05-01    | 2026-05-01 11:00:00 | {"tags": ["z"]}
Product Viewed | 1          | 13        | 2026-05-04    | 2026-05-04 12:00:00 | {"tags": ["y", "z"]}
Product Viewed | 2          | 14        | 2026-05-03    | 2026-05-03 13:00:00 | {"tags": ["y"]}
"""

TRAILING = {
    "in every segment": (None, ["x 1", "y 2", "z 1"], ["y 2", "z 1"]),
    "in that of the first event": (CountOnce.FIRST, ["x 1", "y 2"], ["y 2", "z 1"]),
    "in that of the last event": (CountOnce.LAST, ["y 2", "z 1"], ["y 2", "z 1"]),
}


@pytest.mark.parametrize(("count_once", "until_7_may", "until_8_may"), TRAILING.values(), ids=TRAILING.keys())
def test_persons_of_trailing_days_count_once_a_segment(
    count_once: CountOnce | None, until_7_may: list[str], until_8_may: list[str]
) -> None:
    question = Insights(
        (Metric("wau", parse_event("Product Viewed")),),
        *(date(2026, 5, 7), date(2026, 5, 8), PARIS),
        **{"interval": Interval.DAY, "breakdown": "tags", "count_once": count_once},
    )
    rows = ask(question, TAGGED)
    for day, expected in (("2026-05-07", until_7_may), ("2026-05-08", until_8_may)):
        there = [f"{row['segment']} {row['value']}" for row in rows if row["start"] == day and row["value"]]
        assert there == expected


def test_without_an_interval_dau_is_of_the_last_day() -> None:
    metric = Metric("dau", parse_event("Product Viewed"))
    assert ask(Insights((metric,), date(2026, 5, 1), date(2026, 5, 3), PARIS), TAGGED) == [{"value": 1}]
