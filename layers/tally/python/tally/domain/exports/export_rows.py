"""Rows of SQL as a section of an export: each column by Athena's type of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import Any

from tally.domain.exports.document import CellKind, ExportColumn, ExportSection, ExportTable, Row

MOST_EXACT = 10**15
"""From here on a spreadsheet does not tell a number from its neighbours: so long an id is a text."""

_KINDS: Mapping[str, CellKind] = MappingProxyType(
    {
        **dict.fromkeys(("tinyint", "smallint", "integer", "bigint"), CellKind.COUNT),
        **dict.fromkeys(("real", "float", "double", "decimal"), CellKind.NUMBER),
        "boolean": CellKind.YES_NO,
        "date": CellKind.DATE,
        **dict.fromkeys(("timestamp", "timestamp with time zone"), CellKind.MOMENT),
    }
)
"""Whatever else there is (arrays, rows, maps, JSON) is a text."""


def lay_out_rows(rows: Sequence[Row], types: Mapping[str, str], title: str, sql: str) -> ExportSection:
    """`types` are Athena's by column, in their order; moments are UTC."""
    columns = [_describe(name, athena_type, rows) for name, athena_type in types.items()]
    told = [
        {column.name: _read_cell(row.get(column.name), column.kind) for column in columns} for row in rows
    ]
    return ExportSection(title, (), (), ExportTable(columns, told), sql=sql)


def _describe(name: str, athena_type: str, rows: Sequence[Row]) -> ExportColumn:
    kind = _KINDS.get(athena_type.partition("(")[0], CellKind.TEXT)
    if kind is CellKind.COUNT and any(abs(row.get(name) or 0) >= MOST_EXACT for row in rows):
        kind = CellKind.TEXT
    return ExportColumn(name, name, kind, athena_type)


def _read_cell(value: Any, kind: CellKind) -> Any:
    match value:
        case None:
            return None
        case float():
            return value if isfinite(value) else None
        case Decimal():
            return float(value)
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)
    return str(value) if kind is CellKind.TEXT else value
