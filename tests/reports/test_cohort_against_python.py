"""Random cohorts of random shops, and reports of them: the command answers what plain Python answers."""

from random import Random
from typing import Any

import pytest

from tests.reports.commands import ask_rows
from tests.reports.oracle import cohort
from tests.reports.random_events import TIMEZONE
from tests.reports.random_questions import random_condition, random_question, random_selector
from tests.reports.random_shops import events_of, night_of, profiles_of
from tests.reports.report_cases import differences
from tests.reports.written_questions import write_cohort

QUESTIONS = 40
SEQUENCES = 12
STEPS = 10


@pytest.mark.parametrize("seed", range(QUESTIONS))
def test_the_command_answers_as_plain_python(seed: int) -> None:
    compare(random_question("cohort", seed), seed % 2)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_sequences_are_those_of_plain_python(seed: int) -> None:
    question = random_question("cohort", seed)
    question["cohort"]["all"][0] = random_sequence(Random(f"sequence {seed}"))
    compare(question, seed % 2)


@pytest.mark.parametrize("seed", range(STEPS))
def test_steps_of_funnels_and_either_of_several_are_those_of_plain_python(seed: int) -> None:
    rng = Random(f"steps {seed}")
    question = random_question("cohort", seed)
    groups = [
        [random_condition(rng) for _ in range(rng.choice((1, 1, 2)))] for _ in range(rng.choice((1, 2)))
    ]
    condition = {"op": "any", "groups": [*groups, [random_step(rng)]]}
    question["cohort"]["all"][0] = rng.choice((condition, random_step(rng)))
    compare(question, seed % 2)


def random_step(rng: Random) -> dict[str, Any]:
    steps = [random_selector(rng) for _ in range(rng.choice((2, 2, 3)))]
    return {
        "op": rng.choice(("reached", "dropped_off")),
        "steps": steps,
        "step": rng.randint(1, len(steps)),
        "window": rng.choice(("30m", "1d", "7d")),
        "within_days": rng.choice((1, 3, 30)),
    }


def random_sequence(rng: Random) -> dict[str, Any]:
    steps = [random_selector(rng) for _ in range(rng.choice((2, 2, 3)))]
    return {"op": "sequence", "steps": steps, "within_days": rng.choice((1, 2, 3, 30))}


def compare(question: dict[str, Any], season: int) -> None:
    """One question asked of both."""
    expected = cohort.answer(question, events_of(season), timezone=TIMEZONE, profiles=profiles_of(season))
    assert differences(ask_rows(night_of(season), write_cohort(question)), expected) == [], question
