"""Random questions about random shops: the command answers what plain Python answers."""

import pytest

from tests.reports.commands import ask_rows
from tests.reports.oracle import insights
from tests.reports.random_events import TIMEZONE
from tests.reports.random_questions import random_question
from tests.reports.random_shops import events_of, night_of
from tests.reports.report_cases import differences
from tests.reports.written_questions import write_insights

QUESTIONS = 80


@pytest.mark.parametrize("seed", range(QUESTIONS))
def test_the_command_answers_as_plain_python(seed: int) -> None:
    question = random_question("insights", seed)
    expected = insights.answer(question, events_of(seed % 2), timezone=TIMEZONE)
    assert differences(ask_rows(night_of(seed % 2), write_insights(question)), expected) == [], question
