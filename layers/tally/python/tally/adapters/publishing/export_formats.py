"""A document in each format that it can have."""

from datetime import datetime

from tally.adapters.publishing.chart_pictures import draw_png, draw_svg
from tally.adapters.publishing.pdf_pages import write_pdf
from tally.adapters.publishing.spreadsheets import write_xlsx
from tally.domain.charts.frame import Spec
from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ExportFormat
from tally.domain.exports.csv_rows import write_table_csv
from tally.domain.exports.document import ExportDocument


def write_export(document: ExportDocument, fmt: str, made_at: datetime) -> bytes:
    """The file. BadQuestion for a picture of what has no chart. CSV and pictures are of the first section."""
    match ExportFormat(fmt):
        case ExportFormat.CSV:
            return write_table_csv(document.sections[0].table).encode()
        case ExportFormat.XLSX:
            return write_xlsx(document)
        case ExportFormat.PDF:
            return write_pdf(document, made_at)
        case ExportFormat.PNG:
            return draw_png(_find_chart(document))
        case ExportFormat.SVG:
            return draw_svg(_find_chart(document))


def _find_chart(document: ExportDocument) -> Spec:
    chart = document.sections[0].chart
    if chart is None:
        raise BadQuestion("This answer has no chart: ask for csv, xlsx or pdf")
    return chart.spec
