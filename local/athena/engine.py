"""DuckDB with S3 and Iceberg, and a few connections to it that are always ready."""

import os
import queue
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb
from tally.adapters.aws.deployment import LOCAL_CREDENTIALS

from local.athena.dialect import connect
from local.athena.storage import StoredObject

EXTENSIONS = ("httpfs", "avro", "iceberg")
AT_ONCE = 4
"""Queries that run at the same time."""


class Engine:
    """One in-memory database that holds functions only; every table is a subquery of the statement itself."""

    def __init__(self, s3_host: str) -> None:
        """`s3_host` is host:port of the emulator."""
        self._database = database = connect()  # kept: its Python functions die with it, cursors or not
        for name in EXTENSIONS:
            database.execute(f"LOAD '{_find_extension(name)}'")
        database.execute(
            f"CREATE SECRET (TYPE s3, KEY_ID '{LOCAL_CREDENTIALS['aws_access_key_id']}', "
            f"SECRET '{LOCAL_CREDENTIALS['aws_secret_access_key']}', ENDPOINT '{s3_host}', "
            "URL_STYLE 'path', USE_SSL false)"
        )
        # 600 small objects: 130 ms instead of 900 when their sizes and dates need not be asked for again
        database.execute("SET GLOBAL enable_http_metadata_cache = true")
        database.execute(
            f"SET GLOBAL temp_directory = '{Path(tempfile.gettempdir(), f'tally-athena-{os.getpid()}')}'"
        )
        self._etags: dict[str, str] = {}
        self._free: queue.LifoQueue[duckdb.DuckDBPyConnection] = queue.LifoQueue()
        for _ in range(AT_ONCE):
            self._free.put(database.cursor())

    def notice(self, objects: Iterable[StoredObject]) -> None:
        """Trust nothing remembered any more once an object turns up that was overwritten."""
        for item in objects:
            if self._etags.setdefault(item.url, item.etag) != item.etag:
                self._etags[item.url] = item.etag
                self._database.cursor().execute("SET GLOBAL enable_http_metadata_cache = false")

    def warm_up(self) -> None:
        """Load what the first call of a Python function needs (0.6 s)."""
        with self.cursor() as cursor:
            cursor.execute("SELECT xxhash64_of_text('')").fetchall()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one statement; waits while all are busy."""
        cursor = self._free.get()
        try:
            yield cursor
        finally:
            self._free.put(cursor)


def _find_extension(name: str) -> str:
    files = resources.files(f"duckdb_extension_{name}")
    path = files.joinpath("extensions", f"v{duckdb.__version__}", f"{name}.duckdb_extension")
    return str(path)
