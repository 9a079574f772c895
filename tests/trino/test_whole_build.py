"""A whole night on Trino: small plans, the types of the headers, and the rows that the stand-in gives."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tally.modelling import catalog
from tally.modelling.literals import bind
from tally.modelling.models import STEPS, Query, reads
from tally.modelling.records import VERSIONS

from tests.sql.build import Build
from tests.sql.tables import as_text, column_types
from tests.sql.test_catalog import any_values, parts_read_by
from tests.trino import sample_lake
from tests.trino.conftest import STAGES
from tests.trino.engine import Trino
from tests.trino.report_statements import list_statements
from tests.trino.trino_build import TrinoBuild

MOST_STAGES = 100
"""Athena refuses a statement of more than some hundreds; Trino's own limit is 150."""

Note = Callable[[str, object], None]

MODELS = [model.name for model in catalog.tables()]
SOURCES = sample_lake.sources(events=400, updates=150)


@pytest.fixture
def note(record_property: Note) -> Note:
    """What the run tells at its end."""
    return record_property


@pytest.fixture(scope="module")
def build(engine: Trino) -> TrinoBuild:
    return TrinoBuild(engine, SOURCES, sample_lake.values())


@pytest.fixture(scope="module")
def same_build() -> Build:
    return Build(SOURCES, MODELS, sample_lake.values())


def spelled(rows: list[tuple[Any, ...]]) -> list[list[str | None]]:
    found = [[None if value is None else as_text(value) for value in row] for row in rows]
    return sorted(found, key=str)


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_the_same_rows_on_both_engines(model: str, build: TrinoBuild, same_build: Build) -> None:
    columns = list(column_types(model))
    here = spelled(build.table(model, columns).rows)
    assert here == spelled(same_build.rows(f"select {', '.join(columns)} from {model}"))
    assert here, "a table without rows shows nothing"


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_the_types_of_its_header(model: str, build: TrinoBuild) -> None:
    """And no timestamp(6): a Parquet table keeps milliseconds, Trino refuses to write others into it."""
    declared = column_types(model)
    found = build.table(model, list(declared)).types
    assert [_bare(kind) for kind in found] == [_bare(kind) for kind in declared.values()]


def _bare(kind: str) -> str:
    """Without a text's length, and with the precision that a plain timestamp means."""
    kind = re.sub(r"varchar\(\d+\)", "varchar", kind.replace(", ", ","))
    return re.sub(r"timestamp(?!\()", "timestamp(3)", kind)


@pytest.mark.parametrize("model", MODELS)
def test_the_statement_of_a_model_has_few_stages(model: str, build: TrinoBuild, note: Note) -> None:
    note(STAGES, f"{model} {build.stages[model]}")
    assert build.stages[model] < MOST_STAGES


@pytest.mark.parametrize("step", STEPS)
def test_the_checks_of_a_step_have_few_stages_and_find_nothing(
    step: str, build: TrinoBuild, engine: Trino, note: Note
) -> None:
    for portion, statement in enumerate(catalog.check_statements(catalog.checks(step)), start=1):
        bound = bind(statement, sample_lake.values())
        stages = engine.stages(bound)
        note(STAGES, f"checks of {step}, portion {portion} {stages}")
        assert stages < MOST_STAGES
        assert build.rows(bound) == []


QUERIES = [
    query for query in catalog.queries() if VERSIONS not in reads(query.query) and not parts_read_by(query)
]
"""Those of any table of records are planned as the models made of them, parts of a report as the whole."""

REPORTS = list_statements(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_has_the_same_rows_on_both_engines(
    report: str, build: TrinoBuild, same_build: Build, engine: Trino, note: Note
) -> None:
    statement = REPORTS[report]
    note(STAGES, f"{report} {engine.stages(statement)}")
    assert spelled(build.rows(statement)) == spelled(same_build.rows(statement))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_is_planned_with_few_stages(
    query: Query, build: TrinoBuild, engine: Trino, note: Note
) -> None:
    stages = engine.stages(bind(query.sql, any_values(query)))
    note(STAGES, f"{query.name} {stages}")
    assert stages < MOST_STAGES
