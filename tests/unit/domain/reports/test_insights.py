"""Questions that are refused, days that a question rests on, and answers of nothing."""

from datetime import date
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.formula import parse_formula
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insight_twins import Comparison
from tally.domain.reports.insights import MOST_SPANS, CountOnce, Insights
from tally.domain.reports.metric import Metric, parse_metric
from tally.domain.shop.shop_clock import ShopClock

PARIS = ShopClock("Europe/Paris")
FIRST, LAST = date(2026, 5, 4), date(2026, 5, 10)


def metrics(*texts: str) -> tuple[Metric, ...]:
    return tuple(map(parse_metric, texts or ("total:Product Viewed",)))


def insights(*texts: str, first: date = FIRST, last: date = LAST, **options: Any) -> Insights:
    return Insights(metrics(*texts), first, last, PARIS, **options)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "days the wrong way round": ({"first": LAST, "last": FIRST}, "end .* before they begin"),
    "too many days": ({"first": date(1990, 1, 1)}, "more than 10,000 days"),
    "too many rows": ({"first": date(2020, 1, 1), "interval": Interval.DAY}, "more than 1,000 rows"),
    "too many hours": ({"last": date(2026, 7, 1), "interval": Interval.HOUR}, "more than 1,000 rows"),
    "no property to break down by": ({"breakdown": " "}, "name it"),
    "once without segments": ({"count_once": CountOnce.LAST}, "break down by a property"),
    "once, of events": ({"count_once": CountOnce.LAST, "breakdown": "colour"}, "is of persons"),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_question_without_an_answer_is_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        insights(**options)


@pytest.mark.parametrize("measure", ["dau", "wau", "mau"])
def test_days_are_not_asked_by_the_hour(measure: str) -> None:
    with pytest.raises(BadQuestion, match="of whole days"):
        insights(f"{measure}:Product Viewed", interval=Interval.HOUR)


def test_a_formula_has_what_it_names_and_names_what_it_has() -> None:
    one, two = ("total:Product Viewed",), ("total:Product Viewed", "total:Product Added")
    with pytest.raises(BadQuestion, match="has B, which is not given"):
        insights(*one, formula=parse_formula("A / B"))
    with pytest.raises(BadQuestion, match="does without B"):
        insights(*two, formula=parse_formula("A * 2"))
    with pytest.raises(BadQuestion, match="need a formula"):
        insights(*two)


def test_trailing_days_and_the_year_before_are_read() -> None:
    question = insights("mau:Product Viewed", comparison=Comparison.PREVIOUS_YEAR)
    assert question.rests_on == (
        (date(2026, 4, 11), date(2026, 5, 10)),
        (date(2025, 4, 11), date(2025, 5, 10)),
    )


def test_what_compares_nothing_rests_on_the_days_asked_for() -> None:
    assert insights().rests_on == ((FIRST, LAST), (FIRST, LAST))


NOTHING = {
    "total": 0,
    "persons": 0,
    "sessions": 0,
    "wau": 0,
    "distinct(colour)": 0,
    "sum(points)": 0,
    "sum(max(points))": 0,
    "frequency": None,
    "average(points)": None,
    "median(points)": None,
    "p90(points)": None,
    "min(points)": None,
    "max(sum(points))": None,
    "average(count())": None,
}


@pytest.mark.parametrize(("measure", "expected"), NOTHING.items())
def test_of_nothing_counts_and_sums_are_0_and_all_else_is_nothing(measure: str, expected: int | None) -> None:
    (row,) = insights(f"{measure}:Product Viewed").complete([])
    assert row["value"] == expected


def test_no_segment_has_no_row() -> None:
    assert insights(breakdown="colour").complete([]) == []


def test_a_row_has_the_columns_of_its_question() -> None:
    question = insights(
        "sum(points):Product Viewed",
        interval=Interval.WEEK,
        breakdown="colour",
        comparison=Comparison.PREVIOUS_PERIOD,
    )
    found = {"metric": 0, "span_number": 0, "segment": "red", "value": 2.5, "left_out": 3}
    assert question.complete([found]) == [
        {
            "start": "2026-05-04",
            "segment": "red",
            "value": 2.5,
            "compared": 0,
            "is_complete": True,
            "left_out": 3,
        }
    ]
    assert list(question.columns) == list(question.complete([found])[0])


def test_the_longest_question_has_an_answer() -> None:
    last = date.fromordinal(FIRST.toordinal() + MOST_SPANS - 1)
    question = insights(last=last, interval=Interval.DAY)
    assert len(question.complete([])) == MOST_SPANS
