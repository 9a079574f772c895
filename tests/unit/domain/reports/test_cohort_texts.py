"""Conditions of cohorts as people write them, and those that there are not."""

from datetime import timedelta

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, Condition, Operator, parse_event
from tally.domain.reports.cohort_conditions import (
    AnyOf,
    CohortCondition,
    Did,
    DidFirst,
    DidInOrder,
    DidNot,
    HasProfile,
    ReachedStep,
    Within,
)
from tally.domain.reports.cohort_texts import parse_any_condition

ORDER = AskedEvent("Order Completed")
VIEW = AskedEvent("Product Viewed")
GOLD = Condition("tier", Operator.IS, ("gold", "silver"))

WRITTEN: dict[str, CohortCondition] = {
    "did Order Completed": Did(ORDER),
    "did Order Completed; at least 2; within 7d": Did(ORDER, 2, Within(7)),
    "did within 2w;at least 2 ; Order Completed": Did(ORDER, 2, Within(14)),
    "did purchase": Did(ORDER),
    "did *; within 1d": Did(AskedEvent("*"), 1, Within(1)),
    "did A[b=c;d]; within 7d": Did(parse_event("A[b=c;d]"), 1, Within(7)),
    r"did A\; within 7d; within 9d": Did(AskedEvent("A; within 7d"), 1, Within(9)),
    r"did A\[; at least 3": Did(AskedEvent("A["), 3),
    r"did \not Order Completed": Did(AskedEvent("not Order Completed")),
    "did not Order Completed; within 30d": DidNot(ORDER, Within(30)),
    "first time Order Completed; within 7d": DidFirst(ORDER, Within(7)),
    "sequence Product Viewed; Order Completed; within 3d": DidInOrder((VIEW, ORDER), Within(3)),
    "reached step 2 of Product Viewed; Order Completed": ReachedStep((VIEW, ORDER), 2),
    "dropped off at step 1 of Product Viewed; Order Completed; window 30m; within 7d": ReachedStep(
        (VIEW, ORDER), 1, timedelta(minutes=30), Within(7), is_no_further=True
    ),
    "any did Order Completed; within 7d or profile [tier=gold|silver] and did not Product Viewed": AnyOf(
        ((Did(ORDER, 1, Within(7)),), (HasProfile(GOLD), DidNot(VIEW)))
    ),
    "did Order Completed or first time Product Viewed": AnyOf(((Did(ORDER),), (DidFirst(VIEW),))),
    "did Order Completed and did not Product Viewed": AnyOf(((Did(ORDER), DidNot(VIEW)),)),
    "any did Order Completed": AnyOf(((Did(ORDER),),)),
    "did Search or Browse": Did(AskedEvent("Search or Browse")),
    "did A[b=c or did d]": Did(parse_event("A[b=c or did d]")),
    r"did A or \did B": Did(AskedEvent("A or did B")),
    "profile [tier=gold|silver]": HasProfile(GOLD),
    "profile [!$email]": HasProfile(Condition("$email", Operator.IS_NOT_SET)),
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.items())
def test_a_condition_is_read(text: str, expected: CohortCondition) -> None:
    assert parse_any_condition(text) == expected


REFUSED = {
    "Order Completed": "begins with did not, did, first time",
    "did": "begins with",
    "did ; within 7d": "names 0 events",
    "did A; B": "names 2 events",
    "did A; at least 0": "at least 0 holds for everybody",
    "did A; at least 2; at least 3": "says twice",
    "did A; within 2d; within 3d": "says twice",
    "did A; within 0d": "within 0d is no time",
    "did A; within 4000d": "within 4000d is no time",
    "did A; within 12h": "not of whole days",
    "did A; within soon": "is no span of time",
    "did A[b": "names no event",
    "did A[b=c": "names no event",
    "did not A; at least 2": "only what somebody did",
    "first time A; at least 2": "only what somebody did",
    "sequence A; B; at least 2": "only what somebody did",
    "sequence A; within 7d": "2 to 10 events, this one 1",
    "sequence " + "A; " * 11: "2 to 10 events, this one 11",
    "reached Product Viewed; Order Completed": "is no step of a funnel",
    "reached step 3 of A; B": "There is no step 3",
    "reached step 0 of A; B": "There is no step 0",
    "reached step 1 of A": "2 to 10 steps, this one 1",
    "reached step 1 of A; B; window 367d": "at most 366d",
    "reached step 1 of A; B; window 1d; window 2d": "says twice",
    "reached step 1 of A; B; at least 2": "only what somebody did",
    "dropped off step 1 of A*; B*": "leave the stars out",
    "any Order Completed": "begins with did not",
    "did A or did B; at least 0": "at least 0 holds for everybody",
    "profile tier=gold": "is no test of a profile",
    "profile [tier=gold]; within 7d": "is no test of a profile",
    "profile [points>many]": "it takes one number",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_is_no_condition_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        parse_any_condition(text)
