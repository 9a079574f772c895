"""Cohorts by name: kept as their definition, and named in any report."""

import pytest

from tests.cli.fake_tally import FakeTally, run

DEFINITION = ("--did", "Order Completed; at least 2; within 7d", "--did-not", "Product Returned")


@pytest.fixture
def tally() -> FakeTally:
    return FakeTally()


def save(tally: FakeTally, name: str, *words: str) -> str:
    done = run(tally, "cohort", *words, "--save", name, "--written-by", "anna")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_cohort_is_kept_as_its_definition(tally: FakeTally) -> None:
    told = save(tally, "buyers", *DEFINITION)
    assert told == "cohort/buyers is put: version 1. It counts with the next report.\n"
    (kept,) = tally.settings.list_newest()
    assert kept.text == (
        'conditions = ["did Order Completed; at least 2; within 7d", "did not Product Returned"]\n'
    )
    assert tally.statements == []


def test_a_step_and_either_of_several_are_kept_as_well(tally: FakeTally) -> None:
    words = ("--dropped-off", "step 1 of A; B; window 2h", "--any", "did A or profile [b=c] and did not D")
    save(tally, "torn", *words)
    named = run(tally, "cohort", "--cohort", "torn", "--as-of", "2026-05-04", "--sql")
    assert named.stdout == run(tally, "cohort", *words, "--as-of", "2026-05-04", "--sql").stdout != ""


@pytest.mark.parametrize(
    "report",
    [
        ("funnel", "A", "B"),
        ("insights", "A"),
        ("flows", "--anchor", "A"),
        ("sessions",),
        ("retention", "--birth", "A", "--return", "B", "--as-of", "2026-05-01T00:00:00Z"),
    ],
)
def test_a_report_of_a_saved_cohort_is_that_of_its_conditions(
    tally: FakeTally, report: tuple[str, ...]
) -> None:
    save(tally, "buyers", *DEFINITION)
    named = run(tally, *report, "--cohort", "buyers", "--cohort", "did C", "--sql")
    written = run(
        tally,
        *report,
        "--cohort",
        f"did {DEFINITION[1]}",
        "--cohort",
        f"did not {DEFINITION[3]}",
        "--cohort",
        "did C",
        "--sql",
    )
    assert named.exit_code == 0, named.output
    assert named.stdout == written.stdout


@pytest.mark.parametrize(
    "definition",
    [
        DEFINITION,
        ("--first-time", "A; within 7d", "--sequence", "A; B; within 7d"),
        ("--reached", "step 1 of A; B; within 7d", "--dropped-off", "step 1 of A; B; window 1d"),
        ("--any", "did A or profile [tier=gold]", "--profile", "[$email]"),
    ],
)
def test_the_persons_of_a_saved_cohort_are_listed(tally: FakeTally, definition: tuple[str, ...]) -> None:
    save(tally, "buyers", *definition)
    named = run(tally, "cohort", "--cohort", "buyers", "--sql")
    assert named.exit_code == 0, named.output
    assert named.stdout == run(tally, "cohort", *definition, "--sql").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("funnel", "A", "B", "--cohort", "buyers"),
            "no cohort is named buyers: `tally settings list cohort`",
        ),
        (("funnel", "A", "B", "--cohort", "it's"), "is no condition and no name of a cohort"),
        (("cohort", "--did", "A", "--save", "Ü"), "use a-z, 0-9"),
        (
            ("cohort", "--did", "A", "--as-of", "2026-01-01", "--save", "x"),
            "--as-of is no part of a cohort's",
        ),
        (("cohort", "--did", "A", "--written-by", "anna"), "--over and --written-by go with --save"),
        (("cohort", "--save", "x"), "A cohort has a condition"),
        (("cohort", "--did", "A; within 2h", "--save", "x"), "within 2h is not of whole days"),
    ],
)
def test_what_cannot_be_kept_or_found_is_told(tally: FakeTally, words: tuple[str, ...], told: str) -> None:
    refused = run(tally, *words)
    assert refused.exit_code == 2
    assert told in refused.stderr.replace("\n", " ")
    assert tally.settings.list_newest() == []
