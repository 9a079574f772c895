"""`tally funnel`: its words, what it says of wrong ones, and how a step is shown."""

import pytest
from tally.domain.errors import NotPublished
from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.answer_words import format_share
from tally.domain.reports.events_verdict import EventsVerdict

from cli.output.funnel_table import format_seconds, tabulate_funnel
from tests.cli.fake_tally import FakeTally, run

STEPS = ("Product Viewed", "Order Completed")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Product Viewed",), "A funnel has 2 to 10 steps, this one 1"),
        ((*STEPS, "--window", "7x"), "'7x' is no span of time: write 30s, 45m, 24h, 7d or 2w"),
        ((*STEPS, "--between", "1,2"), "name it with --exclude"),
        ((*STEPS, "--exclude", "Product Added", "--between", "1-2"), "write it like 1,2"),
        ((*STEPS, "--exclude", "Product Added", "--between", "2,1"), "lies between two steps"),
        ((*STEPS, "--by", "platform:step 3"), "There is no step 3: the funnel has 2"),
        ((*STEPS, "--by", "platform:step"), "lacks the number of a step: write 'platform:step 1'"),
        ((*STEPS, "--persons", "1", "--count", "totals"), "goes with --count persons"),
        ((*STEPS, "--significance"), "break the funnel down with --by"),
        ((*STEPS, "--by", "a", "--significance", "--persons", "1"), "ask one of them"),
        ((*STEPS, "--filter", "[!a=1]"), "is no condition"),
        ((*STEPS, "--filter", "[a=1][b=2]"), "is no one condition"),
        ((*STEPS, "--filter", "[a=1]:step 3"), "There is no step 3: the funnel has 2"),
        ((*STEPS, "--filter", "[a=1]", "--filter", "[b=2]"), "--filter is given 2 times, and takes one"),
        ((*STEPS, "--persons", "1", "--persons", "2"), "--persons is given 2 times, and takes one"),
        ((*STEPS, "--by", ""), "'' names no property"),
        ((*STEPS, "--hold", "profile."), "'profile.' names no property"),
        (("Product Viewed[", "Order Completed"), "names no event"),
    ],
)
def test_wrong_words_are_told_and_nothing_is_asked(words: tuple[str, ...], said: str) -> None:
    tally = FakeTally()
    done = run(tally, "funnel", *words)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert tally.statements == []


def test_the_statement_is_printed_and_not_asked() -> None:
    tally = FakeTally()
    done = run(tally, "funnel", *STEPS, "--sql", "--from", "2026-03-02", "--to", "2026-03-03")
    assert done.stdout.startswith("with funnel_straight_steps as (")
    assert "date '2026-03-02'" in done.stdout
    assert tally.statements == []


def test_counts_alone_are_asked_without_times() -> None:
    done = run(FakeTally(), "funnel", *STEPS, "--no-times", "--date", "2026-03-02", "--sql")
    assert (done.exit_code, "_seconds" in done.stdout) == (0, False)
    step = {"step": 1, "name": "a", "reached": 2, "share_of_first": 1.0, "share_of_previous": None}
    table = tabulate_funnel(ReportAnswer(tuple(step), [step], EventsVerdict.judge({"reason": None})))
    assert table.split("\n")[0].split() == ["step", "name", "reached", "of", "first", "of", "previous"]


TIMES = {None: "-", 0: "0 s", 0.5: "0.5 s", 60: "1 min", 250: "4 min 10 s", 3_600: "1 h", 183_600: "2 d 3 h"}


def test_the_number_of_a_step_needs_no_quotes() -> None:
    asked = ("funnel", "--sql", "--date", "2026-03-02", *STEPS)
    quoted = run(FakeTally(), *asked, "--by", "platform:step 2").stdout
    assert run(FakeTally(), *asked, "--by", "platform:step", "2").stdout == quoted != ""


@pytest.mark.parametrize(("seconds", "text"), TIMES.items())
def test_times_are_told_in_two_units(seconds: float | None, text: str) -> None:
    assert format_seconds(seconds) == text


SHARES = {None: "-", 0.0: "0.0 %", 0.4167: "41.7 %", 1.0: "100.0 %"}


@pytest.mark.parametrize(("share", "text"), SHARES.items())
def test_shares_are_percent(share: float | None, text: str) -> None:
    assert format_share(share) == text


def test_before_the_first_night_it_says_what_to_run() -> None:
    tally = FakeTally()
    tally.refusal = NotPublished("Table 'lake.person_events' does not exist")
    done = run(tally, "funnel", *STEPS)
    assert (done.exit_code, "run `tally run nightly` first" in done.stderr) == (3, True)
