"""Refuses what Trino refuses to store: a timestamp(6), which Iceberg keeps, in a Parquet table."""

from collections.abc import Collection

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from local.athena.catalog import Table
from local.athena.errors import QueryFailed
from local.athena.naming import named_tables

_KEEPS = (
    exp.Alias,
    exp.Paren,
    exp.Max,
    exp.Min,
    exp.ArgMax,
    exp.ArgMin,
    exp.Window,
    exp.Filter,
    exp.Lag,
    exp.Lead,
)
_DEEPEST = 50


def check_stored_timestamps(query: exp.Expression, database: str, tables: Collection[Table]) -> None:
    """QueryFailed for a column that has microseconds; what cannot be told for certain is let pass."""
    found = {(table.database, table.name): table for table in tables}
    copy = query.copy()
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for node, key in named_tables(copy, database):
        if key not in found:
            return
        node.set("db", exp.to_identifier(key[0]))
        node.set("catalog", None)
        schema.setdefault(key[0], {})[key[1]] = found[key].types
    try:
        qualified = qualify(copy, schema=schema, dialect="athena", expand_alias_refs=False)
        scope = build_scope(qualified)
    except SqlglotError:
        return
    fine = {key for key, table in found.items() if table.iceberg_metadata}
    for column in scope.expression.selects if scope else ():
        if _has_microseconds(column, scope, found, fine, 0):
            raise QueryFailed(
                "NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6); the configured precision is "
                f"MILLISECONDS; column name: {column.alias_or_name}"
            )


def _has_microseconds(
    value: exp.Expression,
    scope: Scope,
    tables: dict[tuple[str, str], Table],
    fine: set[tuple[str, str]],
    depth: int,
) -> bool:
    if isinstance(value, _KEEPS) and depth < _DEEPEST:
        return _has_microseconds(value.this, scope, tables, fine, depth + 1)
    if not isinstance(value, exp.Column) or depth >= _DEEPEST:
        return False
    source = scope.sources.get(value.table)
    if isinstance(source, exp.Table):
        key = (source.text("db").lower(), source.name.lower())
        return key in fine and tables[key].types.get(value.name.lower()) == "timestamp"
    if isinstance(source, Scope) and isinstance(source.expression, exp.Query):
        for column in source.expression.selects:
            if column.alias_or_name.lower() == value.name.lower():
                return _has_microseconds(column, source, tables, fine, depth + 1)
    return False
