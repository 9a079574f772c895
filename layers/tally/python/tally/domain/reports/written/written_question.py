"""A question as it was written, its names and the forms of its values checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from tally.domain.errors import BadQuestion
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.written.field import Field, Form
from tally.domain.shop.shop_clock import ShopClock

MOST_LETTERS = 2_000
"""Of one text: an event with ten conditions has some hundred."""
MOST_TEXTS = 100

Value = str | int | tuple[str, ...]

CohortLookup = Callable[[str], Cohort]
"""The cohort that is kept under a name; BadQuestion where there is none."""

_NOT_STORED = re.compile("[\0\ud800-\udfff]")


FindVersion = Callable[[str, int | None], Cohort]
"""The same in a version, None for the newest."""


def know_no_cohort(name: str, _version: int | None = None) -> Cohort:
    """BadQuestion: nothing is kept where this is asked."""
    raise BadQuestion(f"no cohort is named {name!r}")


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """Values by the names of fields, only those that were written. `now` is the moment of asking."""

    values: Mapping[str, Value]
    clock: ShopClock
    now: datetime
    find_cohort: CohortLookup = know_no_cohort

    @property
    def today(self) -> date:
        """On the shop's clock."""
        return self.clock.business_date(self.now)

    def text(self, name: str) -> str | None:
        """The text of a field; None where it was not written."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a field, in their order."""
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else ()

    def number(self, name: str) -> int | None:
        """The number of a field."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def has(self, name: str) -> bool:
        """Whether the field was written."""
        return name in self.values


def check_written(kind: str, fields: Sequence[Field], asked: Mapping[str, object]) -> Mapping[str, Value]:
    """The values of a question of a kind. Null is a field that was not written.

    BadQuestion for unknown fields, values of another form, and fields that lack.
    """
    known = {field.name: field for field in fields}
    if unknown := sorted(asked.keys() - known.keys()):
        raise _refuse_unknown(kind, unknown[0], known)
    values = {name: _check(known[name], value) for name, value in asked.items() if value is not None}
    for field in fields:
        if field.is_required and field.name not in values:
            raise BadQuestion(f"A {kind} needs {field.name}: {field.meaning}")
    return values


def _refuse_unknown(kind: str, name: str, known: Mapping[str, Field]) -> BadQuestion:
    if near := get_close_matches(name, known, n=1):
        return BadQuestion(f"{name!r} is no field of a {kind}: did you mean {near[0]}?")
    return BadQuestion(f"{name!r} is no field of a {kind}: it has {', '.join(known)}")


def _check(field: Field, value: object) -> Value:
    match field.form, value:
        case Form.TEXT, str(text):
            return _check_text(field, text)
        case Form.TEXTS, list() | tuple() if all(isinstance(each, str) for each in value):
            if len(value) > MOST_TEXTS:
                raise BadQuestion(f"{field.name} takes at most {MOST_TEXTS} texts, these are {len(value)}")
            return tuple(_check_text(field, each) for each in value)
        case ((Form.YES | Form.EITHER), bool(is_said)):
            return is_said
        # JSON knows one kind of number: 7.0 is the whole number 7.
        case Form.NUMBER, int(number) if not isinstance(number, bool):
            return number
        case Form.NUMBER, float(number) if number.is_integer():
            return int(number)
    raise BadQuestion(f"{field.name} is a {field.form}: {_shorten(value)} is none. {field.meaning}")


def _check_text(field: Field, text: str) -> str:
    if len(text) > MOST_LETTERS:
        raise BadQuestion(f"{field.name} has {len(text):,} letters: {MOST_LETTERS:,} is the most")
    if _NOT_STORED.search(text):
        raise BadQuestion(f"{field.name} has a letter that no text can hold: {text!a}")
    if field.words and text not in field.words:
        raise BadQuestion(f"{text!r} is no {field.name}: it is one of {', '.join(field.words)}")
    return text


def _shorten(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
