"""What DuckDB calls in Python: xxhash64, big-endian conversions, text as Trino reads and writes it."""

from typing import Any

import duckdb
import pyarrow as pa
import xxhash

from local.athena.columnwise import apply_to_column, apply_to_pair
from local.athena.json_text import scalar_at
from local.athena.number_text import double_text


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Register the functions of _FUNCTIONS under their names."""
    for name, (function, sources, target) in _FUNCTIONS.items():
        connection.create_function(
            name, function, sources.split(), target, type="arrow", null_handling="special"
        )


def _to_signed(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


def _to_big_endian(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


def _hash_texts(column: Any) -> Any:
    """A night hashes each session's name: by bytes it takes half the time."""
    texts = column.cast(pa.binary()).to_pylist()
    hashes = [None if text is None else xxhash.xxh64_intdigest(text) for text in texts]
    return pa.array(hashes, type=pa.uint64()).view(pa.int64())


# They live as long as the process: DuckDB lets go of a function with the connection object it came through,
# and then calls whatever lies in its place.
_FUNCTIONS = {
    "xxhash64": (apply_to_column(xxhash.xxh64_digest, pa.binary()), "BLOB", "BLOB"),
    "from_big_endian_64": (apply_to_column(_to_signed, pa.int64()), "BLOB", "BIGINT"),
    "to_big_endian_64": (apply_to_column(_to_big_endian, pa.binary()), "BIGINT", "BLOB"),
    "xxhash64_of_text": (_hash_texts, "VARCHAR", "BIGINT"),
    "json_scalar_as_written": (apply_to_pair(scalar_at, pa.string()), "VARCHAR VARCHAR", "VARCHAR"),
    "double_text": (apply_to_column(double_text, pa.string()), "DOUBLE", "VARCHAR"),
}
