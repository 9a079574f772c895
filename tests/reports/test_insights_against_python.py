"""Random questions about random shops: the command answers what plain Python answers.

All sets of one season lie side by side in one lake, so that a question is one statement. Of events of one
moment there is one: which of two is the last is left open by the rules. No coupon is an empty text: landing
takes it for none.
"""

import shlex
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.reports.commands import NightTally, ask_rows
from tests.reports.oracle import insights
from tests.reports.random_events import TIMEZONE, random_set
from tests.reports.random_questions import random_question
from tests.reports.report_cases import differences

SETS, QUESTIONS = 12, 80

Question = Mapping[str, Any]


@cache
def events_of(season: int) -> list[dict[str, Any]]:
    drawn = [event for seed in range(season, 2 * SETS, 2) for event in random_set(seed, f"s{seed}-")[0]]
    first_of: dict[str, str] = {}
    for event in drawn:
        first_of.setdefault(event["time"], event["insert_id"])
        if event["properties"].get("coupon") == "":
            del event["properties"]["coupon"]
    return [event for event in drawn if first_of[event["time"]] == event["insert_id"]]


@cache
def night_of(season: int) -> NightTally:
    return NightTally.of(events_of(season), TIMEZONE)


def command_of(question: Question) -> str:
    """The question in the words of the command line."""
    words = ["tally", "insights"]
    if "parts" in question:
        parts = zip(("--a", "--b"), question["parts"], strict=True)
        words += ["--formula", "A/B", *(word for name, part in parts for word in (name, metric_of(part)))]
    else:
        words += [event_of(question), "--measure", question["measure"]]
    for option in ("from", "to", "property", "interval", "compare"):
        if option in question:
            words += [f"--{option}", question[option]]
    breakdown = question.get("breakdown", {})
    for option, name in (("--by", "property"), ("--count-once", "count_once")):
        if name in breakdown:
            words += [option, breakdown[name]]
    return shlex.join(words)


def metric_of(part: Question) -> str:
    measured = f"({part['property']})" if "property" in part else ""
    return f"{part['measure']}{measured}:{event_of(part)}"


def event_of(selector: Question) -> str:
    conditions = (
        f"[{name}={'|'.join(map(str, values))}]" for name, values in selector.get("where", {}).items()
    )
    return selector["event"] + "".join(conditions)


@pytest.mark.parametrize("seed", range(QUESTIONS))
def test_the_command_answers_as_plain_python(seed: int) -> None:
    question = random_question("insights", seed)
    expected = insights.answer(question, events_of(seed % 2), timezone=TIMEZONE)
    assert differences(ask_rows(night_of(seed % 2), command_of(question)), expected) == [], question
