"""Views, databases and the other statements that only touch the catalog."""

import fnmatch
from collections.abc import Iterable, Sequence

from sqlglot import exp

from local.athena.catalog import CATALOG, Table
from local.athena.errors import QueryFailed
from local.athena.results import Outcome, ResultColumn
from local.athena.session import Session
from local.athena.storage import partition_of
from local.athena.types import glue_type, trino_type


def create_view(session: Session, tree: exp.Expression, text: str) -> Outcome:
    """CREATE [OR REPLACE] VIEW: kept in Glue as Athena keeps it. `text` is the query behind AS."""
    database, name = session.resolve_name(tree.this)
    existing = session.catalog.find(database, name)
    if existing is not None and not tree.args.get("replace"):
        raise QueryFailed(
            f"TABLE_ALREADY_EXISTS: line 1:1: Table '{CATALOG}.{database}.{name}' already exists"
        )
    if existing is not None and not existing.is_view:
        raise QueryFailed(
            f"NOT_SUPPORTED: line 1:1: '{database}.{name}' is a table: a view cannot replace it"
        )
    if existing is None and not session.catalog.has_database(database):
        raise QueryFailed(f"SCHEMA_NOT_FOUND: line 1:1: Schema '{database}' does not exist")
    columns = session.describe(tree.expression)
    stored = Table(database, name, [(column.lower(), _choose_stored_type(kind)) for column, kind in columns])
    session.catalog.put_view(
        stored, text, session.database, [(column.lower(), trino_type(kind)) for column, kind in columns]
    )
    return Outcome("DDL", "CREATE_VIEW")


def _choose_stored_type(kind: object) -> str:
    try:
        return glue_type(kind)
    except QueryFailed:  # a view may have types that a stored table may not
        return "string"


def drop(session: Session, tree: exp.Expression) -> Outcome:
    """DROP TABLE, VIEW, DATABASE. An Iceberg table's objects go with it, those of other tables stay."""
    kind = str(tree.args["kind"]).upper()
    (target,) = tree.args["tables"]
    optional = bool(tree.args.get("exists"))
    if kind in ("DATABASE", "SCHEMA"):
        _drop_database(session, target.name.lower(), optional, bool(tree.args.get("cascade")))
        return Outcome("DDL", "DROP_DATABASE")
    database, name = session.resolve_name(target)
    table = session.catalog.find(database, name)
    if table is None:
        if optional:
            return Outcome("DDL", f"DROP_{kind}")
        what = f"{kind.title()} '{CATALOG}.{database}.{name}' does not exist"
        raise QueryFailed(f"TABLE_NOT_FOUND: line 1:1: {what}")
    if table.is_view != (kind == "VIEW"):
        actual = "view" if table.is_view else "table"
        raise QueryFailed(
            f"NOT_SUPPORTED: line 1:1: '{database}.{name}' is a {actual}: use DROP {actual.upper()}"
        )
    _drop_table(session, table)
    return Outcome("DDL", f"DROP_{kind}")


def _drop_table(session: Session, table: Table) -> None:
    session.catalog.drop(table)
    if table.iceberg_metadata and table.location:
        session.storage.delete_under(table.location)


def _drop_database(session: Session, name: str, optional: bool, cascade: bool) -> None:
    if not session.catalog.has_database(name):
        if optional:
            return
        raise QueryFailed(f"SCHEMA_NOT_FOUND: line 1:1: Schema '{name}' does not exist")
    tables = list(session.catalog.tables(name))
    if tables and not cascade:
        raise QueryFailed(
            f"FAILED: InvalidOperationException(message:Database {name} is not empty. "
            "One or more tables exist.)"
        )
    for table in tables:
        _drop_table(session, table)
    session.catalog.drop_database(name)


def create_database(session: Session, tree: exp.Expression) -> Outcome:
    """CREATE DATABASE or SCHEMA [IF NOT EXISTS]."""
    name = tree.this.name.lower() or tree.this.text("db").lower()
    if not session.catalog.has_database(name):
        session.catalog.create_database(name)
    elif not tree.args.get("exists"):
        raise QueryFailed(f"FAILED: AlreadyExistsException: Database {name} already exists")
    return Outcome("DDL", "CREATE_DATABASE")


def show_databases(session: Session, pattern: str | None) -> Outcome:
    names = _match_names(session.catalog.databases(), pattern)
    return _make_listing("SHOW_DATABASES", ("database_name",), [(name,) for name in names])


def show_tables(session: Session, database: str | None, pattern: str | None, only_views: bool) -> Outcome:
    tables = session.catalog.tables((database or session.database).lower())
    names = [table.name for table in tables if table.is_view or not only_views]
    return _make_listing("SHOW_TABLES", ("tab_name",), [(name,) for name in _match_names(names, pattern)])


def describe(_session: Session, table: Table) -> Outcome:
    rows = [(name, kind, table.comments.get(name, "")) for name, kind in [*table.columns, *table.keys]]
    return _make_listing("DESCRIBE_TABLE", ("col_name", "data_type", "comment"), rows)


def show_columns(_session: Session, table: Table) -> Outcome:
    return _make_listing("SHOW_COLUMNS", ("field",), [(name,) for name, _ in [*table.columns, *table.keys]])


def show_partitions(session: Session, table: Table) -> Outcome:
    keys = [name for name, _ in table.keys]
    rows = [
        ("/".join(f"{key}={value}" for key, value in zip(keys, values, strict=True)),)
        for values in sorted(session.catalog.partitions(table))
    ]
    return _make_listing("SHOW_PARTITIONS", ("partition",), rows)


def show_create_view(_session: Session, table: Table) -> Outcome:
    text = f"CREATE VIEW {table.database}.{table.name} AS\n{table.view_definition['originalSql']}"
    return _make_listing("SHOW_CREATE_VIEW", ("Create View",), [(line,) for line in text.splitlines()])


def repair_partitions(session: Session, table: Table) -> Outcome:
    """MSCK REPAIR TABLE: register the hive folders that hold objects."""
    keys = [name for name, _ in table.keys]
    found = {}
    for item in session.storage.list_under(table.location):
        values = partition_of(item.url, table.location, keys)
        if values is not None:
            found[values] = item.url.rsplit("/", 1)[0] + "/"
    session.catalog.add_partitions(table, found)
    return Outcome("DDL", "MSCK")


def _match_names(names: Iterable[str], pattern: str | None) -> list[str]:
    """Names that fit a pattern of Hive: * and |."""
    choices = (pattern or "*").lower().split("|")
    return [name for name in names if any(fnmatch.fnmatchcase(name, choice) for choice in choices)]


def _make_listing(statement: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Outcome:
    return Outcome("UTILITY", statement, [ResultColumn(name, "string") for name in names], rows)


def create_table(session: Session, tree: exp.Expression) -> Outcome:
    """CREATE EXTERNAL TABLE over Parquet."""
    database, name = session.resolve_name(tree.this.this)
    if session.catalog.find(database, name) is not None:
        if tree.args.get("exists"):
            return Outcome("DDL", "CREATE_TABLE")
        raise QueryFailed(f"FAILED: AlreadyExistsException: Table {name} already exists")
    keys, location, parameters = [], "", {}
    for item in tree.args["properties"].expressions if tree.args.get("properties") else []:
        if isinstance(item, exp.PartitionedByProperty):
            keys = [_read_column(column) for column in item.this.expressions]
        elif isinstance(item, exp.LocationProperty):
            location = item.name
        elif isinstance(item, exp.FileFormatProperty) and item.name.upper() != "PARQUET":
            raise QueryFailed("NOT_SUPPORTED: the stand-in creates Parquet tables only: STORED AS PARQUET")
        elif type(item) is exp.Property:
            parameters[item.name] = item.args["value"].name
    if parameters.get("table_type", "").upper() == "ICEBERG":
        raise QueryFailed("NOT_SUPPORTED: the stand-in creates no Iceberg table: use pyiceberg, or AWS")
    columns = [_read_column(column) for column in tree.this.expressions]
    session.catalog.create_table(Table(database, name, columns, keys, location, parameters))
    return Outcome("DDL", "CREATE_TABLE")


def _read_column(definition: exp.Expression) -> tuple[str, str]:
    return definition.name.lower(), definition.args["kind"].sql(dialect="hive").lower()
