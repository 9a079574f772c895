"""`tally dashboard`: what a dashboard shows, and files of it."""

from pathlib import Path

import pytest

from tests.answering import AUDITED, Asking
from tests.cli.answered_reports import ReportTally
from tests.cli.fake_tally import run
from tests.exporting import Exporting
from tests.published_files import publish
from tests.settings import hold

BOARD = """
title = "Every Monday"
[[panel]]
published = "platforms"
[[panel]]
question = "kept"
[[panel]]
question = "gone"
"""


@pytest.fixture
def tally() -> ReportTally:
    made = ReportTally([{"metric": 0, "span_number": 0, "segment": None, "value": 1234, "left_out": 0}])
    made.published = publish()
    hold(made.settings, "dashboard", "monday", BOARD)
    hold(made.settings, "question", "kept", 'kind = "insights"\n[asked]\nevent = "A"\nlast = "7d"\n')
    return made


def test_it_is_shown_as_the_page_has_it(tally: ReportTally) -> None:
    told = run(tally, "dashboard", "monday", "--period", "7d", "--compare", "none").output
    for said in ("Every Monday", "3 to 9 May 2026", "€4,200.00", "1,234", "No question is saved as gone"):
        assert said in told, told


def test_what_the_night_answered_is_read_and_not_asked(tally: ReportTally) -> None:
    exporting = Exporting(Asking(lambda sql: [AUDITED] if "unwitnessed_events" in sql else [*tally.answer]))
    exporting.settings = tally.settings
    exporting.answer_by_night()
    tally.answers = exporting.answers
    told = run(tally, "dashboard", "monday").output
    assert ("1,234" in told, tally.statements) == (True, []), told


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "zip"])
def test_it_is_one_file(tally: ReportTally, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"y.{ending}"
    ran = run(tally, "dashboard", "yesterday", "--output", str(file), "--language", "fr")
    assert (ran.exit_code, "rows written" in ran.stderr) == (0, True), ran.output
    assert file.read_bytes()[:2] in (b"%P", b"PK")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("none",),
            "called none: there are yesterday, sales, funnels, retention, month, trust, monday",
        ),
        (("yesterday", "--output", "y.csv"), ".pdf, .xlsx or .zip"),
        (("yesterday", "--platform", "tv"), "there are ios, web"),
    ],
)
def test_refusals_say_what_to_do(tally: ReportTally, words: tuple[str, ...], said: str) -> None:
    ran = run(tally, "dashboard", *words)
    assert (ran.exit_code, said in ran.output) == (2, True), ran.output


def test_before_the_first_night_there_is_nothing(tally: ReportTally) -> None:
    tally.published = {}
    ran = run(tally, "dashboard", "trust")
    assert (ran.exit_code, "run nightly" in ran.output) == (3, True), ran.output
