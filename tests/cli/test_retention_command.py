"""`tally retention`: what people see, and wrong use. Its answers are in tests/reports."""

import shlex

import pytest
from click.testing import Result

from tests.cli.fake_tally import run
from tests.reports.commands import NightTally

ORDERS = [
    {"event": "Order Completed", "time": f"2026-05-0{day}T10:00:00Z", "user_id": user}
    for day, user in ((1, "ana"), (1, "ben"), (2, "ana"), (3, "cem"))
]
ORDERED = '--birth "Order Completed" --return "Order Completed"'
DAYS = f"{ORDERED} --from 2026-05-01 --as-of 2026-06-01T00:00+02:00"


@pytest.fixture(scope="module")
def tally() -> NightTally:
    return NightTally.of(ORDERS, "Europe/Rome")


def ask(tally: NightTally, words: str) -> Result:
    return run(tally, "retention", *shlex.split(words))


def test_cohorts_stand_in_lines_their_periods_side_by_side(tally: NightTally) -> None:
    shown = ask(tally, f"{DAYS} --to 2026-05-02 --periods 1 --criteria on").stdout
    assert [line.split() for line in shown.splitlines()[2:4]] == [
        ["2026-05-01", "2", "0.0", "%", "50.0", "%"],
        ["2026-05-02", "1", "0.0", "%", "0.0", "%"],
    ]


def test_more_periods_than_the_screen_is_wide_stand_below_each_other(tally: NightTally) -> None:
    lines = ask(tally, f"{DAYS} --to 2026-05-02 --periods 40").stdout.splitlines()
    assert lines[0].split() == ["cohort", "period", "born", "came", "back", "share"]
    assert len([line for line in lines if line.startswith("2026-05-01")]) == 41


def test_nobody_born_is_no_share_of_nothing(tally: NightTally) -> None:
    words = '--birth "Signed Up" --return "*" --date 2026-05-01 --periods 0'
    assert ask(tally, words).stdout.splitlines()[2].split() == ["2026-05-01", "0", "-"]


WRONG = {
    "no zone": (
        f"{ORDERED} --as-of 2026-06-01",
        "'2026-06-01' is no time with its zone such as 2026-03-02T12:00:00Z",
    ),
    "no moment": (f"{ORDERED} --as-of now", "'now' is no time with its zone"),
    "periods": (f"{ORDERED} --periods 400", "There can be 0 to 366 periods, not 400"),
    "an event": ('--birth "[x]" --return A', "'[x]' names no event"),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_wrong_use_is_told(tally: NightTally, words: str, sentence: str) -> None:
    done = ask(tally, words)
    assert done.exit_code == 2
    assert sentence in " ".join(done.output.split())
