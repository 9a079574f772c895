"""Answers as files for people: a spreadsheet, or pages."""

from datetime import UTC, datetime
from pathlib import Path

from tally.domain.exports.document import ExportDocument

from cli.output.row_files import write_file

EXPORTS = ("xlsx", "pdf")


def write_export(file: Path, fmt: str, document: ExportDocument) -> None:
    """`fmt` is one of EXPORTS. Misconfigured: it cannot be written."""
    from tally.adapters.publishing import export_formats

    write_file(file, export_formats.write_export(document, fmt, datetime.now(UTC)))
