"""Random flows and sessions of random shops: the command answers what plain Python answers."""

from typing import Any

import pytest
from tally.domain.events.event_names import canonical_name

from tests.reports.commands import ask_rows
from tests.reports.oracle import flows, sessions
from tests.reports.random_events import TIMEZONE
from tests.reports.random_questions import random_question
from tests.reports.random_shops import events_of, night_of
from tests.reports.report_cases import differences
from tests.reports.written_questions import write_flows, write_sessions

FLOWS = range(16)
LISTS = range(4)


@pytest.mark.parametrize("seed", FLOWS)
def test_flows_are_those_of_plain_python(seed: int) -> None:
    question = with_canonical_names(random_question("flows", seed))
    events = [each | {"event": canonical_name(each["event"])} for each in events_of(seed % 2)]
    expected = flows.answer(question, events, timezone=TIMEZONE)
    assert differences(ask_rows(night_of(seed % 2), write_flows(question)), expected) == [], question


@pytest.mark.parametrize("seed", LISTS)
def test_sessions_are_those_that_plain_python_cuts(seed: int) -> None:
    question = random_question("sessions", seed)
    expected = sessions.answer(question, events_of(seed % 2), timezone=TIMEZONE)
    assert len(expected) > 100
    assert differences(ask_rows(night_of(seed % 2), write_sessions(question)), expected) == []


def with_canonical_names(question: dict[str, Any]) -> dict[str, Any]:
    """With the names that the product gives the question's events."""
    anchor = question["anchor"] | {"event": canonical_name(question["anchor"]["event"])}
    hidden = [canonical_name(name) for name in question.get("hide", [])]
    return question | {"anchor": anchor, "hide": hidden}
