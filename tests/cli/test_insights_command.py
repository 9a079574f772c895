"""`tally insights` over a small night: its table, what it tells beside it, and wrong use."""

import shlex

import pytest
from click.testing import Result

from tests.cli.fake_tally import run
from tests.reports.commands import NightTally, ask_rows

VIEWS = [
    {
        "event": "Product Viewed",
        "time": f"2026-05-0{day}T10:00:00Z",
        "user_id": user,
        "properties": properties,
    }
    for day, user, properties in (
        (4, "ana", {"points": 1000, "colour": "red"}),
        (4, "ben", {"points": "30", "colour": ""}),
        (5, "ben", {"points": 500.5}),
    )
]


@pytest.fixture(scope="module")
def tally() -> NightTally:
    return NightTally.of(VIEWS, "Europe/Paris")


def ask(tally: NightTally, words: str) -> Result:
    return run(tally, "insights", *shlex.split(words))


DAYS = '"Product Viewed" --from 2026-05-04 --to 2026-05-05'


def test_a_table_tells_what_was_left_out(tally: NightTally) -> None:
    shown = ask(tally, f"{DAYS} --measure sum --property points --by colour").stdout
    assert shown.splitlines()[:6] == [
        "segment     value",
        "---------  ------",
        "(empty)         0",
        "red         1,000",
        "(not set)  500.50",
        "1 value is no number and left out: a text is none, whatever it looks like.",
    ]


def test_programs_get_it_in_a_column(tally: NightTally) -> None:
    rows = ask_rows(tally, f"tally insights {DAYS} --measure average --property points --interval day")
    assert rows == [
        {"start": "2026-05-04", "value": 1000, "left_out": 1},
        {"start": "2026-05-05", "value": 500.5, "left_out": 0},
    ]


def test_a_comparison_has_its_change(tally: NightTally) -> None:
    shown = ask(tally, '"Product Viewed" --date 2026-05-05 --compare previous_period').stdout
    assert shown.splitlines()[2].split() == ["1", "2", "-50.0", "%"]


def test_a_cut_week_is_marked(tally: NightTally) -> None:
    shown = ask(tally, f"{DAYS} --interval week").stdout
    assert shown.splitlines()[2].split() == ["2026-05-04", "(cut)", "3"]


def test_the_statement_is_printed_alone(tally: NightTally) -> None:
    assert ask(tally, f"{DAYS} --sql").stdout.startswith("with insights_days as (")


WRONG = {
    "": "Which event?",
    "X --measure mean": "is no measure",
    "X --measure formula": "say which with --formula",
    "X --a total:X": "say which with --formula",
    "--formula A/B": "needs its metrics",
    "--formula A/B --a total:X": "has B, which is not given",
    "X --formula A --a total:X": "stand in --a and --b",
    "--formula A^B --a total:X --b total:Y": "is no formula",
    "--formula A --a X": "is no metric",
    "X --measure sum": "needs a property",
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.items())
def test_wrong_use_is_told(tally: NightTally, words: str, sentence: str) -> None:
    result = ask(tally, words)
    assert result.exit_code == 2
    assert sentence in result.output
