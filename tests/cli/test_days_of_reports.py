"""Days on which no event can lie are refused by every report alike, before anything is asked."""

import shlex

import pytest

from tests.cli.fake_tally import FakeTally, run

REPORTS = {
    "funnel": 'funnel "Product Viewed" "Order Completed"',
    "insights": 'insights "Product Viewed" --measure mau --interval month --compare previous_year',
    "retention": 'retention --birth "Product Viewed" --return "*" --unit month',
    "flows": 'flows --anchor "Order Completed" --before 2',
    "sessions": "sessions",
    "cohort": 'cohort --did "Order Completed; within 7d" --sizes',
}
TOO_FAR = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("day", TOO_FAR)
@pytest.mark.parametrize("words", REPORTS.values(), ids=REPORTS.keys())
def test_a_day_without_any_event_is_told(words: str, day: str) -> None:
    tally = FakeTally()
    done = run(tally, *shlex.split(words), "--date", day)
    assert (done.exit_code, "ask from 1970-01-01 to 2199-12-31" in done.stderr) == (2, True), done.stderr
    assert tally.statements == []


@pytest.mark.parametrize("day", ["1970-01-01", "2199-12-31"])
@pytest.mark.parametrize("words", REPORTS.values(), ids=REPORTS.keys())
def test_the_first_and_the_last_day_have_a_statement(words: str, day: str) -> None:
    done = run(FakeTally(), *shlex.split(words), "--sql", "--date", day)
    assert (done.exit_code, day in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_a_moment_without_any_event_is_told(moment: str) -> None:
    words = shlex.split(REPORTS["retention"])
    done = run(FakeTally(), *words, "--date", "2026-03-02", "--as-of", moment)
    assert (done.exit_code, "No event lies on" in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("day", TOO_FAR)
def test_a_cohort_as_of_such_a_day_is_told(day: str) -> None:
    done = run(FakeTally(), "cohort", "--did", "Order Completed", "--as-of", day)
    assert (done.exit_code, "No event lies on" in done.stderr) == (2, True), done.stderr
    filtered = run(FakeTally(), *shlex.split(REPORTS["funnel"]), "--cohort", "did A", "--cohort-as-of", day)
    assert (filtered.exit_code, "No event lies on" in filtered.stderr) == (2, True), filtered.stderr


@pytest.mark.parametrize("words", ["quarantine", "plan check", "plan infer"])
def test_since_before_any_event_is_since_ever(words: str) -> None:
    asked = [run_and_list(words, since) for since in ("0001-01-01", "1971-01-02")]
    assert asked[0] == asked[1] != []


def run_and_list(words: str, since: str) -> list[str]:
    tally = FakeTally()
    done = run(tally, *words.split(), "--since", since)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return tally.statements
