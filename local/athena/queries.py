"""SELECT, and the statements that store a query's result: CREATE TABLE AS, INSERT INTO, UNLOAD."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from sqlglot import exp

from local.athena.catalog import CATALOG, Table
from local.athena.errors import QueryFailed, translate_error
from local.athena.precision import check_stored_timestamps
from local.athena.repairs import is_named
from local.athena.results import Outcome, ResultColumn, format_row
from local.athena.session import Session
from local.athena.storage import folder, partition_of
from local.athena.types import duckdb_type, glue_type, stored_type

TypedColumns = Sequence[tuple[str, Any]]
_COMPRESSIONS = {"GZIP", "SNAPPY", "ZSTD", "LZ4", "NONE"}


def select(session: Session, tree: exp.Expression) -> Outcome:
    """Run a query and keep its rows."""
    bound = session.bind(tree)
    columns = session.execute(bound.sql, tree)
    if any(str(kind) == "TIMESTAMP WITH TIME ZONE" for _, kind in columns):
        session.execute(_write_moments_as_text(bound.sql, columns), tree)
    try:
        rows = [format_row(row) for row in session.cursor.fetchall()]
    except duckdb.Error as error:
        raise translate_error(session.sql, tree, error) from error
    described = [ResultColumn.of(name, kind) for name, kind in columns]
    return Outcome("DML", "SELECT", described, rows, "csv", bound.scanned)


def _write_moments_as_text(sql: str, columns: TypedColumns) -> str:
    moments = ", ".join(
        f"strftime({_quote_name(name)} AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%g UTC') AS {_quote_name(name)}"
        for name, kind in columns
        if str(kind) == "TIMESTAMP WITH TIME ZONE"
    )
    return f"SELECT * REPLACE ({moments}) FROM ({sql})"


def create_table_as(session: Session, tree: exp.Expression) -> Outcome:
    """CREATE TABLE ... WITH (...) AS: Parquet in S3 and a table in Glue."""
    database, name = session.resolve_name(tree.this)
    if session.catalog.find(database, name) is not None:
        if tree.args.get("exists"):
            return Outcome("DDL", "CREATE_TABLE_AS_SELECT", changed=0)
        raise QueryFailed(
            f"TABLE_ALREADY_EXISTS: line 1:1: Table '{CATALOG}.{database}.{name}' already exists"
        )
    if not session.catalog.has_database(database):
        raise QueryFailed(f"SCHEMA_NOT_FOUND: line 1:1: Schema '{database}' does not exist")
    options = _read_options(tree)
    default = f"{folder(session.output)}tables/{session.execution_id}"
    location = folder(options.get("external_location", default))
    _refuse_used(session, location, f"{database}.{name}")
    keys = [key.lower() for key in options.get("partitioned_by", [])]
    query = tree.expression
    columns, outcome = _store_rows(session, query, location, keys, options, strict=True)
    kinds = [(column.lower(), glue_type(kind)) for column, kind in columns]
    table = Table(
        database=database,
        name=name,
        columns=kinds[: len(kinds) - len(keys)],
        keys=kinds[len(kinds) - len(keys) :],
        location=location,
        parameters={"has_encrypted_data": "false", "parquet.compression": options["compression"]},
    )
    session.catalog.create_table(table)
    _register_partitions(session, table, outcome.written or ())
    statement = "CREATE_TABLE_AS_SELECT"
    return replace(outcome, kind="DDL", statement=statement, location=location.rstrip("/"))


def insert(session: Session, tree: exp.Expression) -> Outcome:
    """INSERT INTO: one more Parquet file in each partition that it touches."""
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    database, name = session.resolve_name(target)
    table = session.catalog.find(database, name)
    if table is None:
        raise QueryFailed(f"TABLE_NOT_FOUND: line 1:1: Table '{CATALOG}.{database}.{name}' does not exist")
    if table.is_view or table.iceberg_metadata:
        raise QueryFailed(
            f"NOT_SUPPORTED: the stand-in inserts into Parquet tables only, not {database}.{name}"
        )
    declared = [*table.columns, *table.keys]
    given = [column.name.lower() for column in tree.this.expressions] or [column for column, _ in declared]
    bound = session.bind(tree.expression)
    columns = session.execute(f"SELECT * FROM ({bound.sql}) LIMIT 0", tree)
    if len(columns) != len(given):
        raise QueryFailed(
            f"TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: {len(given)} columns in the "
            f"table, {len(columns)} in the query"
        )
    casts = ", ".join(
        f"CAST({quoted if column in given else 'NULL'} AS {duckdb_type(kind)}) AS {quoted}"
        for column, kind in declared
        for quoted in [_quote_name(column)]
    )
    names = ", ".join(_quote_name(column) for column in given)
    sql = f"SELECT {casts} FROM ({bound.sql}) AS q({names})"
    target = _Target(table.location, [key for key, _ in table.keys], "ZSTD")
    outcome = _copy_rows(session, tree, sql, target)
    _register_partitions(session, table, outcome.written or ())
    return replace(outcome, statement="INSERT", scanned=bound.scanned)


def unload(session: Session, query: exp.Expression, location: str, options: Mapping[str, Any]) -> Outcome:
    """UNLOAD (query) TO 's3://...': files without a table."""
    _refuse_used(session, location, "UNLOAD")
    keys = [key.lower() for key in options.get("partitioned_by", [])]
    settings = {**options, "write_compression": options.get("compression") or "GZIP"}
    _, outcome = _store_rows(session, query, folder(location), keys, _check_options(settings))
    return replace(outcome, statement="UNLOAD")


def _store_rows(
    session: Session,
    query: exp.Expression,
    location: str,
    keys: list[str],
    options: Mapping[str, Any],
    *,
    strict: bool = False,
) -> tuple[TypedColumns, Outcome]:
    """`strict` refuses timestamps of Iceberg, as CREATE TABLE AS does; of UNLOAD nobody has seen it."""
    _check_names(query)
    bound = session.bind(query)
    if strict:
        check_stored_timestamps(query, session.database, bound.tables)
    columns = session.execute(f"SELECT * FROM ({bound.sql}) LIMIT 0", query)
    names = [name.lower() for name, _ in columns]
    if keys and names[len(names) - len(keys) :] != keys:
        raise QueryFailed(
            "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the "
            f"same order as the table properties: [{', '.join(keys)}]"
        )
    for _, kind in columns:
        glue_type(kind)
    casts = ", ".join(_write_stored_column(name, kind) for name, kind in columns)
    sql = f"SELECT {casts} FROM ({bound.sql})"
    outcome = _copy_rows(session, query, sql, _Target(location, keys, options["compression"]))
    return columns, replace(outcome, scanned=bound.scanned)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a query's rows go."""

    location: str
    keys: Sequence[str]
    compression: str


def _copy_rows(session: Session, tree: exp.Expression, sql: str, target: _Target) -> Outcome:
    compression = "uncompressed" if target.compression == "NONE" else target.compression
    options = f"FORMAT parquet, COMPRESSION {compression}"
    url = f"{folder(target.location)}{session.execution_id}.parquet"
    if target.keys:
        url = folder(target.location).rstrip("/")
        names = ", ".join(_quote_name(key) for key in target.keys)
        pattern = f"FILENAME_PATTERN '{session.execution_id}_{{uuid}}'"
        options += f", PARTITION_BY ({names}), OVERWRITE_OR_IGNORE true, {pattern}"
    session.execute(f"COPY ({sql}) TO '{url}' ({options})", tree)
    changed = session.cursor.fetchall()[0][0]
    ours = [
        item.url for item in session.storage.list_under(target.location) if session.execution_id in item.url
    ]
    return Outcome("DML", "", extension="", changed=changed, written=ours)


def _write_stored_column(name: str, kind: Any) -> str:
    narrower = stored_type(kind)
    value = f"CAST({_quote_name(name)} AS {narrower})" if narrower else _quote_name(name)
    return f"{value} AS {_quote_name(name.lower())}"


def _register_partitions(session: Session, table: Table, urls: Sequence[str]) -> None:
    if not table.keys or table.is_projected:
        return
    found = {}
    for url in urls:
        values = partition_of(url, table.location, [name for name, _ in table.keys])
        if values is not None:
            found[values] = url.rsplit("/", 1)[0] + "/"
    session.catalog.add_partitions(table, found)


def _refuse_used(session: Session, location: str, what: str) -> None:
    if not session.storage.is_empty(location):
        raise QueryFailed(
            f"HIVE_PATH_ALREADY_EXISTS: Target directory for table '{what}' already exists: {location}. You "
            f"may need to manually clean the data at location '{location}' before retrying. Athena will not "
            "delete data in your account."
        )


def _check_names(query: exp.Expression) -> None:
    """A stored column needs a name of its own."""
    names: list[str] = []
    for place, column in enumerate(query.selects, start=1):
        if not is_named(column):
            raise QueryFailed(f"MISSING_COLUMN_NAME: line 1:1: Column name not specified at position {place}")
        name = column.alias_or_name.lower()
        if name in names and not column.is_star:
            raise QueryFailed(
                f"DUPLICATE_COLUMN_NAME: line 1:1: Column name '{name}' specified more than once"
            )
        names.append(name)


def _read_options(tree: exp.Expression) -> dict[str, Any]:
    """The WITH (...) of a CREATE TABLE, names in lower case."""
    found: dict[str, Any] = {}
    properties = tree.args.get("properties")
    for item in properties.expressions if properties else []:
        if isinstance(item, exp.FileFormatProperty):
            found["format"] = item.name
        elif isinstance(item, exp.PartitionedByProperty):
            found["partitioned_by"] = [key.name for key in item.this.expressions]
        elif isinstance(item, exp.LocationProperty):
            found["external_location"] = item.name
        else:
            value = item.args.get("value")
            name = item.name.lower()
            is_list = isinstance(value, exp.Array)
            found[name] = [each.name for each in value.expressions] if is_list else value.name
    return _check_options(found)


def _check_options(found: dict[str, Any]) -> dict[str, Any]:
    if (
        found.get("format", "PARQUET").upper() != "PARQUET"
        or found.get("table_type", "HIVE").upper() != "HIVE"
    ):
        raise QueryFailed("NOT_SUPPORTED: the stand-in writes Parquet only: use format = 'PARQUET'")
    compression = found.get("write_compression") or found.get("parquet_compression") or "GZIP"
    if compression.upper() not in _COMPRESSIONS:
        raise QueryFailed(f"INVALID_TABLE_PROPERTY: Unsupported compression {compression} for Parquet")
    return {**found, "compression": compression.upper()}


def _quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
