"""Exports: the same figures in CSV, XLSX and PDF, in both languages, and nothing in them that runs."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from io import BytesIO, StringIO
from math import isclose
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from tally.adapters.publishing.export_formats import write_export
from tally.adapters.publishing.pdf_pages import MOST_ROWS, write_pdf
from tally.adapters.publishing.spreadsheets import write_xlsx
from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.charts.report_chart import has_chart
from tally.domain.errors import BadQuestion
from tally.domain.exports.boards.look import BoardFilters, look_at
from tally.domain.exports.boards.parts import BOARDS
from tally.domain.exports.dashboard_panels import find_standing, list_files
from tally.domain.exports.document import CellKind, ExportColumn, ExportDocument, ExportSection, ExportTable
from tally.domain.exports.export_panels import AnsweredPanel, lay_out_file
from tally.domain.exports.export_report import ReportToExport, lay_out_report
from tally.domain.exports.shown_cells import show_cell
from tally.domain.exports.sources_text import tell_sources
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpi_places import ALL
from tally.domain.words.place_words import name_place
from tally.domain.words.reasons import tell_reason
from tally.domain.words.words import ENGLISH, LANGUAGES, Words

from cli.output.render import render
from tests.published_files import publish
from tests.reports.example_questions import EXAMPLES
from tests.workbooks import list_parts, read_workbook

REASON = "10 of 109 orders the witness saw are not in the lake"
SQL = "select count(*)\n  from person_events -- 100 %"
MADE_AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
SOURCES = {"events_until": "2026-03-04T07:21:00Z", "models_of": None, "timezone": "Europe/Rome"}
LAST_DAY = date(2026, 3, 4)
FIRST_DAY = date(1899, 12, 30)
"""Of the days that spreadsheets count."""


@cache
def lay_out(name: str, language: str) -> ExportDocument:
    example, words = EXAMPLES[name], Words(language)
    answer = ChartedAnswer(
        example.answer, EventsVerdict(Verdict.DISPUTED, REASON), ["a note"], date(2026, 3, 4)
    )
    section = lay_out_report(ReportToExport(example.question, answer, SQL), words)
    return ExportDocument(section.title, language, [section], tell_sources(SOURCES, words))


def of_rows(rows: list[dict[str, Any]], **kinds: CellKind) -> ExportDocument:
    """A document of a table that an answer could have."""
    columns = [ExportColumn(name, name, kind) for name, kind in kinds.items()]
    section = ExportSection("Rows", (), (), ExportTable(columns, rows), sql=SQL)
    return ExportDocument("Rows", "en", [section], ())


def read_pages(content: bytes) -> str:
    """All text of a PDF, a blank for each white space, also for the narrow one of numbers."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def read_numbers(text: str) -> set[float]:
    """Numbers as people write them in either language, and as if nothing stood between their thousands."""
    joined = (re.sub(rf"(?<=\d){between}(?=\d{{3}}(\D|$))", "", text) for between in ("", ",", " "))
    plain = [re.sub(r"(?<=[-\u2212])€", "", told) for told in joined]
    written = [each for told in plain for each in re.findall(r"[-\u2212]?\d+(?:[.,]\d+)?", told)]
    return {float(each.replace(",", ".").replace("\u2212", "-")) for each in written}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if example.rows])
def test_the_same_figures_stand_in_csv_xlsx_and_pdf(name: str, language: str) -> None:
    document, example = lay_out(name, language), EXAMPLES[name]
    columns = document.sections[0].table.columns
    text = render(example.answer, list(example.question.columns), "csv")
    _, *expected = csv.reader(StringIO(text))
    written = read_workbook(write_xlsx(document))
    titles = [column.title for column in columns]
    answer = written[next(iter(written))]
    top = answer.index(titles)  # type: ignore[arg-type]
    on_paper = read_numbers(read_pages(write_pdf(document, MADE_AT)))
    for row, line, cells in zip(example.answer, answer[top + 1 :], expected, strict=True):
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            value = line[at] if at < len(line) else None
            assert is_same(column, cell, value, language), (column.name, cell, value)
            is_number = isinstance(value, float) and column.kind not in (CellKind.DATE, CellKind.MOMENT)
            if is_number and not column.is_detail:  # paper has no details
                scale = 100 if column.kind_in(row) is CellKind.SHARE else 1
                assert any(abs(each - scale * value) <= 0.051 for each in on_paper), (column.name, value)


OWN_NAMES = {"(drop-off)": "(sortie)", "average": "moyenne"}
"""What answers hold in place of a shop's value, and its word in French."""


def is_same(column: ExportColumn, cell: str, value: float | str | None, language: str) -> bool:
    """Whether a cell of CSV and one of XLSX tell the same."""
    if column.kind is CellKind.DATE and isinstance(value, float) and len(cell) == len("2026-03-02"):
        return cell == (FIRST_DAY + timedelta(value)).isoformat()
    if column.kind in (CellKind.DATE, CellKind.MOMENT) and isinstance(value, float):
        moment = datetime.combine(FIRST_DAY, time()) + timedelta(days=value)
        return abs(moment - datetime.fromisoformat(cell).replace(tzinfo=None)) < timedelta(seconds=1)
    if column.kind is CellKind.SEGMENT and not cell:
        return value in {"en": ("(not set)", "(empty)"), "fr": ("(non renseigné)", "(vide)")}[language]
    if cell in OWN_NAMES:
        return value == {"en": cell, "fr": OWN_NAMES[cell]}[language]
    if column.place and cell:
        return value == name_place(Words(language), column.place, cell)
    if column.kind in (CellKind.KPI, CellKind.UNIT, CellKind.VERDICT) and cell:
        return value == show_cell(column, {column.name: cell}, Words(language))
    if column.name in ("reason", "note") and cell:
        return value == tell_reason(Words(language), cell)
    if column.kind is CellKind.YES_NO and cell:
        return (
            value == {"true": {"en": "yes", "fr": "oui"}, "false": {"en": "no", "fr": "non"}}[cell][language]
        )
    if not cell:
        return value is None
    if column.kind in (CellKind.DATE, CellKind.MOMENT):
        return False  # a spreadsheet counts with days and hours
    return isclose(float(cell), value, rel_tol=1e-9) if isinstance(value, float) else cell == value


def test_a_pdf_tells_its_title_its_language_its_verdict_and_its_sources() -> None:
    content = write_pdf(lay_out("funnel", "fr"), MADE_AT)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert (
        pypdfium2.PdfDocument(content).get_metadata_dict()["Title"] == "De Product Viewed à Order Completed"
    )
    text = read_pages(content)
    for told in (
        "▲ Contesté",
        "sur 109 commandes chez le témoin, 10 manquent",
        "a note",
        "2026-03-04 08:21",
        "inconnu",
        "Page 1 sur 2",
        "count(*)",
    ):
        assert told in text, told


def test_a_workbook_has_a_chart_of_its_own_and_a_sheet_of_what_it_rests_on() -> None:
    for name, example in EXAMPLES.items():
        content = write_xlsx(lay_out(name, "en"))
        drawn = [part for part in list_parts(content) if part.startswith("xl/charts/")]
        assert len(drawn) == (1 if has_chart(example.question) and example.rows else 0), name
    told = [cell for line in read_workbook(content)["Sources"] for cell in line]
    assert {"Disputed", REASON, "a note", "  from person_events -- 100 %"} <= set(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("board", BOARDS)
def test_a_dashboard_tells_the_same_in_every_format(board: str, language: str) -> None:
    """The figures of the page: tests/unit/domain/exports compares them with what the browser counts."""
    document = lay_out_board(board, language)
    archive = ZipFile(BytesIO(write_export(document, "zip", MADE_AT)))
    names = archive.namelist()
    assert names[-1] == "sources.csv"
    book = read_workbook(write_xlsx(document))
    assert len(book) == len(document.sections) + 1
    on_paper = read_numbers(read_pages(write_pdf(document, MADE_AT)))
    for section, name, sheet in zip(document.sections, names, book.values(), strict=False):
        _, *rows = csv.reader(StringIO(archive.read(name).decode()))
        columns = section.table.columns
        top = sheet.index([column.title for column in columns])  # type: ignore[arg-type]
        assert len(rows) == len(section.table.rows)
        for row, cells, line in zip(section.table.rows, rows, sheet[top + 1 :], strict=True):
            for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                value = line[at] if at < len(line) else None
                if column.kind in (CellKind.KPI, CellKind.VERDICT, CellKind.UNIT, CellKind.TEXT):
                    assert (value is None) is (not cell), (column.name, cell, value)
                    continue
                assert is_same(column, cell, value, language), (column.name, cell, value)
                if isinstance(value, float) and column.kind is not CellKind.DATE and not column.is_detail:
                    scale = 100 if column.kind_in(row) is CellKind.SHARE else 1
                    assert any(abs(each - scale * value) <= 0.051 for each in on_paper), (column.name, value)


def lay_out_board(name: str, language: str) -> ExportDocument:
    words, board = Words(language), find_standing(name)
    assert board is not None
    filters = BoardFilters(platform="web" if name in ("yesterday", "funnels") else ALL)
    files = {each: publish()[each] for each in list_files(board.panels, filters)}
    panels = [AnsweredPanel(panel) for panel in board.panels]
    view = look_at(files, filters, words)
    return lay_out_file(board.name_it(words), panels, view, SOURCES, words)


EVIL = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "#panic()",
    "$x$ *b* `code` @ref",
    "https://x.example",
    "\x00\x1f",
    "Ελλάς Київ 東京 by 🛒 \\u0000",
]


def test_no_text_of_a_shop_is_run() -> None:
    rows = [{"segment": text, "name": text} for text in EVIL]
    document = of_rows(rows, segment=CellKind.SEGMENT, name=CellKind.TEXT)
    content = write_xlsx(document)
    found = read_workbook(content)["Rows"]
    assert [line[0] for line in found[-len(EVIL) :]][:-2] == EVIL[:-2]
    assert not [part for part in list_parts(content) if "hyperlink" in part]
    text = read_pages(write_pdf(document, MADE_AT))
    assert {shown for shown in EVIL[:4] + EVIL[5:8] if shown not in text} == set()
    assert "Ελλάς Київ 東京 by 🛒 \\u0000" in text
    assert "□□" in text
    assert "□ stands for letters that these pages have no form of: U+0000, U+001F. CSV and XLSX" in text


def test_a_csv_begins_with_the_name_of_its_first_column() -> None:
    """No byte order mark: Python's csv, Node and awk would take it as a part of that name."""
    document = of_rows([{"name": "Été"}], name=CellKind.TEXT)
    assert write_export(document, "csv", MADE_AT) == "name\nÉté\n".encode()
    archive = ZipFile(BytesIO(write_export(document, "zip", MADE_AT)))
    assert [archive.read(each)[:5] for each in archive.namelist()] == [b"name\n", b"title"]


def test_what_a_format_cannot_hold_is_cut_and_told() -> None:
    rows = [{"name": "x" * 40_000, "count": at} for at in range(MOST_ROWS + 1)]
    text = read_pages(
        write_pdf(
            of_rows([{**row, "name": "a"} for row in rows], name=CellKind.TEXT, count=CellKind.COUNT), MADE_AT
        )
    )
    assert "The first 1,000 of 1,001 rows: CSV and XLSX have all" in text
    several = of_rows([{"count": at} for at in range(600)], count=CellKind.COUNT)
    several = replace(several, sections=[*several.sections] * 8)
    text = read_pages(write_pdf(several, MADE_AT))
    assert text.count("The first 500 of 600 rows") == 8
    found = read_workbook(write_xlsx(of_rows(rows[:1], name=CellKind.TEXT)))["Rows"][-1][0]
    assert isinstance(found, str)
    assert (len(found), found[-1]) == (32_767, "…")


def test_a_picture_of_an_empty_answer_is_told_from_one_of_a_list() -> None:
    for rows, said in (([], "no rows, and so"), ([{"name": "a"}], "has no chart")):
        with pytest.raises(BadQuestion, match=said):
            write_export(of_rows(rows, name=CellKind.TEXT), "png", MADE_AT)


def test_a_long_name_is_cut_where_it_would_fill_pages_and_seconds() -> None:
    """A picture's labels are cut before they are measured: of 10,000 letters that takes seven seconds."""
    name = "x" * 10_000
    example = replace(EXAMPLES["flows"].question, before=0)
    rows = [{"step": 1, "kind": "event", "event": name, "entries": 3}]
    answer = ChartedAnswer(list(example.complete(rows)), EventsVerdict(Verdict.AUDITED, ""), (), LAST_DAY)
    section = lay_out_report(ReportToExport(example, answer, SQL), ENGLISH)
    document = ExportDocument(section.title, "en", [section], ())
    text = read_pages(write_pdf(document, MADE_AT))
    assert 150 < text.count("x") < 1_000
    shown = re.findall(r">([^<>]*)</text>", write_export(document, "svg", MADE_AT).decode())
    assert max(map(len, shown)) < 100
    assert name in write_export(document, "csv", MADE_AT).decode()


def test_numbers_are_written_as_they_are_meant() -> None:
    """Amounts with the sign of their currency, whole numbers without decimals; a text of lines in lines."""
    rows = [
        {"value": 1234.5, "currency": "EUR", "number": 3.0, "count": 12.5, "name": "a\nb"},
        {"value": 1234.0, "currency": "JPY", "number": 0.25, "count": 3, "name": "-1"},
    ]
    kinds = {
        "value": CellKind.MONEY,
        "number": CellKind.NUMBER,
        "name": CellKind.TEXT,
        "count": CellKind.COUNT,
    }
    book = ZipFile(BytesIO(write_xlsx(of_rows(rows, **kinds))))
    styles = book.read("xl/styles.xml").decode()
    of_cells = dict(re.findall(r'<c r="(\w+)" s="(\d+)"', book.read("xl/worksheets/sheet1.xml").decode()))
    assert (of_cells["B4"], of_cells["B5"]) == (of_cells["D5"], of_cells["D4"]), "a mean has decimals"
    written = set(re.findall(r'formatCode="([^"]*)"', styles))
    assert written == {"&quot;€&quot;#,##0.00", "&quot;JPY&quot;\xa0#,##0", "#,##0", "#,##0.00##"}
    assert 'wrapText="1"' in styles


def test_a_row_has_the_unit_that_it_says() -> None:
    rows = [
        {"value": 0.5, "unit": "share"},
        {"value": 1234.5, "unit": "money"},
        {"value": None, "unit": "count"},
    ]
    text = read_pages(write_pdf(of_rows(rows, value=CellKind.BY_UNIT), MADE_AT))
    assert "50.0%" in text
    assert "1,234.50" in text
