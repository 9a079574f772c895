"""What each report asks of a real Trino: stages, and bytes read of the raw lake (needs Java and Maven).

The lake is the one of `make trino`, two days drawn by chance, with the tables that a night makes of it.
Reports read person_events as on AWS: a view over the raw lake. Trino's memory tells read columns from others,
but skips no days: on AWS a report reads less.
"""

import sys
from collections.abc import Mapping
from datetime import date

from tally.modelling import catalog
from tally.modelling.literals import Value
from tally.modelling.models import reads

from bench.ratio import Ratio
from tests.sql.tables import OUR_VALUES, relation
from tests.trino import sample_lake
from tests.trino.artifacts import Unavailable
from tests.trino.engine import Trino, trino
from tests.trino.report_statements import list_statements
from tests.trino.trino_build import SOURCES

EVENTS, UPDATES = 400, 150
MOST_STAGES = 100
"""Athena refuses a statement of some hundreds."""
VIEW = "person_events"
ASKED = (
    *("funnel, deepest entries", "funnel, counts alone", "funnel, first entries", "funnel, attempts"),
    *("funnel, segments of a column", "insights, total", "insights, a sum by quarter"),
    *("insights, trailing days, once", "retention, rolling days", "retention, the value of customers"),
    *("flows, before and after", "sessions, the usual properties", "cohort, did and did not"),
)
"""Of the statements that `make trino` compares, each form that reports have."""


def run() -> list[Ratio]:
    """Of each statement its stages and bytes; none without Java and Maven."""
    try:
        engine = trino()
    except Unavailable as reason:
        sys.stderr.write(f"{reason}\n")
        return []
    statements = list_statements(date(2026, 1, 1), date(2026, 12, 31))
    values = {**OUR_VALUES, **sample_lake.values()}
    view = catalog.model(VIEW).bound(values)
    _build(engine, {name for asked in ASKED for name in reads(statements[asked])} | reads(view), values)
    lake_kb = engine.bytes_read("select * from events") / 1000
    ratios = []
    for asked in ASKED:
        statement = _over_the_raw_lake(statements[asked], view)
        stages, kb = engine.stages(statement), engine.bytes_read(statement) / 1000
        ratios.append(Ratio(f"{asked}: stages, of the most", stages, MOST_STAGES, "stages", 1, "less"))
        ratios.append(Ratio(f"{asked}: read, of the raw lake", kb, lake_kb, "KB", 1, "less"))
    return ratios


def _build(engine: Trino, names: set[str], values: Mapping[str, Value]) -> None:
    """The tables of these names, and all that they are made of."""
    wanted = set(names) - {VIEW}
    for model in reversed(catalog.tables()):
        if model.name in wanted:
            wanted |= reads(model.sql)
    sources = sample_lake.sources(EVENTS, UPDATES)
    for name in SOURCES:
        if name in wanted:
            engine.run(f"create table {name} as {relation(name, sources.get(name, 'none'))}")
    for model in catalog.tables():
        if model.name in wanted:
            engine.run(f"create table {model.name} as\n{model.bound(values)}")


def _over_the_raw_lake(statement: str, view: str) -> str:
    own = statement.removeprefix("with ")
    return f"with {VIEW} as (\n{view}\n){'' if own == statement else ','}\n{own}"
