"""Models over drawn tables in one DuckDB, each reading the tables of those before it, as a build has them."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from typing import Any

import duckdb
from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.modelling import catalog
from tally.modelling.literals import Rows, Value
from tally.modelling.models import Model, reads
from tally.use_cases.refresh_models import CALENDAR_TYPES

from local.athena import dialect
from tests.sql.tables import OUR_VALUES, Session, column_types


class Build:
    """A build's tables: sources as drawn (empty where nothing is given), then the models.

    A source may be a model, too: then it is as drawn, and not built.
    """

    def __init__(
        self,
        sources: Mapping[str, str],
        models: Iterable[str],
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """`models` are built, and all that they read."""
        self._session = Session()
        self.names = {*catalog.SOURCES, *catalog.version_sources(), CELLS_TABLE, *sources}
        for name in sorted(self.names):
            self._session.draw(name, sources.get(name, "none"))
        self._models = _list_models(models, self.names)
        self._values = {**OUR_VALUES, "spans": Rows(CALENDAR_TYPES, []), **(values or {})}
        self._changed: frozenset[str] = frozenset()
        self._make(self._models)

    def change(self, name: str, query: str) -> None:
        """From now on one model has this query and all others their own; what reads a changed one is made anew."""
        stale, changed = self._changed, {name}
        for model in self._models:
            changed |= {model.name} if changed & reads(model.sql) else set()
        self._changed = frozenset(changed)
        self._make(
            replace(model, query=query) if model.name == name else model
            for model in self._models
            if model.name in stale | changed
        )

    def _make(self, models: Iterable[Model]) -> None:
        for model in models:
            known = frozenset(reads(model.sql) & self.names)
            self._session.make(model.name, _translated(model.bound(self._values), known))
            self.names.add(model.name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the build's tables."""
        found: list[tuple[Any, ...]] = self.cursor(query).fetchall()
        return found

    def cursor(self, query: str) -> duckdb.DuckDBPyConnection:
        """The same, with the columns' names in its description."""
        return self._session.cursor.execute(_translated(query, frozenset(self.names)))


def _list_models(wanted: Iterable[str], drawn: AbstractSet[str]) -> list[Model]:
    """These models and all that they read, in the catalog's order, without those that are drawn."""
    known = {model.name: model for model in catalog.tables()}
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found | drawn:
            found.add(name)
            waiting += reads(known[name].sql)
    return [model for model in catalog.tables() if model.name in found]


@cache
def _translated(query: str, tables: frozenset[str]) -> str:
    return dialect.translate(query, {name: column_types(name) for name in tables})
