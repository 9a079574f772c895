"""`tally cohort` and --cohort over a small night: what they print, and wrong use."""

import shlex

import pytest
from click.testing import Result

from tests.cli.fake_tally import run
from tests.reports.commands import NightTally, ask_rows

EVENTS = [
    {"event": event, "time": f"2026-05-0{day}T10:00:00Z", "user_id": user}
    for day, user, event in (
        (4, "ana", "Product Viewed"),
        (5, "ana", "Order Completed"),
        (5, "ben", "Product Viewed"),
        (6, "cem", "Product Viewed"),
    )
]
PROFILES = {"ana": {"tier": "gold"}, "ben": {"tier": "gold"}}


@pytest.fixture(scope="module")
def tally() -> NightTally:
    return NightTally.of(EVENTS, "Europe/Paris", PROFILES)


def ask(tally: NightTally, words: str) -> Result:
    return run(tally, *shlex.split(words))


def test_persons_stand_above_their_number(tally: NightTally) -> None:
    shown = ask(tally, 'cohort --profile "[tier=gold]" --as-of 2026-05-06').stdout
    assert shown.splitlines()[:5] == ["person", "------", "ana", "ben", "2 persons"]


def test_nobody_is_a_number_too(tally: NightTally) -> None:
    shown = ask(tally, 'cohort --did "Order Completed; at least 2" --as-of 2026-05-06').stdout
    assert shown.splitlines()[0] == "0 persons"


def test_sizes_are_of_each_day(tally: NightTally) -> None:
    rows = ask_rows(
        tally, 'tally cohort --did "Product Viewed; within 2d" --sizes --from 2026-05-03 --to 2026-05-06'
    )
    assert rows == [
        {"as_of": "2026-05-03", "persons": 0},
        {"as_of": "2026-05-04", "persons": 1},
        {"as_of": "2026-05-05", "persons": 2},
        {"as_of": "2026-05-06", "persons": 2},
    ]


def test_days_by_name_are_sizes(tally: NightTally) -> None:
    shown = ask(tally, 'cohort --did "Product Viewed" --on 2026-05-06 --on 2026-05-04').stdout
    assert shown.splitlines()[2:4] == ["2026-05-04        1", "2026-05-06        3"]


def test_a_funnel_is_of_the_cohort_alone(tally: NightTally) -> None:
    words = '"Product Viewed" "Order Completed" --from 2026-05-04 --to 2026-05-06'
    asked = f'{words} --cohort "profile [tier=gold]" --cohort "did Product Viewed; within 1d"'
    rows = ask_rows(tally, f"tally funnel {asked} --cohort-as-of 2026-05-05")
    assert [row["reached"] for row in rows] == [1, 0]
    assert [row["reached"] for row in ask_rows(tally, f"tally funnel {words}")] == [3, 1]


def test_those_who_dropped_off_are_of_the_cohort_alone(tally: NightTally) -> None:
    words = '"Product Viewed" "Order Completed" --from 2026-05-04 --to 2026-05-06 --persons 1'
    asked = f'{words} --cohort "profile [tier=gold]" --cohort-as-of 2026-05-06'
    assert ask_rows(tally, f"tally funnel {asked}") == [{"person": "ben"}]


def test_retention_is_of_the_cohort_as_of_its_own_moment(tally: NightTally) -> None:
    words = (
        '--birth "Product Viewed" --return "Order Completed" --from 2026-05-04 --to 2026-05-06 --periods 0'
    )
    cohort = '--cohort "did not Order Completed" --as-of'
    # Noon of the 4th: nobody has ordered. Of the 6th: ana has.
    for moment, born in (("2026-05-04T12:00:00Z", [1, 0, 0]), ("2026-05-06T12:00:00Z", [0, 1, 1])):
        rows = ask_rows(tally, f"tally retention {words} {cohort} {moment} --no-average")
        assert [row["born"] for row in rows] == born


def test_a_statement_can_be_seen(tally: NightTally) -> None:
    shown = ask(tally, 'cohort --did "Product Viewed" --as-of 2026-05-06 --sql').stdout
    assert shown.startswith("with cohort_days as (")


WRONG = {
    "cohort": "A cohort has a condition",
    "cohort --did A --sizes --as-of 2026-05-06": "--as-of is the day of a list of persons",
    "cohort --did A --on 2026-05-06 --as-of 2026-05-06": "--as-of is the day of a list of persons",
    "cohort --did A --on 2026-05-06 --from 2026-05-06": "--on does not go with other days",
    "cohort --did A --from 2026-05-06": "other days go with --sizes",
    "cohort --did A --sizes --last 101d": "1 to 100 days, these are 101",
    "cohort --did 'A; within 12h'": "not of whole days",
    "funnel A B --cohort 'A; within 7d'": "is no condition of a cohort",
    "funnel A B --cohort-as-of 2026-05-06": "name it with --cohort",
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.items())
def test_wrong_use_says_what_to_do(tally: NightTally, words: str, sentence: str) -> None:
    result = ask(tally, words)
    assert result.exit_code == 2
    assert sentence in result.output
