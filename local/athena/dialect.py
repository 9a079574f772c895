"""Athena's SQL in DuckDB: a translation that keeps Trino's answers where the two engines differ.

`connect()` gives a connection that knows Trino's functions; `translate()` rewrites one statement for it. What
has no repair here is listed in docs/reference/athena-stand-in.md.
"""

from collections.abc import Mapping
from importlib import resources

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, UnsupportedError

from local.athena import hashing
from local.athena.errors import QueryFailed
from local.athena.foreign import refuse_foreign_functions, refuse_foreign_syntax
from local.athena.repairs import repair
from local.athena.strictness import check

_MACROS = resources.files("local.athena").joinpath("macros.sql")


def translate(sql: str, schema: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """One Athena statement as DuckDB SQL.

    `schema` is {table: {column: Athena type}} of the tables named. With it, what Trino would refuse is
    refused (QueryFailed) and UNNEST of maps and of rows without column names works. Raises
    sqlglot.errors.ParseError with line and column.
    """
    tree = parse(sql)
    refuse_foreign_functions(tree, sql)
    if schema:
        check(tree, "", {("", name.lower()): columns for name, columns in schema.items()}, sql)
    return render(tree, schema)


def parse(sql: str) -> exp.Expression:
    """The tree of exactly one Athena statement; ParseError otherwise."""
    statements = [tree for tree in sqlglot.parse(sql, read="athena") if tree is not None]
    if len(statements) != 1:
        raise ParseError(f"Expected one statement, found {len(statements)}")
    refuse_foreign_syntax(statements[0], sql)
    return statements[0]


def render(tree: exp.Expression, schema: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """An Athena tree as DuckDB SQL; the tree is left as it was."""
    return to_duckdb(repair(tree, schema or {}))


def to_duckdb(tree: exp.Expression) -> str:
    """The text of a repaired tree; QueryFailed rather than leave out what DuckDB has not."""
    try:
        return str(tree.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE))
    except UnsupportedError as error:
        raise QueryFailed(f"NOT_SUPPORTED: the stand-in cannot run this: {error}: try it on AWS") from error


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory database with Trino's functions, in UTC, that never downloads an extension."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'; SET GLOBAL integer_division = true")
    hashing.install(connection)
    connection.execute(_MACROS.read_text())
    return connection
