"""The catalog's files as a whole: headers tell the truth about their queries, an empty lake builds, checks find."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import resources

import pytest
from tally.adapters.athena.view_comments import LONGEST_COMMENT
from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.domain.reports.kpis import KPI_TABLES
from tally.modelling import catalog
from tally.modelling.literals import ColumnNames, Expression, Rows, Value, bind
from tally.modelling.models import Model, Query, parse_model, reads

from local.athena import dialect
from tests.sql.tables import column_types, relation, run_query, trino_type

MODELS = catalog.models()
ALL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
QUERIES = catalog.queries()

TYPED: dict[str, Value] = {
    "date": date(2026, 11, 20),
    "timestamp": datetime(2026, 11, 20, tzinfo=UTC),
    "string": "2026-11-20",
    "bigint": 1,
    "boolean": True,
    "interval": timedelta(minutes=1),
    "decimal(2,2)": Decimal("0.02"),
}


def any_value(kind: str) -> Value:
    name, _, inner = kind.rstrip(")").partition("(")
    match name:
        case "rows":
            return Rows(tuple(kind[5:-1].split(", ")), [])
        case "relation":
            return ColumnNames((inner,))
        case "expression":
            return Expression(f"cast(null as {kind[len('expression(') : -1]})")
        case _:
            return TYPED[kind]


def any_values(model: Model | Query) -> dict[str, Value]:
    return {each.name: any_value(each.type) for part in (model, *model.inlined) for each in part.parameters}


def parts_read_by(query: Model | Query) -> list[str]:
    """The other parts of a report that a part reads."""
    named = [
        each.type[len("relation(") : -1] for each in query.parameters if each.type.startswith("relation(")
    ]
    return [name for name in named if name in {each.name for each in QUERIES}]


def empty_part(name: str) -> str:
    columns = catalog.query(name).columns
    nulls = ", ".join(f"cast(null as {trino_type(each.type)}) as {each.name}" for each in columns)
    return f"select {nulls} where false"


def columns_of(model: Model | Query) -> dict[str, str]:
    """{column: DuckDB type} that the query gives over empty tables."""
    tables = [
        name
        for name in reads(bind(model.sql, any_values(model)))
        if name
        in {
            *catalog.SOURCES,
            *catalog.version_sources(),
            CELLS_TABLE,
            *(each.name for each in catalog.tables()),
        }
    ]
    drawn = {name: relation(name, "none") for name in sorted(tables)}
    drawn |= {name: empty_part(name) for name in parts_read_by(model)}
    ctes = ", ".join(f"{name} as ({text})" for name, text in drawn.items())
    query = f"with {ctes}{', ' if ctes else ''}result as ({bind(model.sql, any_values(model))}) select * from result"
    sql = dialect.translate(query, {name: column_types(name) for name in tables})
    described = dialect.connect().execute(f"describe {sql}").fetchall()
    return {name: kind for name, kind, *_ in described}


@pytest.mark.parametrize(
    "model", [*MODELS, *(each for each in QUERIES if each.columns)], ids=lambda model: model.name
)
def test_header_names_the_columns_and_types_of_the_query(model: Model | Query) -> None:
    declared = {each.name: trino_type(each.type) for each in model.columns}
    connection = dialect.connect()
    wanted = {
        name: connection.execute(dialect.translate(f"select typeof(cast(null as {kind}))")).fetchall()[0][0]
        for name, kind in declared.items()
    }
    assert columns_of(model) == wanted
    assert list(columns_of(model)) == list(declared)


SEEN_BY = {"kpi_measures": "noted_kpis", "kpi_fractions": "noted_kpis"}
"""Models without a table whose rows are all in those of another, which is checked: each would reckon all anew."""


@ALL
def test_header_is_complete(model: Model) -> None:
    assert model.description.strip()
    assert model.grain.startswith("one row per ")
    if model.is_view:
        assert not model.checks, "each would read all of the lake again, every night"
        return
    if model.name in SEEN_BY:
        seen = catalog.model(SEEN_BY[model.name])
        assert not model.is_table
        assert model.name in {each.name for each in seen.inlined}
        return
    assert model.checks, "a model without checks is published unseen"
    assert any(check.description.startswith("unique: ") for check in model.checks) or model.name in {
        "stg_order_events",
        "funnel_steps",
        "merged_events",
        "merged_sessions",
        "kpi_facts",
    }, "two event lists have no key of their own; merged ones have that of what they merge"


@ALL
def test_what_glue_keeps_of_a_table_is_no_longer_than_it_takes(model: Model) -> None:
    assert max(len(each.comment.encode()) for each in model.columns) <= LONGEST_COMMENT


def test_what_people_read_names_its_columns() -> None:
    folder = resources.files("tally").joinpath("sql", "reports")
    names = [file.name.removesuffix(".sql") for file in folder.iterdir()]
    assert all(catalog.query(name).columns for name in names)


def test_models_come_after_what_they_read() -> None:
    seen: set[str] = set()
    names = {model.name for model in MODELS}
    for model in MODELS:
        assert model.reads & names <= seen
        seen.add(model.name)


@pytest.mark.parametrize("step", ["refresh", "audit", "publish"])
def test_checks_of_a_step_are_one_query_that_finds_nothing_in_empty_tables(step: str) -> None:
    checks = catalog.checks(step)
    assert checks
    tables = dict.fromkeys((*catalog.SOURCES, *(model.name for model in catalog.tables())), "none")
    assert run_query(catalog.check_statement(checks), **tables) == []


BROKEN = {
    "unique": "select * from (values (1, 'a'), (1, 'a'), (2, 'b')) as t (id, kind)",
    "not_null": "select * from (values (1, 'a'), (2, null)) as t (id, kind)",
    "accepted_values": "select * from (values (1, 'a'), (2, 'c'), (3, 'c')) as t (id, kind)",
    "expression": "select * from (values (1, 'a'), (-2, 'b')) as t (id, kind)",
}


@pytest.mark.parametrize(
    ("rule", "found"), [("unique", 1), ("not_null", 1), ("accepted_values", 2), ("expression", 1)]
)
def test_each_audit_rule_finds_its_fault_and_only_that(rule: str, found: int) -> None:
    header = """/*
description = "x"
grain = "one row per id"
step = "refresh"
checks = ["unique: id, kind", "not_null: id, kind", "accepted_values: kind: a, b", "expression: id > 0"]
*/ select 1"""
    checks = parse_model("t_model", "marts", header).checks
    sql = f"with t_model as ({BROKEN[rule]}) {catalog.check_statement(checks)}"
    (row,) = run_query(sql)
    assert row["check_name"].startswith(f"t_model {rule}: ")
    assert row["found"] == str(found)


FAULTS = {
    "sessions_hold_every_visit": {
        "sessions": "business_date | events\n2026-11-20 | 3",
        "stg_events": "business_date | is_visit\n2026-11-20 | true\n2026-11-20 | true\n2026-11-20 | false",
    },
    "kpis_add_up_to_orders": {
        "orders": "business_date | shop_net_revenue | is_cancelled\n2026-11-20 | 10 | false",
        "kpi_daily": "business_date | platform | country | profile | kpi | numerator\n2026-11-20 | all | all | all | orders | 1",
    },
    "every_kpi_is_published_once": {
        "kpi_daily": "business_date | platform | country | region | profile | kpi\n2026-11-20 | all | all | all | all | orders",
        "kpis": "business_date | kpi\n2026-11-20 | orders\n2026-11-21 | orders",
        **dict.fromkeys((*KPI_TABLES[1:], "kpis_by_region"), "none"),
    },
}
HARMLESS = {
    "sessions_hold_every_visit": {
        "sessions": "business_date | events\n2026-11-20 | 2",
        "stg_events": "business_date | is_visit\n2026-11-20 | true\n2026-11-20 | true\n2026-11-20 | false",
    },
    "kpis_add_up_to_orders": {
        "orders": "business_date | shop_net_revenue | is_cancelled\n2026-11-20 | 10 | false\n2026-11-20 | 0 | true",
        "kpi_daily": "business_date | platform | country | region | profile | kpi | numerator\n"
        "2026-11-20 | all | all | all | all | orders | 1\n2026-11-20 | all | all | all | all | net_revenue | 10\n"
        "2026-11-20 | web | all | all | all | net_revenue | 10\n2026-11-20 | all | all | all | new | net_revenue | 10\n"
        "2026-11-20 | all | all | IT-Lazio | all | net_revenue | 10",
    },
    "every_kpi_is_published_once": {
        "kpi_daily": "business_date | platform | country | region | profile | kpi\n"
        "2026-11-20 | all | all | all | all | orders\n2026-11-20 | web | all | all | all | orders\n"
        "2026-11-20 | all | IT | all | all | orders\n2026-11-20 | web | IT | all | all | orders\n"
        "2026-11-20 | all | all | IT-Lazio | all | orders\n2026-11-20 | all | all | all | new | orders",
        "kpis": "business_date | kpi\n2026-11-20 | orders",
        "kpis_by_platform": "business_date | platform | kpi\n2026-11-20 | web | orders",
        "kpis_by_country": "business_date | country | kpi\n2026-11-20 | IT | orders",
        "kpis_by_platform_and_country": "business_date | platform | country | kpi\n2026-11-20 | web | IT | orders",
        "kpis_by_profile": "business_date | profile | kpi\n2026-11-20 | new | orders",
        "kpis_by_region": "business_date | region | kpi\n2026-11-20 | IT-Lazio | orders",
    },
}
FILES = {check.name: check for step in ("refresh", "audit", "publish") for check in catalog.checks(step)}


@pytest.mark.parametrize("name", FAULTS)
def test_each_audit_file_finds_its_fault(name: str) -> None:
    statement = catalog.check_statement([FILES[name]])
    assert run_query(statement, **FAULTS[name]) != []
    assert run_query(statement, **HARMLESS[name]) == []
