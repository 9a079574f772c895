"""What the page of retention shows is what the command prints."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.fake_tally import run
from tests.reports.commands import NightTally
from tests.reports.report_cases import cases

PAGE = (Path(__file__).parents[2] / "docs/guides/reports/retention.md").read_text()
SHOWN = dict(re.findall(r"<!-- (\w+) -->\n```\n(.*?)\n```", PAGE, re.DOTALL))


@pytest.mark.parametrize(
    "case", [each for each in cases("retention") if each["name"] in SHOWN], ids=lambda case: case["name"]
)
def test_the_page_shows_a_command_and_what_it_prints(case: dict[str, Any]) -> None:
    command, _, output = SHOWN[case["name"]].partition("\n")
    assert command == f"$ {case['command']}"
    done = run(NightTally.of(case["events"], case["shop_time_zone"]), *shlex.split(case["command"])[1:])
    assert done.stdout.rstrip() == output


def test_the_page_shows_three() -> None:
    assert len(SHOWN) == 3
