r"""A shop's own SQL as a setting: one statement that only reads, with parameters written `:name`.

A comment before it may tell of them, in the form of Tally's own files. What is not told there is a string.

    /*
    [parameters]
    since = "date: the first day"
    */
    select order_id from orders where business_date >= :since and country = :country
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.settings.sql_statement import SqlStatement

ParameterValue = str | int | bool | Decimal | date

_HEADER = re.compile(r"\s*/\*(?P<toml>.*?)\*/", re.DOTALL)
_MOST_DIGITS = 18
"""Of a whole number a bigint holds them all; before and behind the point a decimal(36,18)."""


def _read_whole(text: str) -> int:
    if len(text) > _MOST_DIGITS + 1:
        raise ValueError
    return int(text)


def _read_decimal(text: str) -> Decimal:
    value = Decimal(text)
    smallest = Decimal(1).scaleb(-_MOST_DIGITS)
    if not value.is_finite() or value.adjusted() >= _MOST_DIGITS or value != value.quantize(smallest):
        raise ValueError
    return value


_FORMS: Mapping[str, tuple[str, Callable[[str], ParameterValue]]] = MappingProxyType(
    {
        "string": ("any text", str),
        "bigint": ("a whole number such as 10", _read_whole),
        "decimal": ("a number such as 10.5", _read_decimal),
        "date": ("a date such as 2026-03-02", date.fromisoformat),
        "boolean": ("true or false", {"true": True, "false": False}.__getitem__),
    }
)


@dataclass(frozen=True, slots=True)
class SqlParameter:
    """A parameter's type, one of Athena's, and what its value means."""

    type: str = "string"
    meaning: str = "any text"

    def read(self, name: str, text: str) -> ParameterValue:
        """The value that is written so; BadQuestion where it is none of the type."""
        form, read = _FORMS[self.type]
        try:
            return read(text)
        except (ValueError, KeyError, InvalidOperation):
            raise BadQuestion(f"{text!r} is no {name}: it is {form}") from None


@dataclass(frozen=True, slots=True)
class SavedSql:
    """The statement as it was saved, and what it tells of its parameters."""

    text: str
    told: Mapping[str, SqlParameter]

    def parameter(self, name: str) -> SqlParameter:
        """What is known of one of its parameters."""
        return self.told.get(name, SqlParameter())


def parse_sql(text: str) -> SavedSql:
    """The statement of a setting's text; Misconfigured where it does not only read, or tells wrongly."""
    try:
        statement = SqlStatement.read(text)
    except BadQuestion as error:
        raise Misconfigured(str(error)) from error
    if not statement.reads:
        raise Misconfigured(f"this {statement.effect}: what is saved only reads")
    header = _HEADER.match(text)
    if header is None or "[parameters]" not in header["toml"]:
        return SavedSql(text, {})
    return SavedSql(text, _read_parameters(header["toml"]))


def _read_parameters(toml: str) -> Mapping[str, SqlParameter]:
    try:
        told = tomllib.loads(toml)["parameters"]
    except (ValueError, KeyError) as error:
        raise Misconfigured(f"the comment before the statement is no TOML: {error}") from error
    found = {}
    for name, line in told.items():
        kind, _, meaning = str(line).partition(": ")
        if kind not in _FORMS:
            raise Misconfigured(f"parameter {name}: {kind!r} is no type, use {', '.join(_FORMS)}")
        found[name] = SqlParameter(kind, meaning or _FORMS[kind][0])
    return found
