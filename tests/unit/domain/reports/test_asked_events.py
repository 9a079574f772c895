"""Events as questions name them: names, conditions, escapes, and sentences for what is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import (
    ANY_EVENT,
    AskedEvent,
    Condition,
    Operator,
    parse_condition,
    parse_event,
)

TEXTS = st.text(min_size=1, max_size=12)


def escape(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\[]|=!<>" else sign for sign in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coupon=A", Condition("coupon", Operator.IS, ("A",))),
        ("coupon=A|B", Condition("coupon", Operator.IS, ("A", "B"))),
        ("coupon=", Condition("coupon", Operator.IS, ("",))),
        ("coupon=|A", Condition("coupon", Operator.IS, ("", "A"))),
        ("coupon=A|", Condition("coupon", Operator.IS, ("A", ""))),
        ("coupon!=A|B", Condition("coupon", Operator.IS_NOT, ("A", "B"))),
        ("revenue>=9.5", Condition("revenue", Operator.AT_LEAST, ("9.5",))),
        ("revenue<=10", Condition("revenue", Operator.AT_MOST, ("10",))),
        ("points>-3", Condition("points", Operator.ABOVE, ("-3",))),
        ("points<3", Condition("points", Operator.BELOW, ("3",))),
        ("coupon", Condition("coupon", Operator.IS_SET)),
        ("!coupon", Condition("coupon", Operator.IS_NOT_SET)),
        (r"a\=b=c\|d|e", Condition("a=b", Operator.IS, ("c|d", "e"))),
        ("a=b=c", Condition("a", Operator.IS, ("b=c",))),
    ],
)
def test_a_condition(text: str, expected: Condition) -> None:
    assert parse_condition(text) == expected


@pytest.mark.parametrize("text", ["", "=A", "!coupon=A", "revenue>=", "revenue>ten", "revenue>1|2", "a<1e9"])
def test_what_is_no_condition_is_told(text: str) -> None:
    with pytest.raises(BadQuestion, match=r"\["):
        parse_condition(text)


def test_an_event_has_a_name_conditions_and_perhaps_a_star() -> None:
    is_mail = Condition("utm_source", Operator.IS, ("mail",))
    is_used = Condition("coupon", Operator.IS_SET)
    event = parse_event("Order Completed[utm_source=mail][coupon]*")
    assert event == AskedEvent("Order Completed", (is_mail, is_used), is_anywhere=True)
    assert parse_event("Order Completed") == AskedEvent("Order Completed")
    assert parse_event(ANY_EVENT) == AskedEvent(ANY_EVENT)


def test_a_name_may_come_from_another_vocabulary() -> None:
    assert parse_event("purchase").name == "Order Completed"


def test_a_name_may_hold_brackets_that_are_escaped() -> None:
    assert parse_event(r"Tapped \[x\]") == AskedEvent("Tapped [x]")


@pytest.mark.parametrize(
    "text", ["", "  ", "[coupon=A]", "Order[coupon", "Order]", "Order[a=b]c", "Order[a=[b]]"]
)
def test_what_names_no_event_is_told(text: str) -> None:
    with pytest.raises(BadQuestion, match="names no event"):
        parse_event(text)


@settings(max_examples=100, deadline=None)
@given(name=TEXTS, values=st.lists(TEXTS, min_size=1, max_size=3))
def test_whatever_is_escaped_is_read_as_it_was(name: str, values: list[str]) -> None:
    condition = f"{escape(name)}={'|'.join(map(escape, values))}"
    expected = Condition(name, Operator.IS, tuple(values))
    assert parse_event(f"Tapped[{condition}]").conditions == (expected,)
