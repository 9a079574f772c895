"""Rows as a Parquet file, each column of one type."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.output.render import Row, format_cell

if TYPE_CHECKING:
    import pyarrow as pa

SOURCES_KEY = "tally"
"""Name of the file's metadata that say where its rows come from, as JSON."""

_WHOLE = frozenset({"tinyint", "smallint", "integer", "int", "bigint"})
_PASSED_ON = frozenset({"boolean", "date"})


def write_parquet(
    file: Path,
    rows: Sequence[Row],
    columns: Sequence[str],
    types: Mapping[str, str],
    sources: Mapping[str, Any] | None = None,
) -> None:
    """One file, compressed by Zstandard. `types` are Athena's by column; a column without one takes the type
    of its values. Arrays, rows and maps are text, as Athena gives them. OSError: it cannot be written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {name: _make_array([row.get(name) for row in rows], types.get(name)) for name in columns}
    table = pa.table(arrays)
    if sources is not None:
        table = table.replace_schema_metadata({SOURCES_KEY: json.dumps(sources, ensure_ascii=False)})
    pq.write_table(table, file, compression="zstd")


def _make_array(values: Sequence[Any], athena_type: str | None) -> "pa.Array[Any]":
    import pyarrow as pa

    kind = athena_type or _find_type(values)
    arrow_type: pa.DataType = pa.string()
    if kind in _WHOLE:
        arrow_type = pa.int64()
    elif kind in ("double", "real", "float"):
        arrow_type, values = pa.float64(), [None if value is None else float(value) for value in values]
    elif kind in _PASSED_ON:
        arrow_type = pa.bool_() if kind == "boolean" else pa.date32()
    elif kind.startswith("decimal"):
        precision, scale = kind.removeprefix("decimal(").removesuffix(")").split(",")
        arrow_type = pa.decimal128(int(precision), int(scale))
    elif kind == "timestamp":
        arrow_type = pa.timestamp("us")
    elif kind == "timestamp with time zone" and not any(isinstance(value, str) for value in values):
        arrow_type = pa.timestamp("us", "UTC")
    else:
        values = [None if value is None else format_cell(value) for value in values]
    return pa.array(values, arrow_type)


def _find_type(values: Sequence[Any]) -> str:
    """Athena's type that holds all of these; text where there is none."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return "double"
    if len(kinds) != 1:
        return "varchar"
    (kind,) = kinds
    if kind is datetime:
        is_utc = all(value.tzinfo is UTC for value in values if value is not None)
        return "timestamp with time zone" if is_utc else "timestamp"
    if kind is Decimal:
        return _find_decimal([value for value in values if value is not None])
    return {bool: "boolean", int: "bigint", float: "double", date: "date"}.get(kind, "varchar")


def _find_decimal(values: Sequence[Decimal]) -> str:
    scale = max(0, *(-int(value.as_tuple().exponent) for value in values))
    return f"decimal(38,{scale})"
