"""Values in SQL: typed literals put in the place of `:name`, the only way a value gets into a model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tally.domain.errors import PermanentFailure

Scalar = str | int | bool | Decimal | date | datetime | timedelta | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as a relation. `types` are Athena's, one per column: they stand in when there is no row."""

    types: tuple[str, ...]
    rows: Sequence[Sequence[Scalar]]


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """Names of columns, written with commas between, from a file that was checked for them."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A piece of SQL, put in as it is. Only modelling.expressions makes one: never out of a caller's text."""

    sql: str


Value = Scalar | Rows | ColumnNames | Expression

_SECOND = timedelta(seconds=1)

_NAME = re.compile(r"[a-z_][a-z0-9_]*")

_TOKENS = re.compile(
    r"""(?P<skip> '(?:[^']|'')*' | "[^"]*" | --[^\n]* | /\*.*?\*/ )   # a colon in these is no placeholder
      | (?<![:\w]) : (?P<name> [a-z_][a-z0-9_]* )""",
    re.VERBOSE | re.DOTALL,
)


def placeholders(sql: str) -> frozenset[str]:
    """ColumnNames of the `:name` placeholders in a statement."""
    return frozenset(match["name"] for match in _TOKENS.finditer(sql) if match["name"])


def without_text(sql: str) -> str:
    """The statement with its strings, quoted names and comments blanked out."""
    return _TOKENS.sub(lambda match: " " if match["skip"] else match[0], sql)


def bind(sql: str, values: Mapping[str, Value]) -> str:
    """The statement with every `:name` replaced by the literal of its value.

    PermanentFailure names a placeholder that has no value.
    """

    def put(match: re.Match[str]) -> str:
        if match["skip"]:
            return match[0]
        if match["name"] not in values:
            raise PermanentFailure(f"no value for the parameter :{match['name']} of a SQL statement")
        return literal(values[match["name"]])

    return _TOKENS.sub(put, sql)


def literal(value: Value) -> str:
    """One value as Athena writes it; TypeError for a type that has no exact literal (such as float)."""
    match value:
        case Rows():
            text = _relation(value)
        case ColumnNames():
            text = ",\n    ".join(map(_check_name, value.names))
        case Expression():
            text = value.sql
        case None:
            text = "null"
        case bool():
            text = "true" if value else "false"
        case int():
            text = str(value) if value >= 0 else f"({value})"
        case Decimal() if value.is_finite():
            text = f"decimal '{value:f}'"
        case datetime():
            moment = value.astimezone(UTC) if value.tzinfo else value
            text = f"timestamp '{moment.replace(tzinfo=None).isoformat(' ', 'milliseconds')}'"
        case date():
            text = f"date '{value.isoformat()}'"
        case timedelta() if value % _SECOND == timedelta(0):
            text = f"interval '{value // _SECOND}' second"
        case str():
            text = "'" + value.replace("'", "''") + "'"
        case _:
            raise TypeError(f"a {type(value).__name__} has no exact SQL literal")
    return text


def _check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise PermanentFailure(f"{name!r} is no name of a column")
    return name


def _relation(value: Rows) -> str:
    if not value.rows:
        nulls = ", ".join(f"cast(null as {each})" for each in value.types)
        return f"(select {nulls} where false)"
    lines = (f"({', '.join(literal(each) for each in row)})" for row in value.rows)
    return "(values " + ", ".join(lines) + ")"
