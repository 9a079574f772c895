"""Sessions of random shops: the command lists what plain Python cuts."""

import pytest

from tests.reports.commands import ask_rows
from tests.reports.oracle import sessions
from tests.reports.random_events import TIMEZONE
from tests.reports.random_questions import random_question
from tests.reports.random_shops import events_of, night_of
from tests.reports.report_cases import differences
from tests.reports.written_questions import write_sessions


@pytest.mark.parametrize("seed", range(4))
def test_the_command_lists_what_plain_python_cuts(seed: int) -> None:
    question = random_question("sessions", seed)
    expected = sessions.answer(question, events_of(seed % 2), timezone=TIMEZONE)
    assert len(expected) > 100
    assert differences(ask_rows(night_of(seed % 2), write_sessions(question)), expected) == []
