"""The rows of an export as CSV: those of --format csv; and what they rest on."""

from datetime import date, datetime
from typing import Any

from tally.domain.exports.document import CellKind, ExportDocument, ExportTable
from tally.domain.exports.read_cells import write_hour
from tally.domain.reports.csv_text import write_csv


def write_table_csv(table: ExportTable) -> str:
    """Under the columns' names, safe to be opened in a spreadsheet."""
    names = [column.name for column in table.columns]
    return write_csv(
        names, ([_write_cell(row.get(each.name), each.kind) for each in table.columns] for row in table.rows)
    )


def write_sources_csv(document: ExportDocument) -> str:
    """Of each section its sentence, verdict and notes; and before them what all rest on."""
    of_all = [*([document.title, "fact", each] for each in document.facts)]
    of_all += [[document.title, label, text] for label, text in document.sources]
    told = [
        [section.title, name, text]
        for section in document.sections
        for name, text in (
            ("sentence", section.sentence),
            *(("fact", each) for each in section.facts),
            ("verdict", section.verdict.verdict.value if section.verdict else ""),
            ("reason", section.verdict.reason if section.verdict else ""),
            *(("note", each) for each in section.notes),
        )
        if text
    ]
    return write_csv(["title", "name", "text"], [*of_all, *told])


def _write_cell(value: Any, kind: CellKind) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.10g}"
        case datetime():
            return write_hour(value, kind)
        case date():
            return value.isoformat()
    return str(value)
