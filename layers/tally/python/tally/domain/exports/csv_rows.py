"""The rows of an export as CSV: those of --format csv."""

from datetime import date
from typing import Any

from tally.domain.exports.document import ExportTable
from tally.domain.reports.csv_text import write_csv


def write_table_csv(table: ExportTable) -> str:
    """Under the columns' names, safe to be opened in a spreadsheet."""
    names = [column.name for column in table.columns]
    return write_csv(names, ([_write_cell(row.get(name)) for name in names] for row in table.rows))


def _write_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.10g}"
        case date():
            return value.isoformat()
    return str(value)
