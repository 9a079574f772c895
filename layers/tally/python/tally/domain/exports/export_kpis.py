"""Rows of KPIs as a section of an export: each number with its verdict and its reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tally.domain.charts.frame import Spec
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection, ExportTable, Row
from tally.domain.exports.export_columns import describe_columns
from tally.domain.exports.read_cells import read_rows
from tally.domain.reports.kpi_places import PLACES
from tally.domain.reports.kpis import kpi_named
from tally.domain.words.kpi_words import name_kpi
from tally.domain.words.reasons import tell_reason
from tally.domain.words.words import Words

_BY_UNIT = ("value", "before_value", "change", "before", "after")
_DETAILS = (
    *("unit", "coverage_low", "coverage_high", "numerator", "denominator", "is_complete", "left_out"),
    *("before_date", "before_verdict", "currency"),
)
_ALIKE = (*PLACES, "kpi")
"""What paper shows only where it says more than one thing."""
_FOOTNOTES = ("reason", "note", "because")


def name_span(words: Words, kpi: str | None, first: date, last: date) -> str:
    """Such as Net revenue, 2 to 8 March 2026; all KPIs where it is of no one."""
    named = name_kpi(words, kpi_named(kpi)) if kpi else words.say("export.kpis")
    return f"{named}, {words.days(first, last)}"


def lay_out_kpis(
    rows: Sequence[Row],
    types: Mapping[str, str],
    words: Words,
    *,
    title: str,
    spec: Spec | None = None,
    grouped_by: str | None = None,
) -> ExportSection:
    """`types` are Athena's by column, in their order. `spec` is the chart of one KPI by day."""
    rows = [_tell_texts(row, words) for row in rows]
    alike = [name for name in _ALIKE if len({row.get(name) for row in rows}) < 2]
    columns = describe_columns(
        list(types),
        types,
        words,
        details=(*_DETAILS, *alike),
        by_unit=_BY_UNIT if "unit" in types else (),
    )
    form = ChartForm("line", ("business_date",), "value")
    return ExportSection(
        title,
        spec["usermeta"]["facts"] if spec else (),
        (),
        ExportTable(
            columns, read_rows(rows, columns), grouped_by, [each for each in _FOOTNOTES if each in types]
        ),
        chart=ExportChart(spec, form) if spec else None,
    )


def _tell_texts(row: Row, words: Words) -> dict[str, Any]:
    told = {name: tell_reason(words, row[name]) for name in _FOOTNOTES if row.get(name)}
    return {**row, **told}
