"""Rows in, rows out: who of drawn persons belongs to a cohort."""

from datetime import date

import pytest
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.of_cohorts import OfCohort
from tally.modelling.questions.statements import bind_question

from tests.sql.tables import run_query

DAY = date(2026, 5, 10)

EVENTS = """
event_name      | person_key | user_id | device_id | event_key | business_date | occurred_at             | revenue | properties
Product Viewed  | 1          | ana     | d1        | 11        | 2026-05-03    | 2026-05-03 21:59:59.999 |         | {"tags": ["x", "y"]}
Product Viewed  | 1          | ana     |           | 12        | 2026-05-10    | 2026-05-10 10:00:00     |         | {}
Order Completed | 1          | ana     |           | 13        | 2026-05-10    | 2026-05-10 10:00:01     | 50      | {}
Product Viewed  | 2          |         | d2        | 21        | 2026-05-04    | 2026-05-04 00:00:00     |         | {"tags": "x"}
Product Viewed  | 2          |         | d2        | 22        | 2026-05-05    | 2026-05-05 10:00:00     |         | {}
Order Completed | 3          | cem     |           | 31        | 2026-05-09    | 2026-05-09 10:00:00     | 10      | {}
Product Viewed  | 3          | cem     |           | 32        | 2026-05-09    | 2026-05-09 10:00:02     |         | {}
Order Completed | 4          | dan     |           | 41        | 2026-05-09    | 2026-05-09 10:00:00     | 10      | {}
Product Viewed  | 4          | dan     |           | 42        | 2026-05-09    | 2026-05-09 10:00:02.001 |         | {}
Order Completed | 5          |         |           | 51        | 2026-05-11    | 2026-05-11 00:00:00     | 10      | {}
Order Completed | 6          |         |           | 61        | 2026-01-01    | 2026-01-01 00:00:00     | 10      | {}
"""
PEOPLE = """
person_key | properties
1          | {"tier": "gold", "points": 5, "seen": null}
2          | {"tier": ["gold", "x"], "points": "5"}
3          | {"tier": 1.0, "points": 4.9}
9          | {"tier": "gold"}
"""


def list_members(*texts: str, as_of: date = DAY) -> list[str]:
    """Who belongs to it."""
    asked = CohortMembers(Cohort(tuple(map(parse_any_condition, texts))), as_of)
    rows = run_query(bind_question(asked), person_events=EVENTS, people=PEOPLE)
    return [row["person"] for row in rows]


MEMBERS = {
    "so often within days": (["did Product Viewed; at least 2; within 7d"], ["$device:d2"]),
    "a day more": (["did Product Viewed; at least 2; within 8d"], ["$device:d2", "ana"]),
    "with a condition": (["did Order Completed[revenue>10]"], ["ana"]),
    "a list's item": (["did Product Viewed[tags=x]"], ["$device:d2", "ana"]),
    "both": (["did Product Viewed", "did not Order Completed"], ["$device:d2"]),
    "did not, alone": (["did not Product Viewed; within 7d"], ["6"]),
    "the first time within": (["first time Product Viewed; within 7d"], ["$device:d2", "cem", "dan"]),
    "the same event twice": (
        ["did Product Viewed", "did Product Viewed; at least 2"],
        ["$device:d2", "ana"],
    ),
    "in order, within the grace": (["sequence Product Viewed; Order Completed; within 7d"], ["ana", "cem"]),
    "in order, one day": (["sequence Product Viewed; Order Completed; within 1d"], ["ana"]),
    "an event is one step": (["sequence Order Completed; Order Completed"], []),
    "in any order": (
        ["sequence Order Completed*; Product Viewed*; within 7d"],
        ["ana", "cem", "dan"],
    ),
    "two sequences": (
        ["sequence Product Viewed; Product Viewed", "sequence Product Viewed; Order Completed"],
        ["ana"],
    ),
    "a profile's text": (["profile [tier=gold]"], ["$device:d2", "ana"]),
    "a profile's number as text": (["profile [tier=1]"], ["cem"]),
    "not: also without a profile": (["profile [tier!=gold]"], ["6", "cem", "dan"]),
    "a number": (["profile [points>=4.9]"], ["ana", "cem"]),
    "any value": (["profile [points]"], ["$device:d2", "ana", "cem"]),
    "null is none": (["profile [seen]"], []),
    "none": (["profile [!points]"], ["6", "dan"]),
    "two tests of a profile": (["profile [tier=gold]", "profile [points>=5]"], ["ana"]),
    "one or the other": (
        ["any did Order Completed[revenue>10] or first time Product Viewed; within 6d"],
        ["ana", "cem", "dan"],
    ),
    "of either, once": (
        ["did Product Viewed or did Product Viewed; within 1d"],
        ["$device:d2", "ana", "cem", "dan"],
    ),
    "and binds closer": (
        ["profile [tier=1] or did Product Viewed and did not Order Completed"],
        ["$device:d2", "cem"],
    ),
    "any and more": (["profile [tier=gold] or profile [tier=1]", "did Order Completed"], ["ana", "cem"]),
    "or went a way": (
        [
            "sequence Product Viewed; Product Viewed or reached step 2 of Product Viewed; Order Completed; window 1s"
        ],
        ["$device:d2", "ana", "cem"],
    ),
    "or nobody knows what": (["did not Product Viewed or profile [tier=1]"], ["6", "cem"]),
    "reached, the window's end inside": (
        ["reached step 2 of Product Viewed; Order Completed; window 1s; within 1d"],
        ["ana"],
    ),
    "reached by another entry": (
        ["reached step 2 of Product Viewed; Order Completed; window 7d"],
        ["ana", "cem"],
    ),
    "the first step alone": (
        ["reached step 1 of Product Viewed; Order Completed"],
        ["$device:d2", "ana", "cem", "dan"],
    ),
    "came so far and no further": (
        ["dropped off at step 1 of Product Viewed; Order Completed; window 7d"],
        ["$device:d2", "dan"],
    ),
    "no further within the window": (
        ["dropped off at step 1 of Product Viewed; Product Viewed; window 6d; within 8d"],
        ["ana", "cem", "dan"],
    ),
    "no further than the last": (
        ["dropped off at step 2 of Product Viewed; Order Completed; window 7d"],
        ["ana", "cem"],
    ),
    "of a profile and in order": (
        ["profile [tier=gold]", "sequence Product Viewed; Order Completed"],
        ["ana"],
    ),
}


@pytest.mark.parametrize(("texts", "expected"), MEMBERS.values(), ids=MEMBERS.keys())
def test_members_are_those_for_whom_all_holds(texts: list[str], expected: list[str]) -> None:
    assert list_members(*texts) == expected


def test_what_comes_after_the_day_is_not_seen() -> None:
    assert list_members("did Order Completed", as_of=date(2026, 5, 9)) == ["6", "cem", "dan"]


def test_sizes_look_at_each_day_by_itself() -> None:
    days = tuple(date(2026, 5, day) for day in (4, 5, 10, 12))
    conditions = map(parse_any_condition, ("sequence Product Viewed; Product Viewed; within 8d",))
    asked = CohortSizes(Cohort(tuple(conditions)), days)
    rows = run_query(bind_question(asked), person_events=EVENTS, people=PEOPLE)
    sizes = {row["as_of"]: row["persons"] for row in rows}
    assert sizes == {"2026-05-05": "1", "2026-05-10": "2"}


def test_a_report_is_of_all_events_of_the_members() -> None:
    funnel = Funnel(
        (parse_event("Product Viewed"), parse_event("Order Completed")), date(2026, 5, 3), date(2026, 5, 3)
    )
    of = OfCohort(
        funnel, CohortMembers(Cohort((parse_any_condition("sequence Product Viewed; Order Completed"),)), DAY)
    )
    rows = run_query(bind_question(of), person_events=EVENTS, people=PEOPLE)
    assert sorted((row["step"], row["reached"]) for row in rows) == [("1", "1"), ("2", "1")]
    none = OfCohort(
        funnel,
        CohortMembers(Cohort((parse_any_condition("did Order Completed; within 1d"),)), date(2026, 5, 9)),
    )
    assert run_query(bind_question(none), person_events=EVENTS, people=PEOPLE) == []
