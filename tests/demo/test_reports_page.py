"""docs/guides/reports: each command gives what stands below it, on the demo's shop."""

import pytest

from tests.demo import reports_api_page
from tests.demo.reports_page import ask, list_examples, open_demo
from tests.reports.commands import NightTally

EXAMPLES = list(list_examples())


@pytest.fixture(scope="module")
def tally() -> NightTally:
    return open_demo()


def test_each_report_has_a_page_with_examples() -> None:
    assert len({page for page, _, _ in EXAMPLES}) >= 1
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize(("page", "command", "answer"), EXAMPLES)
def test_a_command_answers_as_its_page_says(tally: NightTally, page: str, command: str, answer: str) -> None:
    assert ask(tally, command) == answer, f"{page}: run python -m tests.demo.reports_page"


def test_the_api_answers_as_its_page_says(tally: NightTally) -> None:
    page = reports_api_page.PAGE.read_text()
    assert reports_api_page.write_page(page, tally) == page, "run python -m tests.demo.reports_api_page"
