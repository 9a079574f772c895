"""What a statement may use while it runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
from sqlglot import exp

from local.athena.binding import Binder, Bound
from local.athena.catalog import Catalog
from local.athena.errors import translate_error
from local.athena.sources import SourceReader
from local.athena.storage import Storage, StoredObject


@dataclass(frozen=True, slots=True)
class Session:
    """One statement's surroundings: `database` is its default one, `output` the folder of its results.

    `notice` is told of every object before it is read.
    """

    execution_id: str
    sql: str
    database: str
    output: str
    cursor: duckdb.DuckDBPyConnection
    catalog: Catalog
    storage: Storage
    notice: Callable[[Iterable[StoredObject]], None]

    def bind(self, tree: exp.Expression) -> Bound:
        """The query with its tables in place."""
        sources = SourceReader(self.catalog, self.storage)
        bound = Binder(self.catalog, sources).bind(tree, self.database, self.sql)
        self.notice(bound.objects)
        return bound

    def describe(self, tree: exp.Expression) -> list[tuple[str, Any]]:
        """Names and types of a query's columns; of all that is stored, only Iceberg's metadata is read."""
        sources = SourceReader(self.catalog, self.storage, only_types=True)
        bound = Binder(self.catalog, sources).bind(tree, self.database, self.sql)
        return self.execute(f"SELECT * FROM ({bound.sql}) LIMIT 0", tree)

    def execute(self, sql: str, tree: exp.Expression) -> list[tuple[str, Any]]:
        """Run DuckDB SQL made from `tree`; returns the result's columns. QueryFailed in Athena's words."""
        try:
            self.cursor.execute(sql)
        except duckdb.Error as error:
            raise translate_error(self.sql, tree, error) from error
        return [(column[0], column[1]) for column in self.cursor.description or []]

    def resolve_name(self, table: exp.Expression) -> tuple[str, str]:
        """(database, name) that a statement's table means."""
        return (table.text("db") or self.database).lower(), table.name.lower()
