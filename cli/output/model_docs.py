"""docs/reference/models.md: every table that can be queried, written from the headers of the SQL files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.domain.events.columns import (
    EVENT_COLUMNS,
    QUARANTINE_COLUMNS,
    RECORD_VERSION_COLUMNS,
)
from tally.domain.reports.kpis import KPIS, ONE
from tally.modelling import catalog
from tally.modelling.models import Model, reads
from tally.modelling.records import KIND as RECORDS

from cli.described_tables import STORED, Described
from cli.output.kpi_tables import describe_events

PATH = Path(__file__).parents[2] / "docs" / "reference" / "models.md"

_TOP = """# Tables

For whoever writes a query: every table, its columns, and what a row is.

Written by `python -m cli.output.model_docs` from the headers of the SQL files, the files of `records/`,
`columns.toml` and `kpis.toml`: change those. Tables are in the database `lake`, those marked *inner* (steps
on the way to others) in `lakeinner`. Athena's DESCRIBE shows each column's sentence; the table's is its
property `description`. Times are UTC and naive; a `business_date` is the shop's own date. Whose a `platform`
is, an event's, a session's or an order's, stands in its sentence. A model is rebuilt every night, in the
order below; its checks must find nothing before it is published. A model marked *inlined* has no table and
cannot be queried: its query is written into those that read it.
"""


def text() -> str:
    """The whole document."""
    return "\n".join([_TOP, *_kpis(), *_models(), *_stored(), ""])


def _kpis() -> Iterator[str]:
    yield "## KPIs\n"
    yield "Each is a table of `domain/reports/kpis.toml`; `kpi_daily` below counts the measures.\n"
    yield "| KPI | unit | formula | measures | its verdict rests on |"
    yield "|---|---|---|---|---|"
    for kpi in KPIS.values():
        measures = kpi.numerator if kpi.denominator == ONE else f"{kpi.numerator} / {kpi.denominator}"
        events = ", ".join(map(describe_events, kpi.rests_on))
        yield f"| {kpi.name} | {kpi.unit} | {kpi.formula} | {measures} | {events} |"
    yield ""


def _models() -> Iterator[str]:
    yield "## Models\n"
    yield "| table | grain | read from |"
    yield "|---|---|---|"
    names = {
        *catalog.SOURCES,
        *catalog.version_sources(),
        CELLS_TABLE,
        *(model.name for model in catalog.models()),
    }
    for model in catalog.models():
        read = ", ".join(sorted(_list_reads(model) & names)) or _without_tables(model)
        name = f"[{model.name}](#{model.name}){_mark(model)}"
        yield f"| {name} | {model.grain} | {read} |"
    for model in catalog.models():
        yield from _model(model)


def _model(model: Model) -> Iterator[str]:
    source = f"{model.kind}/{model.name}.sql"
    folder = "sql/"
    if model.kind == RECORDS:
        source, folder = f"{RECORDS}/{model.name.removeprefix(f'{RECORDS}_')}.toml", ""
    file = f"../../layers/tally/python/tally/{folder}{source}"
    yield f"\n### {model.name}\n"
    yield f"{model.description.rstrip('.')}.\n"
    grain = model.grain[0].upper() + model.grain[1:]
    kind = "A view, made" if model.is_view else "Inner, built" if model.is_inner else "Built"
    made = f"{kind} by `{_builder(model)}`" if model.is_table else "Inlined"
    yield f"{grain}. {made} from [{source}]({file}).\n"
    yield from _columns(model.columns)
    if model.checks:
        yield "\nChecks: " + "; ".join(f"`{check.description}`" for check in model.checks) + "."


def _mark(model: Model) -> str:
    if not model.is_table:
        return " *inlined*"
    return " *inner*" if model.is_inner else ""


def _list_reads(model: Model) -> frozenset[str]:
    """Tables and inlined models that it reads; of records, the versions behind their common name."""
    return reads(model.sql) if model.kind == RECORDS else model.reads


def _without_tables(model: Model) -> str:
    return f"the parameter {model.parameters[0].name}" if model.parameters else "a list of its own"


def _builder(model: Model) -> str:
    return {"refresh": "refresh_models", "audit": "audit_lake", "publish": "publish_kpis"}[model.step]


def _stored() -> Iterator[str]:
    sentence = "Events not accepted: the columns of events where they could be read, and these"
    tables = {
        **{name: (table.description, table.columns) for name, table in STORED.items()},
        "quarantine": (sentence, QUARANTINE_COLUMNS[len(EVENT_COLUMNS) :]),
        "landing": (f"{STORED['landing'].description}. Its columns are those of events", ()),
        "versions of records": (
            "In the database `lakerecords`, `<table>_versions` of each table of records: its own columns, a "
            "`sent_person_key` where it names a person, and these",
            RECORD_VERSION_COLUMNS,
        ),
    }
    yield "\n## Tables that no model makes"
    for name, (sentence, columns) in tables.items():
        yield f"\n### {name}\n\n{sentence}.\n"
        if columns:
            yield from _columns(columns)


def _columns(columns: Iterable[Described]) -> Iterator[str]:
    yield "| column | type | |"
    yield "|---|---|---|"
    for column in columns:
        yield f"| {column.name} | {column.type} | {column.comment.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    PATH.write_text(text())
