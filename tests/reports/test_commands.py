"""Each case's command gives the case's answer, as JSON, and so does the same question over HTTP."""

import json
from functools import lru_cache
from typing import Any

import pytest

from tests.reports.commands import REPORT_MODELS, NightTally, ask_over_http, ask_rows
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
def test_a_command_and_the_api_give_the_answer(case: dict[str, Any]) -> None:
    tally, answer = night_of(write_shop(case)), case["answer"]["rows"]
    assert differences(ask_rows(tally, case["command"]), answer) == []
    assert differences(ask_over_http(tally, case["command"]), answer) == []
