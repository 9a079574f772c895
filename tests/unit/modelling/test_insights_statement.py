"""A statement of an insight is no longer than Athena takes."""

from datetime import date

from tally.domain.reports.formula import parse_formula
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insight_twins import Comparison
from tally.domain.reports.insights import MOST_SPANS, Insights
from tally.domain.reports.metric import parse_metric
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.insights import bind_insights

LONGEST_STATEMENT = 262_144
"""Bytes that Athena takes."""


def test_the_longest_question_fits() -> None:
    first = date(2024, 1, 1)
    question = Insights(
        (parse_metric("mau:Product Viewed"), parse_metric("dau:Product Viewed")),
        first,
        date.fromordinal(first.toordinal() + MOST_SPANS - 1),
        ShopClock("Europe/Paris"),
        parse_formula("B / A"),
        Interval.DAY,
        comparison=Comparison.PREVIOUS_PERIOD,
    )
    assert LONGEST_STATEMENT / 2 < len(bind_insights(question).encode()) < LONGEST_STATEMENT
