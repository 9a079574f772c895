"""Every column that a report can have is typed."""

from tally.domain.reports.answer_types import ANSWER_TYPES

from tests.reports.example_questions import EXAMPLES


def test_every_column_of_a_report_has_a_type() -> None:
    columns = {name for example in EXAMPLES.values() for name in example.question.columns}
    assert columns <= ANSWER_TYPES.keys()
