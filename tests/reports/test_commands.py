"""Each case's command gives the case's answer: from the words of the command line to JSON."""

import json
from functools import lru_cache
from typing import Any

import pytest

from tests.reports.commands import REPORT_MODELS, NightTally, ask_rows
from tests.reports.report_cases import cases, differences

KINDS = ("funnel", "insights", "retention", "cohort", "flows", "sessions")


def write_shop(case: dict[str, Any]) -> str:
    """What the case's night is of."""
    return json.dumps([case["events"], case["shop_time_zone"], case.get("profiles", {})])


@lru_cache(1)
def night_of(shop: str) -> NightTally:
    """Cases of one shop follow each other: a night takes longer than all its questions."""
    events, timezone, profiles = json.loads(shop)
    return NightTally.of(events, timezone, profiles, REPORT_MODELS)


@pytest.mark.parametrize(
    "case",
    sorted((case for kind in KINDS for case in cases(kind)), key=write_shop),
    ids=lambda case: case["name"],
)
def test_a_command_gives_the_answer(case: dict[str, Any]) -> None:
    assert differences(ask_rows(night_of(write_shop(case)), case["command"]), case["answer"]["rows"]) == []
