"""A build's tables in Trino's memory: the lake as drawn, then every model after those it reads."""

from collections.abc import Mapping
from typing import Any

from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.modelling import catalog
from tally.modelling.literals import Value
from tally.modelling.models import Model

from tests.sql.tables import OUR_VALUES, relation
from tests.trino.engine import Rows, Trino

SOURCES = (*catalog.SOURCES, *catalog.version_sources(), "landing", CELLS_TABLE)


class TrinoBuild:
    """Every table is made once; `stages` has how many stages each model's statement was planned with."""

    def __init__(self, engine: Trino, sources: Mapping[str, str], values: Mapping[str, Value]) -> None:
        self._engine = engine
        self._values = {**OUR_VALUES, **values}
        self.stages: dict[str, int] = {}
        for name in SOURCES:
            drawn = relation(name, sources.get(name, "none"))
            # Athena's hidden column, which some queries ask for, is one like others here.
            engine.run(f"create table {name} as select *, '' as \"$path\" from ({drawn}) as drawn")
        for model in catalog.tables():
            # To plan such a statement makes its table in memory already: another name, and it stays empty.
            self.stages[model.name] = engine.stages(self._statement(model, f"planned_{model.name}"))
            engine.run(self._statement(model, model.name))

    def _statement(self, model: Model, table: str) -> str:
        """The nightly statement without what only a Hive table has: its format and place."""
        return f"create table {table} as\n{model.bound(self._values)}"

    def table(self, name: str, columns: list[str]) -> Rows:
        """All rows of one table, in these columns."""
        return self._engine.run(f"select {', '.join(columns)} from {name}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the build's tables."""
        return self._engine.run(query).rows
