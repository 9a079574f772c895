"""Results as Athena hands them out: every value as text, with the metadata that clients read types from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from local.athena.types import result_type

TextRow = tuple[str | None, ...]
_PRECISIONS = {
    "bigint": 19,
    "integer": 10,
    "smallint": 5,
    "tinyint": 3,
    "double": 17,
    "real": 17,
    "timestamp": 3,
    "varchar": 2147483647,
}


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result; precision and scale are 0 where they mean nothing."""

    name: str
    kind: str
    precision: int = 0
    scale: int = 0

    @classmethod
    def of(cls, name: str, kind: Any) -> "ResultColumn":
        """From DuckDB's description of a column."""
        label = result_type(kind)
        if label == "decimal":
            precision, scale = (value for _, value in kind.children)
            return cls(name, label, precision, scale)
        return cls(name, label, _PRECISIONS.get(label, 0))

    def info(self) -> dict[str, Any]:
        """As ResultSetMetadata has it."""
        return {
            "CatalogName": "hive",
            "SchemaName": "",
            "TableName": "",
            "Name": self.name,
            "Label": self.name,
            "Type": "float" if self.kind == "real" else self.kind,
            "Precision": self.precision,
            "Scale": self.scale,
            "Nullable": "UNKNOWN",
            "CaseSensitive": self.kind in ("varchar", "string"),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished statement leaves.

    `kind` is DML, DDL or UTILITY; `extension` csv, txt or empty (no result file); `written` are addresses of
    data files for the manifest, None when the statement writes no data.
    """

    kind: str
    statement: str
    columns: Sequence[ResultColumn] = ()
    rows: Sequence[TextRow] = ()
    extension: str = "txt"
    scanned: int = 0
    changed: int | None = None
    written: Sequence[str] | None = None
    location: str | None = None


def format_csv(columns: Sequence[ResultColumn], rows: Sequence[TextRow]) -> bytes:
    """Athena's result file: everything quoted but NULL, which is nothing at all."""
    lines = [",".join(_quote(column.name) for column in columns)]
    lines += [",".join("" if value is None else _quote(value) for value in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def format_sheet(rows: Sequence[TextRow]) -> bytes:
    """The result file of SHOW and DESCRIBE."""
    lines = ("\t".join(value or "" for value in row) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def format_row(values: Sequence[Any]) -> TextRow:
    """One row of Python values as Athena writes it."""
    return tuple(None if value is None else _format_value(value) for value in values)


def _format_value(value: Any) -> str:  # noqa: PLR0911  (one return for each type)
    match value:
        case None:
            return "null"
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return _format_double(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(
                sep=" ", timespec="microseconds" if value.microsecond % 1000 else "milliseconds"
            )
        case date():
            return value.isoformat()
        case timedelta():
            return _format_interval(value)
        case bytes():
            return value.hex(" ")
        case dict():
            return (
                "{"
                + ", ".join(f"{_format_value(key)}={_format_value(item)}" for key, item in value.items())
                + "}"
            )
        case list() | tuple():
            return "[" + ", ".join(_format_value(item) for item in value) + "]"
    return str(value)


def _format_double(value: float) -> str:
    """As Java writes it: 1.0, 1.0E10, NaN, Infinity."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value) if "e" not in repr(value) else f"{value:f}"
    digits, _, exponent = f"{Decimal(repr(value)):E}".partition("E")
    mantissa = digits if "." in digits else f"{digits}.0"
    if "." in digits:
        mantissa = digits.rstrip("0")
        mantissa = f"{mantissa}0" if mantissa.endswith(".") else mantissa
    return f"{mantissa}E{int(exponent)}"


def _format_interval(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    hours, seconds = divmod(value.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{sign}{value.days} {hours:02}:{minutes:02}:{seconds:02}.{value.microseconds // 1000:03}"
