"""Every column that a report can have is typed."""

from datetime import date

from tally.domain.reports.answer_types import find_types
from tally.domain.reports.sessions import Sessions

from tests.reports.example_questions import EXAMPLES


def test_every_column_of_a_report_has_a_type() -> None:
    for example in EXAMPLES.values():
        assert set(example.question.columns) <= find_types(example.question).keys()


def test_columns_that_are_properties_are_texts() -> None:
    types = find_types(Sessions(date(2026, 3, 2), date(2026, 3, 2), ("value", "coupon")))
    assert (types["value"], types["coupon"], types["events"]) == ("string", "string", "bigint")
