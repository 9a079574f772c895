"""Formulas of two metrics: A/B, (A - B) / A * 100. What is divided by 0, or made of nothing, is null."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tally.domain.errors import BadQuestion

Values = Mapping[str, float | None]
"""A metric's letter -> its value."""

LETTERS = ("A", "B")
_PART = re.compile(r"\s*(\d+(?:\.\d+)?|[A-Z]|[-+*/()])")
_DEEPEST = 20
"""So many brackets in brackets: more is no formula that anybody reads."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, the letters in it, and how it is worked out."""

    text: str
    letters: frozenset[str]
    _work_out: Callable[[Values], float | None]

    def value(self, values: Values) -> float | None:
        """Of these values of its letters; null where one of them is."""
        return self._work_out(values)


def parse_formula(text: str) -> Formula:
    """The formula that a text writes; BadQuestion says what it may be made of."""
    reader = _Reader(text)
    work_out = reader.read_sum()
    if reader.parts:
        raise _refuse(text)
    letters = frozenset(re.findall(r"[A-Z]", text))
    if not letters:
        raise BadQuestion(f"{text!r} has no metric in it: write A or B")
    return Formula(text.strip(), letters, work_out)


class _Reader:
    """Takes parts from the left: a sum of products of numbers, letters and brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        self.parts: list[str] = []
        place = 0
        while text[place:].strip():
            found = _PART.match(text, place)
            if found is None:
                raise _refuse(text)
            self.parts.append(found[1])
            place = found.end()

    def read_sum(self) -> Callable[[Values], float | None]:
        left = self._read_product()
        while self.parts and self.parts[0] in "+-":
            left = _combine(self.parts.pop(0), left, self._read_product())
        return left

    def _read_product(self) -> Callable[[Values], float | None]:
        left = self._read_one()
        while self.parts and self.parts[0] in "*/":
            left = _combine(self.parts.pop(0), left, self._read_one())
        return left

    def _read_one(self) -> Callable[[Values], float | None]:
        part = self.parts.pop(0) if self.parts else ""
        if part == "(":
            self.depth += 1
            inner = self.read_sum() if self.depth <= _DEEPEST else None
            self.depth -= 1
            if inner is None or not self.parts or self.parts.pop(0) != ")":
                raise _refuse(self.text)
            return inner
        if part[:1].isdigit():
            return lambda _: float(part)
        if part in LETTERS:
            return lambda values: values[part]
        raise _refuse(self.text)


def _combine(
    operator: str, left: Callable[[Values], float | None], right: Callable[[Values], float | None]
) -> Callable[[Values], float | None]:
    def work_out(values: Values) -> float | None:
        one, other = left(values), right(values)
        if one is None or other is None or (operator == "/" and other == 0):
            return None
        match operator:
            case "+":
                return one + other
            case "-":
                return one - other
            case "*":
                return one * other
        return one / other

    return work_out


def _refuse(text: str) -> BadQuestion:
    return BadQuestion(f"{text!r} is no formula: write A/B, or (A - B) / A * 100, of A, B and numbers")
