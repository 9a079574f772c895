"""Random flows of random shops: the command answers what plain Python answers."""

from typing import Any

import pytest
from tally.domain.events.event_names import canonical_name

from tests.reports.commands import ask_rows
from tests.reports.oracle import flows
from tests.reports.random_events import TIMEZONE
from tests.reports.random_questions import random_question
from tests.reports.random_shops import events_of, night_of
from tests.reports.report_cases import differences
from tests.reports.written_questions import write_flows

QUESTIONS = range(24)


@pytest.mark.parametrize("seed", QUESTIONS)
def test_the_command_answers_as_plain_python(seed: int) -> None:
    question = with_canonical_names(random_question("flows", seed))
    events = [each | {"event": canonical_name(each["event"])} for each in events_of(seed % 2)]
    expected = flows.answer(question, events, timezone=TIMEZONE)
    assert differences(ask_rows(night_of(seed % 2), write_flows(question)), expected) == [], question


def with_canonical_names(question: dict[str, Any]) -> dict[str, Any]:
    """With the names that the product gives the question's events."""
    anchor = question["anchor"] | {"event": canonical_name(question["anchor"]["event"])}
    hidden = [canonical_name(name) for name in question.get("hide", [])]
    return question | {"anchor": anchor, "hide": hidden}
