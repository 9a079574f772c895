"""A document in each format that it can have. A ZIP has a CSV a section, and one of sources and verdicts."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from tally.adapters.publishing.chart_pictures import draw_png, draw_svg
from tally.adapters.publishing.pdf_pages import write_pdf
from tally.adapters.publishing.spreadsheets import write_xlsx
from tally.domain.charts.frame import Spec
from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ExportFormat
from tally.domain.exports.csv_rows import write_sources_csv, write_table_csv
from tally.domain.exports.document import ExportDocument

_NOT_IN_NAMES = re.compile(r"[^\w \-]+")
_MOST_NAME = 60


def write_export(document: ExportDocument, fmt: str, made_at: datetime) -> bytes:
    """The file. BadQuestion for a picture of what has no chart. CSV and pictures are of the first section."""
    match ExportFormat(fmt):
        case ExportFormat.CSV:
            return write_table_csv(document.sections[0].table).encode()
        case ExportFormat.ZIP:
            return _write_zip(document, made_at)
        case ExportFormat.XLSX:
            return write_xlsx(document)
        case ExportFormat.PDF:
            return write_pdf(document, made_at)
        case ExportFormat.PNG:
            return draw_png(_find_chart(document))
        case ExportFormat.SVG:
            return draw_svg(_find_chart(document))


def _write_zip(document: ExportDocument, made_at: datetime) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _list_texts(document):
            entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return written.getvalue()


def _list_texts(document: ExportDocument) -> Iterator[tuple[str, str]]:
    for number, section in enumerate(document.sections, start=1):
        yield (
            f"{number:02} {_NOT_IN_NAMES.sub(' ', section.title)[:_MOST_NAME].strip()}.csv",
            write_table_csv(section.table),
        )
    yield "sources.csv", write_sources_csv(document)


def _find_chart(document: ExportDocument) -> Spec:
    section = document.sections[0]
    chart = section.chart
    if chart is None and not section.table.rows:
        raise BadQuestion("This answer has no rows, and so no chart: ask for csv, xlsx or pdf")
    if chart is None:
        raise BadQuestion("This answer has no chart: ask for csv, xlsx or pdf")
    return chart.spec
