"""Rows in, rows out: runs a model on tables drawn in text.

The engine is DuckDB behind the Athena stand-in's dialect; a real Trino where TALLY_TRINO_PORT names one (see
tests/trino); or a real Athena workgroup where TALLY_CLOUD_WORKGROUP does. A table is lines of cells with pipes between them, the first line naming the
columns. An empty cell is null, '' an empty string; columns left out are null. Arrays of rows are JSON.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp
from tally.domain.audit.audit_cells import CELL_COLUMNS, CELLS_TABLE
from tally.domain.events.columns import (
    EVENT_COLUMNS,
    PROFILE_COLUMNS,
    QUARANTINE_COLUMNS,
    WITNESS_COLUMNS,
    Column,
)
from tally.domain.records.record_tables import record_tables
from tally.domain.reports.plain_rows import shorten_decimal
from tally.modelling import catalog
from tally.modelling.literals import Value, bind, literal
from tally.modelling.models import reads
from tally.modelling.records import name_versions
from tally.use_cases.publish_kpis import kpi_values
from tally.use_cases.refresh_models import fixed_values

from local.athena import dialect

Row = dict[str, str]
Tables = Mapping[str, str]

_DAY_FOLDER = Column("dt", "string", "the day it lies under")
_COLUMNS = {
    "events": EVENT_COLUMNS,
    "landing": (*EVENT_COLUMNS, _DAY_FOLDER),
    "profile_updates": PROFILE_COLUMNS,
    "witness_events": WITNESS_COLUMNS,
    "quarantine": (*QUARANTINE_COLUMNS, _DAY_FOLDER),
    CELLS_TABLE: CELL_COLUMNS,
    **{name_versions(table): table.version_columns for table in record_tables().values()},
}
"""Tables that no model builds."""

_OVER = datetime(2027, 6, 1)
OUR_VALUES: dict[str, Value] = {**fixed_values(), **kpi_values(), "as_of": _OVER, "today": _OVER.date()}
"""Parameters that are Tally's own, and a moment when all is over: a test gives them only to give others."""

_ICEBERG = ("events", "profile_updates", *catalog.version_sources())
"""Tables that keep microseconds: Trino's timestamp has milliseconds, which Parquet tables keep."""

_CALLS = count()
_LISTS = ("kpi_catalog",)
"""Tables that are made of such parameters alone: not empty where a test draws nothing."""


def parse(text: str) -> list[Row]:
    """A drawn table as dicts of text; absent cells are left out."""
    names, *rows = [_cells(line) for line in text.splitlines() if line.strip()]
    for row in rows:
        assert len(row) == len(names), f"{row} has other cells than {names}"
    return [{name: cell for name, cell in zip(names, row, strict=True) if cell} for row in rows]


def run(model: str, values: Mapping[str, Value] | None = None, **tables: str) -> list[Row]:
    """Rows of a model over drawn tables, as text; tables that it reads and that are not given are empty.

    Models without a table that it reads are not drawn: they run.
    """
    found = catalog.model(model)
    return _rows(found.bound({**OUR_VALUES, **(values or {})}), reads(found.sql), tables)


def run_query(sql: str, values: Mapping[str, Value] | None = None, **tables: str) -> list[Row]:
    """Rows of any query over drawn tables, as text."""
    return _rows(bind(sql, {**OUR_VALUES, **(values or {})}), frozenset(tables), tables)


def check(model: str, expected: str, values: Mapping[str, Value] | None = None, **tables: str) -> None:
    """A model gives exactly the expected rows, in any order, in the columns that `expected` names."""
    columns = _cells(expected.strip().splitlines()[0])
    given = [{name: row[name] for name in columns if name in row} for row in run(model, values, **tables)]
    assert sorted(given, key=str) == sorted(parse(expected), key=str)


def drawn(model: str, values: Mapping[str, Value] | None = None, **tables: str) -> str:
    """The rows of a model as a drawn table, for the model that reads them."""
    names = list(column_types(model))
    rows = run(model, values, **tables)
    return "\n".join([" | ".join(names), *(" | ".join(row.get(name, "") for name in names) for row in rows)])


def relation(table: str, text: str) -> str:
    """A drawn table as a query of typed values, for an engine that is asked in Trino's own SQL."""
    types, rows, given = _drawn(table, text)
    types = {name: _stored(table, kind) for name, kind in types.items()}
    if not rows:
        return (
            "select " + ", ".join(f"cast(null as {types[name]}) as {name}" for name in types) + " where false"
        )
    lines = ", ".join(
        "(" + ", ".join(_cell(row.get(name), types[name]) for name in given) + ")" for row in rows
    )
    columns = ", ".join(name if name in given else f"cast(null as {types[name]}) as {name}" for name in types)
    return f"select {columns} from (values {lines}) as drawn ({', '.join(given)})"


class Session:
    """DuckDB with temporary tables of its own."""

    def __init__(self) -> None:
        self.cursor = _connection().cursor()

    def draw(self, table: str, text: str) -> None:
        """Make a drawn table, its cells read by DuckDB from text: to translate them would take ten times as long."""
        types, rows, given = _drawn(table, text)
        cells = {name: [_unquoted(row.get(name)) for row in rows] for name in given}
        arrays = {name: frozenset(cells[name]) - {None} for name in given if types[name].startswith("array(")}
        self.cursor.register("drawn", pa.table(cells, pa.schema([(name, pa.string()) for name in given])))
        self.make(table, _typed(table, given, tuple(arrays.items())))
        self.cursor.unregister("drawn")

    def make(self, table: str, sql: str) -> None:
        self.cursor.execute(f"create or replace temp table {table} as {sql}")

    def ask(self, query: str, tables: Sequence[str]) -> list[dict[str, Any]]:
        """Rows of a query over tables that were drawn."""
        self.cursor.execute(_translated(query, tuple(tables)))
        columns = [column[0] for column in self.cursor.description or []]
        return [dict(zip(columns, row, strict=True)) for row in self.cursor.fetchall()]


@cache
def column_types(table: str) -> dict[str, str]:
    """{column: Trino type} of a table of the lake, of a model, or of audit_cells."""
    columns = _COLUMNS.get(table) or catalog.model(table).columns
    return {column.name: trino_type(column.type) for column in columns}


def trino_type(athena: str) -> str:
    """A type in DDL words (string, array<struct<..>>) in the words of queries."""
    return str(exp.DataType.build(athena, dialect="hive").sql(dialect="athena")).lower()


def _drawn(table: str, text: str) -> tuple[dict[str, str], list[Row], tuple[str, ...]]:
    """Types of all columns, the rows, and the columns that have values: others are written once."""
    types, rows = column_types(table), parse(text)
    unknown = {name for row in rows for name in row} - set(types)
    assert not unknown, f"{table} has no columns {sorted(unknown)}"
    return types, rows, tuple(name for name in types if any(name in row for row in rows)) or (*types,)[:1]


def _stored(table: str, kind: str) -> str:
    """The type with the precision that the table keeps."""
    return "timestamp(6)" if kind == "timestamp" and table in _ICEBERG else kind


@cache
def _typed(table: str, given: tuple[str, ...], arrays: tuple[tuple[str, frozenset[str]], ...]) -> str:
    """The query that types drawn text; arrays, which no engine reads from text, are written out."""
    texts = dict(arrays)

    def typed(name: str, kind: str) -> str:
        if name not in texts:
            return f"cast({name if name in given else 'null'} as {_stored(table, kind)})"
        cases = " ".join(f"when {literal(text)} then {_cell(text, kind)}" for text in sorted(texts[name]))
        return f"case {name} {cases} end"

    columns = ", ".join(f"{typed(name, kind)} as {name}" for name, kind in column_types(table).items())
    return dialect.translate(f"select {columns} from drawn", {"drawn": dict.fromkeys(given, "varchar")})


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().split("|")]


def _rows(query: str, reads: frozenset[str], tables: Tables) -> list[Row]:
    known = {*_COLUMNS, *(model.name for model in catalog.tables())}
    assert set(tables) <= reads, f"the query does not read {sorted(set(tables) - reads)}"
    return [
        {name: as_text(value) for name, value in row.items() if value is not None}
        for row in _engine()(query, sorted(reads & known), tables)
    ]


def _engine() -> Callable[[str, list[str], Tables], list[dict[str, Any]]]:
    if os.environ.get("TALLY_TRINO_PORT"):
        return _on_trino
    return _on_athena if os.environ.get("TALLY_CLOUD_WORKGROUP") else _on_duckdb


def _list(name: str, tables: Tables) -> str | None:
    """The query of a table that is made of our parameters alone, where a test draws none."""
    return catalog.model(name).bound(OUR_VALUES) if name in _LISTS and name not in tables else None


def _on_athena(query: str, names: list[str], tables: Tables) -> list[dict[str, Any]]:
    import boto3
    from tally.adapters.athena.client import Athena

    workgroup = os.environ["TALLY_CLOUD_WORKGROUP"]
    return Athena(boto3.client("athena"), workgroup).rows(_with_tables(query, names, tables), "default")


def _on_trino(query: str, names: list[str], tables: Tables) -> list[dict[str, Any]]:
    from tests.trino.engine import Refused, trino

    try:
        return trino().run(_with_tables(query, names, tables)).as_dicts()
    except Refused as refused:
        if not str(refused).startswith("COMPILER_ERROR"):
            raise
        # Too many constants in one statement: with real tables it is the statement of a night.
        return _on_trino_tables(query, names, tables)


def _on_trino_tables(query: str, names: list[str], tables: Tables) -> list[dict[str, Any]]:
    """Tables of one call of this process: two share one Trino, and it drops none."""
    from tests.trino.engine import trino

    engine, call = trino(), f"drawn_{os.getpid()}_{next(_CALLS)}"
    for name, drawn in _relations(names, tables).items():
        engine.run(f"create table {call}_{name} as {drawn}")
    return engine.run(_with(query, {name: f"select * from {call}_{name}" for name in names})).as_dicts()


def _with_tables(query: str, names: list[str], tables: Tables) -> str:
    """The query with its tables before it as CTEs."""
    return _with(query, _relations(names, tables))


def _relations(names: list[str], tables: Tables) -> dict[str, str]:
    return {name: _list(name, tables) or relation(name, tables.get(name, "none")) for name in names}


def _with(query: str, drawn: Mapping[str, str]) -> str:
    """CTEs in front of the query's own, so that its order stays."""
    ctes = ",\n".join(f"{name} as ({text})" for name, text in drawn.items())
    own = query.strip().removeprefix("with ")
    between = "," if own != query.strip() else ""
    return f"with {ctes}{between}\n{own}" if ctes else query


def _on_duckdb(query: str, names: list[str], tables: Tables) -> list[dict[str, Any]]:
    """Drawn tables are tables, so that a query over other rows need not be translated again."""
    session = Session()
    for name in names:
        if (listed := _list(name, tables)) is not None:
            session.make(name, dialect.translate(listed, {}))
        else:
            session.draw(name, tables.get(name, "none"))
    with session.cursor:
        return session.ask(query, names)


@cache
def _translated(query: str, tables: tuple[str, ...]) -> str:
    schema = {table: column_types(table) for table in tables}
    return dialect.translate(f"with result as ({query}) select * from result", schema)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    connection = dialect.connect()
    connection.execute("set threads = 1")  # tables are a few rows long
    return connection


def _cell(text: str | None, kind: str) -> str:
    if text is None:
        return f"cast(null as {kind})"
    if kind.startswith("array(row("):
        return f"cast({_array(json.loads(text), kind)} as {kind})"
    if kind.startswith("array("):
        return f"cast(array[{', '.join(map(literal, json.loads(text)))}] as {kind})"
    return f"cast({literal(_unquoted(text) or '')} as {kind})"


def _unquoted(text: str | None) -> str | None:
    return "" if text == "''" else text


def _array(items: list[dict[str, Any]], kind: str) -> str:
    fields = [column.name for column in exp.DataType.build(kind, dialect="athena").expressions[0].expressions]
    rows = (
        f"row({', '.join('null' if item.get(name) is None else literal(str(item[name])) for name in fields)})"
        for item in items
    )
    return f"array[{', '.join(rows)}]"


def as_text(value: Any) -> str:
    """A value as drawn tables write it."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.6g}"
        case datetime():
            return value.isoformat(" ").removesuffix(".000000")
        case Decimal():
            return shorten_decimal(str(value))
        case date() | int() | str():
            return str(value)
    return json.dumps(value, default=str)
