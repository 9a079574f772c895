"""Rows of answers with real numbers and days in them: JSON has texts for both."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from tally.domain.exports.document import CellKind, ExportColumn, Row

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HOUR = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:\d\d)?")
_NOT_NUMBERS = (
    CellKind.UNIT,
    CellKind.TEXT,
    CellKind.KPI,
    CellKind.SEGMENT,
    CellKind.VERDICT,
    CellKind.YES_NO,
)


def read_rows(rows: Sequence[Row], columns: Sequence[ExportColumn]) -> list[dict[str, Any]]:
    """The rows with the columns' cells alone, in their order."""
    return [{each.name: _read_cell(each, row) for each in columns} for row in rows]


def write_hour(hour: datetime, kind: CellKind) -> str:
    """As the answer had it: a moment is of UTC, an hour of a day has its distance to it."""
    text = hour.isoformat(timespec="milliseconds" if hour.microsecond else "seconds")
    return text.replace("+00:00", "Z") if kind is CellKind.MOMENT else text


def _read_cell(column: ExportColumn, row: Mapping[str, Any]) -> Any:
    value, kind = row.get(column.name), column.kind_in(row)
    if kind in (CellKind.DATE, CellKind.MOMENT):
        return _read_moment(value)
    if value is None or kind in _NOT_NUMBERS:
        return value
    number = float(value) if isinstance(value, Decimal | str) else value
    if isinstance(number, float):
        if not isfinite(number):
            return None
        return int(number) if kind is CellKind.COUNT and number.is_integer() else number
    return number


def _read_moment(value: Any) -> Any:
    """A day, or an hour with its distance to UTC; other texts, such as `average`, stay what they are."""
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if _HOUR.fullmatch(value) else value
