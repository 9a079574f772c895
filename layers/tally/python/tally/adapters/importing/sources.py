"""Where one value of an event comes from: a column, a template, a constant or a hash of columns."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tally.adapters.importing.local_times import EPOCHS, Doubt, Moment, read_moment
from tally.adapters.importing.numbers import NumberFormat
from tally.domain.errors import Misconfigured

TYPES = ("text", "number", "integer", "boolean", "time")
WHOLE_ROW = "*"

EQUAL_BEFORE = "\0equal rows before"
"""Beside the columns of a row: how many equal ones came before it in its file, if any."""

_WAYS = ("column", "template", "constant", "hash")
_EQUAL_ROWS = ("each", "one")
_AS_TOLD = NumberFormat()
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

Values = Mapping[str, Any]


class UnreadableError(Exception):
    """A cell that does not hold what the map says; `column` is its name."""

    def __init__(self, column: str, detail: str) -> None:
        super().__init__(detail)
        self.column = column


@dataclass(frozen=True, slots=True)
class Source:
    """One way to a value. Exactly one of column, template, constant and hash says which."""

    column: str | None = None
    template: str | None = None
    constant: Any = None
    hash: str | tuple[str, ...] | None = None
    type: str = "text"
    format: str | None = None
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    numbers: NumberFormat = _AS_TOLD
    equal_rows: str = "each"

    @property
    def columns(self) -> Iterable[str]:
        """Columns that it reads."""
        if self.column is not None:
            return (self.column,)
        if self.template is not None:
            return _PLACEHOLDER.findall(self.template)
        return self.hash if isinstance(self.hash, tuple) else ()

    @property
    def tells_equal_rows_apart(self) -> bool:
        """Whether equal rows get different values: `{ hash = "*" }`, unless the map says otherwise."""
        return self.hash == WHOLE_ROW and self.equal_rows == "each"

    def _hashed(self, row: Values) -> Iterable[str]:
        if self.hash != WHOLE_ROW:
            return self.hash or ()
        return row if self.equal_rows == "each" else [name for name in row if name != EQUAL_BEFORE]

    def value(self, row: Values) -> Any:
        """The value in this row, None when the cell is empty; UnreadableError when it is no such thing."""
        if self.column is not None:
            return self._typed(self.column, lookup(row, self.column))
        if self.template is not None:
            return _PLACEHOLDER.sub(lambda match: as_text(lookup(row, match[1])), self.template)
        if self.hash is not None:
            return _hash([as_text(lookup(row, name)) for name in self._hashed(row)])
        return self.constant

    def doubt(self, row: Values) -> Doubt | None:
        """What is doubtful about the time in this row, which must be readable; None of any other source."""
        if self.type != "time" or self.column is None:
            return None
        cell = lookup(row, self.column)
        return None if cell in (None, "") else self._moment(cell).doubt

    def _typed(self, column: str, cell: Any) -> Any:
        if cell is None or cell == "":
            return None
        try:
            return self._read(cell)
        except ValueError as error:
            raise UnreadableError(column, self._describe(cell, error)) from None

    def _read(self, cell: Any) -> Any:
        if self.type in ("number", "integer"):
            return self._number(cell)
        if self.type == "boolean":
            return _boolean(cell)
        if self.type == "time":
            return self._moment(cell).at.isoformat(timespec="milliseconds")
        return cell if isinstance(cell, list | dict) else as_text(cell)

    def _moment(self, cell: Any) -> Moment:
        return read_moment(cell, as_text(cell), self.format, self.timezone)

    def _number(self, cell: Any) -> int | float | str:
        """Numbers of Parquet and JSON as they are; text as the map says that people wrote it."""
        if isinstance(cell, bool) or not isinstance(cell, str | int | float | Decimal):
            raise ValueError(f"{as_text(cell)!r} is no number")
        exact = self.numbers.read(cell) if isinstance(cell, str) else Decimal(str(cell))
        if not exact.is_finite():
            raise ValueError(f"{as_text(cell)!r} is no number")
        if exact == exact.to_integral_value() and abs(exact) < 10**15:
            return int(exact)
        if self.type == "integer":
            raise ValueError(f"{as_text(cell)!r} is no integer")
        return float(exact) if Decimal(repr(float(exact))) == exact else str(exact)

    def _describe(self, cell: Any, error: ValueError) -> str:
        if self.type in ("number", "integer"):
            return str(error)
        wanted = f"{self.type} as {self.format}" if self.format else self.type
        return f"{as_text(cell)!r} is no {wanted}"


def read_source(place: str, told: Any, numbers: NumberFormat = _AS_TOLD) -> Source:
    """A source as a map tells it: a column's name, or a table; Misconfigured names the place in the map."""
    if isinstance(told, str):
        return Source(column=told)
    if not isinstance(told, dict) or sum(way in told for way in _WAYS) != 1:
        raise Misconfigured(
            f"{place}: name a column, or write {{ column | template | constant | hash = ... }}"
        )
    known = {*_WAYS, "type", "format", "timezone", "equal_rows"}
    if unknown := sorted(set(told) - known):
        raise Misconfigured(f"{place}: {unknown[0]} is unknown here; there are {', '.join(sorted(known))}")
    _check_kinds(place, told)
    if told.get("type", "text") not in TYPES:
        raise Misconfigured(f"{place}: type {told['type']!r} is none of {', '.join(TYPES)}")
    if told.get("equal_rows", "each") not in _EQUAL_ROWS or (
        "equal_rows" in told and told.get("hash") != "*"
    ):
        raise Misconfigured(f'{place}: equal_rows is "each" or "one", and stands beside hash = "*"')
    format_ = told.get("format", "")
    if format_.startswith("epoch") and format_ not in EPOCHS:
        raise Misconfigured(f"{place}: format {format_!r} is none of {', '.join(EPOCHS)}")
    settings = {"numbers": numbers, **told}
    if isinstance(settings.get("hash"), list):
        settings["hash"] = tuple(settings["hash"])
    if "timezone" in settings:
        settings["timezone"] = _zone(place, settings["timezone"])
    if ("format" in settings or "timezone" in settings) and "type" not in settings:
        settings["type"] = "time"
    return Source(**settings)


_TEXTS = ("column", "template", "format", "timezone")


def _check_kinds(place: str, told: Mapping[str, Any]) -> None:
    """Misconfigured where a setting is no text, or holds what an event cannot."""
    for name in _TEXTS:
        if name in told and not isinstance(told[name], str):
            raise Misconfigured(f"{place}: {name} is a text in quotes")
    hashed = told.get("hash", WHOLE_ROW)
    names = hashed if isinstance(hashed, list) else ()
    if hashed != WHOLE_ROW and not (names and all(isinstance(name, str) for name in names)):
        raise Misconfigured(f'{place}: hash is "{WHOLE_ROW}" or a list of columns, such as ["id", "date"]')
    try:
        json.dumps(told.get("constant"), allow_nan=False)
    except (TypeError, ValueError):
        raise Misconfigured(
            f"{place}: constant is no value of JSON: write dates and the like in quotes"
        ) from None


def lookup(row: Values, name: str) -> Any:
    """A cell by its column, or by a path with dots into nested objects; None when it is not there.

    UnreadableError where the path leads through a list: which of its members is meant?
    """
    if name in row or "." not in name:
        return row.get(name)
    outer, _, inner = name.partition(".")
    within = row.get(outer)
    if isinstance(within, list):
        raise UnreadableError(
            outer, f'is a list: write [{{ each = "{outer}", ... }}] in the map, and {inner} there'
        )
    return lookup(within, inner) if isinstance(within, Mapping) else None


def as_text(cell: Any) -> str:
    """A cell as text, the same for equal cells whatever file they came from; an empty cell is ''."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, dict | list):
        return json.dumps(cell, sort_keys=True, default=str)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return str(cell)


def _hash(parts: list[str]) -> str:
    return blake2b(json.dumps(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _boolean(cell: Any) -> bool:
    try:
        return _BOOLEANS[as_text(cell).strip().lower()]
    except KeyError:
        raise ValueError from None


def _zone(place: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(
            f"{place}: there is no time zone {name!r}; write one such as Europe/Rome"
        ) from None
