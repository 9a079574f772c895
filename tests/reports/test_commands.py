"""Each case's command gives the case's answer: from the words of the command line to JSON."""

from typing import Any

import pytest

from tests.reports.commands import REPORT_MODELS, NightTally, ask_rows
from tests.reports.report_cases import cases, differences

KINDS = ("funnel", "insights", "retention", "cohort", "flows", "sessions")


@pytest.mark.parametrize(
    "case", [case for kind in KINDS for case in cases(kind)], ids=lambda case: case["name"]
)
def test_a_command_gives_the_answer(case: dict[str, Any]) -> None:
    profiles = case.get("profiles", {})
    tally = NightTally.of(case["events"], case["shop_time_zone"], profiles, REPORT_MODELS)
    assert differences(ask_rows(tally, case["command"]), case["answer"]["rows"]) == []
