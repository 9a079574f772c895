"""Builds and an engine in memory, for the use cases that build models: effects go to a shared journal."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from tests.fakes import Journal

_CREATE = re.compile(r"create (?:table|or replace view) (\w+)")


@dataclass
class FakeBuilds:
    """Build databases as {build: {table: statement that made it}}, and where each view points."""

    journal: Journal
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: dict[str, set[str]] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)

    def open(self, build: str) -> str:
        self.journal.note("open", build)
        self.tables.setdefault(build, {})
        return f"lake_{build}"

    def clear(self, build: str, table: str) -> str:
        self.journal.note("clear", table)
        self.tables[build].pop(table, None)
        return f"s3://lake/marts/{build}/{table}/try/"

    def finish(self, build: str, step: str) -> None:
        self.journal.note("finish", step)
        self.marks.setdefault(build, set()).add(step)

    def finished(self, build: str) -> Set[str]:
        return self.marks.get(build, set())

    def newest(self, step: str) -> str | None:
        return max((build for build, steps in self.marks.items() if step in steps), default=None)

    def publish(self, build: str, tables: Sequence[str]) -> None:
        for table in tables:
            self.journal.note("publish", table)
            self.views[table] = build

    def drop_older(self, keep: int) -> Sequence[str]:
        self.journal.note("drop older", keep)
        dropped = sorted(self.tables)[:-keep]
        for build in dropped:
            del self.tables[build]
        return dropped


@dataclass
class FakeEngine:
    """Keeps CREATE TABLE and CREATE VIEW statements as tables."""

    journal: Journal
    builds: FakeBuilds
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Rows of a query by a piece of its text; any other query, such as that of the checks, finds nothing."""

    def run(self, sql: str, database: str) -> None:
        created = _CREATE.match(sql)
        assert created is not None, sql
        name = created[1]
        self.journal.note("build", name)
        tables = self.builds.tables[database.removeprefix("lake_")]
        assert name not in tables, f"table {name} already exists"
        tables[name] = sql

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        return next((rows for piece, rows in self.answers.items() if piece in sql), [])
