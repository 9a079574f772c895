"""Formulas of two metrics: what they come to, and what is none."""

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.formula import parse_formula

VALUES = {"A": 6, "B": 4}
COMES_TO = {
    "A/B": 1.5,
    "A - B - 1": 1,
    "A - (B - 1)": 3,
    "A + B * 2": 14,
    "(A + B) * 2": 20,
    "A / B / 2": 0.75,
    "100*A": 600,
    "A * 0.5": 3,
    "A / (B - 4)": None,
    "A - A / (B - 4)": None,
    "(B - 4) / A": 0,
}


@pytest.mark.parametrize(("text", "expected"), COMES_TO.items())
def test_a_formula_comes_to(text: str, expected: float | None) -> None:
    assert parse_formula(text).value(VALUES) == expected


def test_what_is_made_of_nothing_is_nothing() -> None:
    assert parse_formula("A + B").value({"A": 1, "B": None}) is None


@pytest.mark.parametrize(
    "text", ["", "A B", "A /", "(A", "A)", "A ^ B", "a/b", "C", "A..B", "(" * 30 + "A" + ")" * 30]
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(BadQuestion, match="is no formula"):
        parse_formula(text)


def test_numbers_alone_are_no_formula() -> None:
    with pytest.raises(BadQuestion, match="no metric in it"):
        parse_formula("1 + 1")
