"""What a cohort counts on which days, what its verdict rests on, and its rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, Condition, Operator
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes
from tally.domain.reports.cohort_conditions import (
    BEGINNING,
    AnyOf,
    CohortCondition,
    DayCount,
    Did,
    DidFirst,
    DidInOrder,
    DidNot,
    HasProfile,
    ReachedStep,
    Within,
)
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.of_cohorts import OfCohort

A, B, ANY = AskedEvent("A"), AskedEvent("B"), AskedEvent("*")
DAY = date(2026, 5, 10)
GOLD = HasProfile(Condition("tier", Operator.IS, ("gold",)))
WEEK = Within(7)
BEGIN = date(2026, 5, 4)


def members(*conditions: CohortCondition) -> CohortMembers:
    return CohortMembers(Cohort(conditions), DAY)


def test_within_days_is_the_day_and_those_before_it() -> None:
    assert Within(7).begin(DAY) == BEGIN
    assert Within(1).begin(DAY) == DAY
    assert Within().begin(DAY) == BEGINNING
    assert Within(3_660).begin(date(1970, 1, 2)) == BEGINNING
    assert Within(7).begin(date.min) == BEGINNING


COUNTS = {
    "did": ([Did(A, 2, WEEK)], [DayCount(A, BEGIN, DAY, 2, is_wanted=True)]),
    "did, and did not": (
        [Did(A), DidNot(B, WEEK)],
        [DayCount(A, BEGINNING, DAY, 1, is_wanted=True), DayCount(B, BEGIN, DAY, 1, is_wanted=False)],
    ),
    "the first time: in the days, and not before": (
        [DidFirst(A, WEEK)],
        [
            DayCount(A, BEGIN, DAY, 1, is_wanted=True),
            DayCount(A, BEGINNING, date(2026, 5, 3), 1, is_wanted=False),
        ],
    ),
    "the first time, at any time": ([DidFirst(A)], [DayCount(A, BEGINNING, DAY, 1, is_wanted=True)]),
    "a sequence was done, each step": (
        [DidInOrder((A, B), WEEK)],
        [DayCount(A, BEGIN, DAY, 1, is_wanted=True), DayCount(B, BEGIN, DAY, 1, is_wanted=True)],
    ),
    "did not, alone: of everybody": (
        [DidNot(A, WEEK)],
        [DayCount(A, BEGIN, DAY, 1, is_wanted=False), DayCount(ANY, BEGINNING, DAY, 1, is_wanted=True)],
    ),
    "a profile, alone: of everybody": ([GOLD], [DayCount(ANY, BEGINNING, DAY, 1, is_wanted=True)]),
}


@pytest.mark.parametrize(("conditions", "expected"), COUNTS.values(), ids=COUNTS.keys())
def test_conditions_are_counts_of_days(conditions: list[CohortCondition], expected: list[DayCount]) -> None:
    (counts,) = Cohort(tuple(conditions)).counts(DAY)
    assert list(counts) == expected


def test_each_group_of_any_is_counted_by_itself() -> None:
    asked = Cohort((Did(A), AnyOf(((DidNot(B, WEEK), GOLD), (Did(B),)))))
    done = DayCount(A, BEGINNING, DAY, 1, is_wanted=True)
    assert asked.groups == ((Did(A), DidNot(B, WEEK), GOLD), (Did(A), Did(B)))
    assert asked.counts(DAY) == (
        (done, DayCount(B, BEGIN, DAY, 1, is_wanted=False)),
        (done, DayCount(B, BEGINNING, DAY, 1, is_wanted=True)),
    )


def test_of_a_funnel_all_steps_are_looked_at_and_those_up_to_it_counted() -> None:
    asked = members(ReachedStep((A, B, ANY), 2, within=WEEK, is_no_further=True))
    assert asked.events == (A, B, ANY)
    assert [count.event for group in asked.cohort.counts(DAY) for count in group] == [A, B]


def test_what_is_read_begins_with_the_first_day_of_any_condition() -> None:
    assert members(Did(A, 1, WEEK), DidNot(B, Within(1))).first == BEGIN
    assert members(Did(A, 1, WEEK), DidFirst(B, WEEK)).first == BEGINNING
    sizes = CohortSizes(Cohort((Did(A, 1, WEEK),)), (DAY, date(2026, 5, 8)))
    assert (sizes.first, sizes.last) == (date(2026, 5, 2), DAY)


def test_sizes_have_a_row_for_each_day_in_their_order() -> None:
    sizes = CohortSizes(Cohort((Did(A),)), (DAY, date(2026, 5, 8), DAY))
    assert sizes.complete([{"as_of": DAY, "persons": 3}]) == [
        {"as_of": date(2026, 5, 8), "persons": 0},
        {"as_of": DAY, "persons": 3},
    ]


def test_what_has_no_answer_is_refused() -> None:
    with pytest.raises(BadQuestion, match="A cohort has a condition"):
        Cohort(())
    with pytest.raises(BadQuestion, match="at most 10 conditions, this one 11"):
        Cohort((Did(A),) * 11)
    with pytest.raises(BadQuestion, match="one of several conditions"):
        AnyOf(((),))
    with pytest.raises(BadQuestion, match="these are 16 cohorts in one: 10 is the most"):
        Cohort((AnyOf(((Did(A),), (Did(B),))),) * 4)
    with pytest.raises(BadQuestion, match="At most 10 conditions can hold at once"):
        Cohort((AnyOf(((Did(A),) * 6,)), AnyOf(((Did(A),) * 5,))))
    with pytest.raises(BadQuestion, match="1 to 100 days, these are 101"):
        CohortSizes(Cohort((Did(A),)), tuple(DAY + timedelta(days=each) for each in range(101)))
    with pytest.raises(BadQuestion, match="on 51 days are 1,020 counts, and 1,000 go into a statement"):
        CohortSizes(
            Cohort((DidInOrder((A, B) * 5), DidInOrder((B, A) * 5))),
            tuple(DAY + timedelta(days=each) for each in range(51)),
        )


@dataclass(frozen=True)
class Compared:
    """A question that compares two weeks, and has a note."""

    first: date = date(2026, 5, 1)
    last: date = date(2026, 5, 2)
    rests_on: tuple[tuple[date, date], tuple[date, date]] = (
        (date(2026, 5, 1), date(2026, 5, 2)),
        (date(2026, 4, 1), date(2026, 4, 2)),
    )
    events: Sequence[AskedEvent] = (B,)
    columns: Sequence[str] = ("value",)

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return [row | {"is_complete": True} for row in map(dict, rows)]

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        return [f"{len(list(rows))} rows"]


def test_a_report_of_a_cohort_is_the_report_and_rests_on_both() -> None:
    funnel = Funnel((A, B), date(2026, 5, 1), date(2026, 5, 2))
    asked = OfCohort(funnel, members(Did(A, 1, WEEK)))
    assert (asked.first, asked.last, asked.columns) == (funnel.first, funnel.last, funnel.columns)
    assert asked.events == (A, B, A)
    assert asked.rests_on == ((date(2026, 5, 1), date(2026, 5, 2)), (BEGIN, DAY))
    assert asked.tell([]) == []
    assert asked.complete([]) == funnel.complete([])


def test_a_comparison_of_a_cohort_keeps_its_two_sides() -> None:
    asked = OfCohort(Compared(), members(Did(A, 1, WEEK)))
    assert asked.rests_on == ((date(2026, 5, 1), DAY), (date(2026, 4, 1), date(2026, 4, 2)))
    assert asked.complete([{"value": 1}]) == [{"value": 1, "is_complete": True}]
    assert asked.tell([{"value": 1}]) == ["1 rows"]
