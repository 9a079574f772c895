"""Puts each table that a statement names in its place: Parquet in S3, Iceberg, views, information_schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from local.athena.catalog import CATALOG, Catalog, Table
from local.athena.dialect import parse, to_duckdb
from local.athena.errors import EntityNotFound, QueryFailed, locate_node
from local.athena.foreign import refuse_foreign_functions
from local.athena.naming import Key, named_tables
from local.athena.repairs import repair
from local.athena.sources import SourceReader
from local.athena.storage import StoredObject
from local.athena.strictness import check
from local.athena.unnesting import check_column_aliases

INFORMATION_SCHEMA = "information_schema"
DEEPEST_VIEW = 20


@dataclass(frozen=True, slots=True)
class Bound:
    """A query ready for DuckDB, its tables, and their Parquet objects (none are known of Iceberg tables)."""

    sql: str
    objects: frozenset[StoredObject]
    tables: tuple[Table, ...] = ()

    @property
    def scanned(self) -> int:
        """Bytes of its objects."""
        return sum(item.size for item in self.objects)


class Binder:
    """Reads Glue anew for every statement, so nothing here can be stale."""

    def __init__(self, catalog: Catalog, sources: SourceReader) -> None:
        self._catalog = catalog
        self._sources = sources

    def bind(self, tree: exp.Expression, database: str, sql: str, depth: int = 0) -> Bound:
        """The query with every table replaced; `sql` is its text, for places in errors.

        Raises EntityNotFound for a table that does not exist.
        """
        refuse_foreign_functions(tree, sql)
        tables = self._find_tables(tree, database, sql)
        columns = {key: table.types for key, table in tables.items()}
        check(tree, database, columns, sql)
        schema = {name: types for (_, name), types in columns.items()}
        check_column_aliases(tree, schema, sql)
        copy = repair(tree, schema)
        objects: set[StoredObject] = set()
        wants_path = any(column.name.lower() == "$path" for column in copy.find_all(exp.Column))
        for node, key in list(named_tables(copy, database)):
            source, found = self._make_source(key, tables[key], node, wants_path, depth)
            objects.update(found)
            _put_source(node, source)
        for column in copy.find_all(exp.Column):
            if (column.text("db").lower(), column.table.lower()) in tables:
                column.set("db", None)
                column.set("catalog", None)
        return Bound(to_duckdb(copy), frozenset(objects), tuple(tables.values()))

    def _find_tables(self, tree: exp.Expression, database: str, sql: str) -> Mapping[Key, Table]:
        tables: dict[Key, Table] = {}
        for node, key in named_tables(tree, database):
            if node.catalog.lower() not in ("", CATALOG):
                raise QueryFailed(
                    f"CATALOG_NOT_FOUND: {locate_node(sql, node)}Catalog '{node.catalog}' does not exist"
                )
            if key not in tables:
                tables[key] = self._find_table(key, node, sql)
        return tables

    def _find_table(self, key: Key, node: exp.Expression, sql: str) -> Table:
        database, name = key
        if database == INFORMATION_SCHEMA:
            return Table(database, name, [])
        table = self._catalog.find(database, name)
        if table is not None:
            return table
        if not self._catalog.has_database(database):
            raise EntityNotFound(
                f"SCHEMA_NOT_FOUND: {locate_node(sql, node)}Schema '{database}' does not exist"
            )
        raise EntityNotFound(
            f"TABLE_NOT_FOUND: {locate_node(sql, node)}Table '{CATALOG}.{database}.{name}' does not exist"
        )

    def _make_source(
        self, key: Key, table: Table, node: exp.Expression, wants_path: bool, depth: int
    ) -> tuple[str, Iterable[StoredObject]]:
        if key[0] == INFORMATION_SCHEMA:
            return self._sources.information_schema(key[1]), ()
        if not table.is_view:
            return self._sources.table(table, node.args.get("version"), wants_path)
        if depth >= DEEPEST_VIEW:
            raise QueryFailed(f"INVALID_VIEW: View '{'.'.join(key)}' refers to itself")
        definition = table.view_definition
        text = definition["originalSql"]
        try:
            bound = self.bind(parse(text), definition["schema"], text, depth + 1)
        except EntityNotFound as error:
            reason = f"Failed analyzing stored view '{CATALOG}.{'.'.join(key)}': {error}"
            raise EntityNotFound(f"INVALID_VIEW: {reason}") from error
        return f"({bound.sql})", bound.objects


def _put_source(node: exp.Expression, source: str) -> None:
    alias = node.alias or node.name
    node.set("this", exp.Var(this=source))
    for part in ("db", "catalog", "version", "when"):
        node.set(part, None)
    if not node.alias:
        node.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
