"""Events as every question names them: `Order Completed[coupon=SPRING][platform=ios|android]`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.errors import BadQuestion
from tally.domain.events.event_names import canonical_name

ANY_EVENT = "*"
"""Instead of a name: whatever event."""

BRACKET = r"\[((?:[^\[\]\\]|\\.)*)\]"
"""A condition between its brackets, as a pattern."""

_BRACKET = re.compile(BRACKET)
_WHOLE = re.compile(rf"(?P<name>(?:[^\[\]\\]|\\.)+?)(?P<brackets>(?:{BRACKET})*)(?P<star>\*?)", re.DOTALL)
_CONDITION = re.compile(
    r"(?P<not_set>!?)(?P<property>(?:[^=!<>\\]|\\.)+)(?:(?P<operator>!=|>=|<=|=|>|<)(?P<values>.*))?",
    re.DOTALL,
)
_VALUES = re.compile(r"((?:[^|\\]|\\.)*)(?:\||$)", re.DOTALL)


class Operator(StrEnum):
    """How a condition compares; the last two take no value."""

    IS = "="
    IS_NOT = "!="
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    IS_SET = "is set"
    IS_NOT_SET = "is not set"


NUMERIC = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW})
"""Operators that compare numbers: a property that is no number fits none of them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one property. `values` are alternatives; compared as text, but by NUMERIC operators.

    IS_NOT holds where the property is missing, too: it is the contrary of IS.
    """

    property: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedEvent:
    """An event that fulfils all conditions. `name` is ANY_EVENT for every one.

    `is_anywhere` is a star behind it: a funnel takes it in any order with its neighbours that have one, too.
    """

    name: str
    conditions: tuple[Condition, ...] = ()
    is_anywhere: bool = False


def name_properties(events: Iterable[AskedEvent]) -> tuple[str, ...]:
    """The properties that their conditions look at."""
    return tuple(condition.property for event in events for condition in event.conditions)


def parse_event(text: str) -> AskedEvent:
    r"""The event that a text names, in whatever vocabulary.

    A backslash takes the meaning from a `[ ] | = ! < >` or another backslash behind it.

    BadQuestion says how to write it.
    """
    if text == ANY_EVENT:
        return AskedEvent(ANY_EVENT)
    whole = _WHOLE.fullmatch(text)
    if whole is None or not whole["name"].strip():
        raise BadQuestion(
            f"{text!r} names no event: write it like Order Completed[coupon=SPRING][platform=ios|android], "
            r"with a backslash before a bracket that is part of a name"
        )
    conditions = tuple(parse_condition(each) for each in _BRACKET.findall(whole["brackets"]))
    return AskedEvent(canonical_name(_bare(whole["name"])), conditions, is_anywhere=bool(whole["star"]))


def parse_condition(text: str) -> Condition:
    """The condition in a pair of brackets: coupon=A|B, coupon!=A, revenue>=10, coupon (is set), !coupon."""
    found = _CONDITION.fullmatch(text)
    if found is None or (found["not_set"] and found["operator"]):
        raise BadQuestion(
            f"[{text}] is no condition: write [coupon=A|B], [coupon!=A], [revenue>=10], [coupon] for any "
            "value, [!coupon] for none"
        )
    name = _bare(found["property"])
    if not found["operator"]:
        return Condition(name, Operator.IS_NOT_SET if found["not_set"] else Operator.IS_SET)
    operator = Operator(found["operator"])
    # An empty match ends the list, but for one that is all there is: [coupon=] asks for the empty text.
    values = tuple(_bare(each) for each in _VALUES.findall(found["values"]))[:-1] or ("",)
    if found["values"].endswith("|"):
        values = (*values, "")
    if operator in NUMERIC:
        _check_numbers(text, values)
    return Condition(name, operator, values)


def _check_numbers(text: str, values: tuple[str, ...]) -> None:
    if len(values) != 1 or not re.fullmatch(r"-?\d+(\.\d+)?", values[0]):
        raise BadQuestion(
            f"[{text}] compares with {'|'.join(values)!r}: it takes one number, such as 10 or 9.5"
        )


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
