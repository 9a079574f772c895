"""Trino's xxhash64 and big-endian conversions as DuckDB functions."""

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import xxhash


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Register xxhash64, from_big_endian_64, to_big_endian_64 and xxhash64_of_text."""

    for name, (function, source, target) in _FUNCTIONS.items():
        connection.create_function(name, function, [source], target, type="arrow")


def _apply_to_column(value_of: Callable[[Any], Any], target: Any) -> Callable[[Any], Any]:
    def convert(column: Any) -> Any:
        values = [None if value is None else value_of(value) for value in column.to_pylist()]
        return pa.array(values, type=target)

    return convert


def _to_signed(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


def _to_big_endian(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


def _hash_text(text: str) -> int:
    return _to_signed(xxhash.xxh64_digest(text.encode()))


# They live as long as the process: DuckDB lets go of a function with the connection object it came through,
# and then calls whatever lies in its place.
_FUNCTIONS = {
    "xxhash64": (_apply_to_column(xxhash.xxh64_digest, pa.binary()), "BLOB", "BLOB"),
    "from_big_endian_64": (_apply_to_column(_to_signed, pa.int64()), "BLOB", "BIGINT"),
    "to_big_endian_64": (_apply_to_column(_to_big_endian, pa.binary()), "BIGINT", "BLOB"),
    "xxhash64_of_text": (_apply_to_column(_hash_text, pa.int64()), "VARCHAR", "BIGINT"),
}
