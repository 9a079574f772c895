"""Where one value of an event comes from: a column, a template, a constant or a hash of columns."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tally.domain.errors import Misconfigured

TYPES = ("text", "number", "integer", "boolean", "time")
WHOLE_ROW = "*"

_WAYS = ("column", "template", "constant", "hash")
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

    @property
    def columns(self) -> Iterable[str]:
        """Columns that it reads."""
        if self.column is not None:
            return (self.column,)
        if self.template is not None:
            return _PLACEHOLDER.findall(self.template)
        return self.hash if isinstance(self.hash, tuple) else ()

    def value(self, row: Values) -> Any:
        """The value in this row, None when the cell is empty; UnreadableError when it is no such thing."""
        if self.column is not None:
            return self._typed(self.column, lookup(row, self.column))
        if self.template is not None:
            return _PLACEHOLDER.sub(lambda match: as_text(lookup(row, match[1])), self.template)
        if self.hash is not None:
            names = row if self.hash == WHOLE_ROW else self.hash
            return _hash([as_text(lookup(row, name)) for name in names])
        return self.constant

    def _typed(self, column: str, cell: Any) -> Any:
        if cell is None or cell == "":
            return None
        try:
            return self._read(cell)
        except (ValueError, InvalidOperation):
            wanted = f"{self.type} as {self.format}" if self.format else self.type
            raise UnreadableError(column, f"{as_text(cell)!r} is no {wanted}") from None

    def _read(self, cell: Any) -> Any:
        if self.type == "number":
            return _number(cell)
        if self.type == "integer":
            return int(as_text(cell))
        if self.type == "boolean":
            return _boolean(cell)
        if self.type == "time":
            return self._time(cell).isoformat(timespec="milliseconds")
        return as_text(cell)

    def _time(self, cell: Any) -> datetime:
        if isinstance(cell, datetime):
            moment = cell
        elif isinstance(cell, date):
            moment = datetime(cell.year, cell.month, cell.day)
        elif self.format in ("epoch_s", "epoch_ms"):
            seconds = float(as_text(cell)) / (1000 if self.format == "epoch_ms" else 1)
            moment = _epoch(seconds)
        elif self.format:
            moment = datetime.strptime(as_text(cell), self.format)
        else:
            moment = datetime.fromisoformat(as_text(cell))
        return moment if moment.tzinfo else moment.replace(tzinfo=self.timezone)


def read_source(place: str, told: Any) -> Source:
    """A source as a map tells it: a column's name, or a table; Misconfigured names the place in the map."""
    if isinstance(told, str):
        return Source(column=told)
    if not isinstance(told, dict) or sum(way in told for way in _WAYS) != 1:
        raise Misconfigured(
            f"{place}: name a column, or write {{ column | template | constant | hash = ... }}"
        )
    known = {*_WAYS, "type", "format", "timezone"}
    if unknown := sorted(set(told) - known):
        raise Misconfigured(f"{place}: {unknown[0]} is unknown here; there are {', '.join(sorted(known))}")
    if told.get("type", "text") not in TYPES:
        raise Misconfigured(f"{place}: type {told['type']!r} is none of {', '.join(TYPES)}")
    settings = dict(told)
    if isinstance(settings.get("hash"), list):
        settings["hash"] = tuple(settings["hash"])
    if "timezone" in settings:
        settings["timezone"] = _zone(place, settings["timezone"])
    if ("format" in settings or "timezone" in settings) and "type" not in settings:
        settings["type"] = "time"
    return Source(**settings)


def lookup(row: Values, name: str) -> Any:
    """A cell by its column, or by a path with dots into nested objects; None when it is not there."""
    if name in row or "." not in name:
        return row.get(name)
    outer, _, inner = name.partition(".")
    within = row.get(outer)
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


def _number(cell: Any) -> int | float | str:
    exact = Decimal(as_text(cell))
    if not exact.is_finite():
        raise ValueError
    if exact == exact.to_integral_value() and abs(exact) < 10**15:
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else str(exact)


def _boolean(cell: Any) -> bool:
    try:
        return _BOOLEANS[as_text(cell).strip().lower()]
    except KeyError:
        raise ValueError from None


def _epoch(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError):
        raise ValueError from None


def _zone(place: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Misconfigured(
            f"{place}: there is no time zone {name!r}; write one such as Europe/Rome"
        ) from None
