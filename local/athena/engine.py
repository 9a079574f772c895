"""DuckDB with S3 and Iceberg, and a few connections to it that are always ready."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

import duckdb

from local.athena.dialect import connect
from local.endpoint import LOCAL_CREDENTIALS

EXTENSIONS = ("httpfs", "avro", "iceberg")
AT_ONCE = 4
"""Queries that run at the same time."""


class Engine:
    """One in-memory database that holds functions only; every table is a subquery of the statement itself."""

    def __init__(self, s3_host: str) -> None:
        """`s3_host` is host:port of the emulator."""
        self._database = database = connect()  # kept: its Python functions die with it, cursors or not
        for name in EXTENSIONS:
            database.execute(f"LOAD '{_extension(name)}'")
        database.execute(
            f"CREATE SECRET (TYPE s3, KEY_ID '{LOCAL_CREDENTIALS['aws_access_key_id']}', "
            f"SECRET '{LOCAL_CREDENTIALS['aws_secret_access_key']}', ENDPOINT '{s3_host}', "
            "URL_STYLE 'path', USE_SSL false)"
        )
        self._free: queue.LifoQueue[duckdb.DuckDBPyConnection] = queue.LifoQueue()
        for _ in range(AT_ONCE):
            self._free.put(database.cursor())

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one statement; waits while all are busy."""
        cursor = self._free.get()
        try:
            yield cursor
        finally:
            self._free.put(cursor)


def _extension(name: str) -> str:
    files = resources.files(f"duckdb_extension_{name}")
    path = files.joinpath("extensions", f"v{duckdb.__version__}", f"{name}.duckdb_extension")
    return str(path)
