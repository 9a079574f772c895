"""Trino's xxhash64 and big-endian conversions as DuckDB functions."""

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import xxhash


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Register xxhash64, from_big_endian_64, to_big_endian_64 and xxhash64_of_text."""

    def register(name: str, value_of: Callable[[Any], Any], source: str, target: str) -> None:
        function = _columnwise(value_of, _ARROW[target])
        connection.create_function(name, function, [source], target, type="arrow")

    register("xxhash64", xxhash.xxh64_digest, "BLOB", "BLOB")
    register("from_big_endian_64", _signed, "BLOB", "BIGINT")
    register("to_big_endian_64", _big_endian, "BIGINT", "BLOB")
    register("xxhash64_of_text", _signed_hash, "VARCHAR", "BIGINT")


def _columnwise(value_of: Callable[[Any], Any], target: Any) -> Callable[[Any], Any]:
    def convert(column: Any) -> Any:
        values = [None if value is None else value_of(value) for value in column.to_pylist()]
        return pa.array(values, type=target)

    return convert


def _signed(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


def _big_endian(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


def _signed_hash(text: str) -> int:
    return _signed(xxhash.xxh64_digest(text.encode()))


_ARROW = {"BLOB": pa.binary(), "BIGINT": pa.int64()}
