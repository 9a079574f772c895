"""What an engine answers to Trino's SQL: the stand-in, or the real Trino that TALLY_TRINO_PORT names."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb

from local.athena import types
from local.athena.dialect import connect, translate
from local.athena.errors import QueryFailed
from tests.trino.engine import PORT, Refused, trino

Schema = Mapping[str, Mapping[str, str]]
FAILURES = (duckdb.Error, QueryFailed, Refused)
"""How either says that a statement cannot be answered."""


def on_trino() -> bool:
    return PORT in os.environ


def rows(sql: str, schema: Schema | None = None) -> list[tuple[Any, ...]]:
    """Rows of a statement; one of FAILURES."""
    if on_trino():
        return trino().run(sql).rows
    return _standing_in().execute(translate(sql, schema)).fetchall()


def value(expression: str, source: str = "") -> Any:
    """The one value of an expression; one of FAILURES."""
    ((found,),) = rows(f"select {expression} {source}")
    return found


def columns(sql: str) -> list[tuple[str, str]]:
    """(name, type in Trino's words) of a statement's columns."""
    if on_trino():
        found = trino().run(sql)
        return list(zip(found.columns, found.types, strict=True))
    described = _standing_in().execute(translate(sql)).description or []
    return [(column[0], types.trino_type(column[1])) for column in described]


@cache
def _standing_in() -> duckdb.DuckDBPyConnection:
    return connect()
