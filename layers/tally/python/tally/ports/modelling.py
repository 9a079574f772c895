"""What building models needs: an engine, and a database for each build."""

from collections.abc import Sequence, Set
from typing import Any, Protocol


class QueryEngine(Protocol):
    """Runs SQL in Athena's dialect."""

    def run(self, sql: str, database: str) -> None:
        """Run one statement and wait for its end."""

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        """Run one query; its rows as dicts of Python values."""


class Builds(Protocol):
    """Databases in which a night's tables are made beside the published ones."""

    def open(self, build: str) -> str:
        """Create the build's database with views onto the lake's tables, or take it up again after a
        crash; the database's name. Misconfigured when the lake has no table yet."""

    def clear(self, build: str, table: str) -> str:
        """Remove what an earlier try left of this table; return the s3 location to build it at."""

    def finish(self, build: str, step: str) -> None:
        """Note that all tables of this step are built and checked."""

    def finished(self, build: str) -> Set[str]:
        """The steps noted as finished."""

    def newest(self, step: str) -> str | None:
        """The newest build that finished this step."""

    def publish(self, build: str, tables: Sequence[str]) -> None:
        """Point the stable views of these tables at this build."""

    def drop_older(self, keep: int) -> Sequence[str]:
        """Remove all but the `keep` newest builds and whatever a view still points at; names removed."""
