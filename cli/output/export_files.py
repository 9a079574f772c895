"""Answers as files for people: a spreadsheet, or pages."""

from datetime import UTC, datetime
from pathlib import Path

from tally.domain.exports.document import ExportDocument

from cli.output.row_files import write_file

EXPORTS = ("xlsx", "pdf")


def write_export(file: Path, fmt: str, document: ExportDocument) -> None:
    """`fmt` is one of EXPORTS. Misconfigured: it cannot be written."""
    if fmt == "pdf":
        from tally.adapters.publishing.pdf_pages import write_pdf

        write_file(file, write_pdf(document, datetime.now(UTC)))
    else:
        from tally.adapters.publishing.spreadsheets import write_xlsx

        write_file(file, write_xlsx(document))
