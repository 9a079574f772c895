"""Trino's xxhash64 and big-endian conversions as DuckDB functions."""

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import xxhash


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Register xxhash64, from_big_endian_64, to_big_endian_64 and xxhash64_of_text."""
    for name, value_of, source, target in _FUNCTIONS:
        connection.create_function(
            name, _columnwise(value_of, target), [source], _DUCKDB[target], type="arrow"
        )


def _columnwise(value_of: Callable[[Any], Any], target: pa.DataType) -> Callable[[Any], pa.Array]:
    def convert(column: Any) -> pa.Array:
        values = (None if value is None else value_of(value) for value in column.to_pylist())
        return pa.array(values, type=target)

    return convert


def _signed(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


_DUCKDB = {pa.binary(): "BLOB", pa.int64(): "BIGINT"}
_FUNCTIONS = [
    ("xxhash64", xxhash.xxh64_digest, "BLOB", pa.binary()),
    ("from_big_endian_64", _signed, "BLOB", pa.int64()),
    ("to_big_endian_64", lambda value: value.to_bytes(8, "big", signed=True), "BIGINT", pa.binary()),
    ("xxhash64_of_text", lambda text: _signed(xxhash.xxh64_digest(text.encode())), "VARCHAR", pa.int64()),
]
