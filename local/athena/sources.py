"""A table of Glue as a DuckDB subquery with the columns and types that Glue declares."""

import json
from collections.abc import Iterable, Sequence

from sqlglot import exp

from local.athena.catalog import CATALOG, Catalog, Table
from local.athena.errors import QueryFailed
from local.athena.storage import Storage, StoredObject, partition_of
from local.athena.types import duckdb_type

PATH = "$path"
_TABLES = ("table_catalog", "table_schema", "table_name", "table_type")
_COLUMNS = ("table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "data_type")


class SourceReader:
    """Finds the objects behind tables; of plain ones, none when only types are asked for."""

    def __init__(self, catalog: Catalog, storage: Storage, *, only_types: bool = False) -> None:
        self._catalog = catalog
        self._storage = storage
        self._only_types = only_types
        self._listed: dict[str, list[StoredObject]] = {}

    def table(
        self, table: Table, version: exp.Expression | None, wants_path: bool
    ) -> tuple[str, Sequence[StoredObject]]:
        """(subquery, its objects). Without objects the subquery is empty but has its columns.

        The files of an Iceberg table stand as one object, as large as its newest snapshot says they are.
        """
        metadata = table.iceberg_metadata
        if metadata is not None:
            return _select_iceberg(metadata, version, wants_path), [self._weigh_snapshot(metadata)]
        objects = [] if self._only_types else self.objects(table)
        return _select_files(table, [item.url for item in objects], wants_path), objects

    def objects(self, table: Table) -> list[StoredObject]:
        """Objects that belong to the table: all of them, or those of its registered partitions."""
        keys = [name for name, _ in table.keys]
        if not keys:
            return self._list_under(table.location)
        if table.is_projected:
            return [item for item in self._list_under(table.location) if _is_in_folders(item, table, keys)]
        partitions = self._catalog.partitions(table).values()
        return [item for location in partitions for item in self._list_under(location)]

    def _list_under(self, location: str) -> list[StoredObject]:
        """Once a location: views over views name the same tables many times."""
        if location not in self._listed:
            self._listed[location] = self._storage.list_under(location)
        return self._listed[location]

    def _weigh_snapshot(self, metadata: str) -> StoredObject:
        facts = json.loads(self._storage.read(metadata))
        snapshots = {each["snapshot-id"]: each["summary"] for each in facts.get("snapshots", ())}
        summary = snapshots.get(facts.get("current-snapshot-id"), {})
        return StoredObject(metadata, int(summary.get("total-files-size", 0)), etag="")

    def information_schema(self, name: str) -> str:
        """information_schema.tables, columns or schemata as a subquery."""
        databases = self._catalog.databases()
        if name == "schemata":
            return _select_values(
                ("catalog_name", "schema_name"), [(CATALOG, database) for database in databases]
            )
        tables = [table for database in databases for table in self._catalog.tables(database)]
        if name == "tables":
            return _select_values(_TABLES, [_make_table_row(table) for table in tables])
        if name == "columns":
            return _select_values(_COLUMNS, [row for table in tables for row in _make_column_rows(table)])
        raise QueryFailed(f"TABLE_NOT_FOUND: Table '{CATALOG}.information_schema.{name}' does not exist")


def _is_in_folders(item: StoredObject, table: Table, keys: Sequence[str]) -> bool:
    return partition_of(item.url, table.location, keys) is not None


def _select_iceberg(metadata: str, version: exp.Expression | None, wants_path: bool) -> str:
    argument = ""
    if version is not None:
        kind, moment = version.name.upper(), version.args["expression"]
        if kind == "TIMESTAMP":
            argument = f", snapshot_from_timestamp => CAST({moment.sql(dialect='duckdb')} AS TIMESTAMP)"
        else:
            argument = f", snapshot_from_id => {moment.sql(dialect='duckdb')}"
    path = f", filename AS {_quote_name(PATH)}" if wants_path else ""
    return f"(SELECT *{path} FROM iceberg_scan({_quote_text(metadata)}{argument}))"


def _select_files(table: Table, urls: Sequence[str], wants_path: bool) -> str:
    columns = [*table.columns, *table.keys]
    kinds = {name: duckdb_type(kind) for name, kind in columns}
    if wants_path:
        kinds[PATH] = "VARCHAR"
    casts = ", ".join(
        f"CAST({_quote_name(name)} AS {kind}) AS {_quote_name(name)}" for name, kind in kinds.items()
    )
    declared = ", ".join(f"CAST(NULL AS {kind}) AS {_quote_name(name)}" for name, kind in kinds.items())
    source = f"SELECT {declared} WHERE false"
    if urls:
        read, options = _choose_reader(table)
        options.append(_write_hive_options(table))
        extra = f", filename AS {_quote_name(PATH)}" if wants_path else ""
        if wants_path:
            options.append("filename = true")
        files = ", ".join(_quote_text(url) for url in urls)
        source += f" UNION ALL BY NAME SELECT *{extra} FROM {read}([{files}], {', '.join(options)})"
    return f"(SELECT {casts} FROM ({source}))"


def _choose_reader(table: Table) -> tuple[str, list[str]]:
    """DuckDB's function for the objects of a table, and its options."""
    if not table.input_format or "parquet" in table.input_format.lower():
        return "read_parquet", ["union_by_name = true"]
    if table.parameters.get("classification") == "json":
        kinds = ", ".join(
            f"{_quote_text(name)}: {_quote_text(duckdb_type(kind))}" for name, kind in table.columns
        )
        return "read_json", ["format = 'newline_delimited'", f"columns = {{{kinds}}}"]
    raise QueryFailed(
        f"NOT_SUPPORTED: the stand-in reads Parquet, lines of JSON and Iceberg, and {table.database}."
        f"{table.name} has {table.input_format}: read it on AWS"
    )


def _write_hive_options(table: Table) -> str:
    if not table.keys:
        return "hive_partitioning = false"
    kinds = ", ".join(f"{_quote_text(name)}: {duckdb_type(kind)}" for name, kind in table.keys)
    return f"hive_partitioning = true, hive_types = {{{kinds}}}"


def _select_values(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"({', '.join(_quote_text(value) for value in row)})" for row in rows]
    empty = f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in names)} WHERE false"
    if not lines:
        return f"({empty})"
    return f"(SELECT * FROM (VALUES {', '.join(lines)}) AS v({', '.join(names)}))"


def _make_table_row(table: Table) -> tuple[str, str, str, str]:
    return CATALOG, table.database, table.name, "VIEW" if table.is_view else "BASE TABLE"


def _make_column_rows(table: Table) -> Iterable[tuple[str, ...]]:
    for place, (name, kind) in enumerate([*table.columns, *table.keys], start=1):
        trino = {"string": "varchar", "int": "integer", "float": "real", "binary": "varbinary"}.get(
            kind, kind
        )
        yield CATALOG, table.database, table.name, name, str(place), trino


def _quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _quote_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
