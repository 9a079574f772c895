"""Exports as XLSX: real numbers and days, charts that a spreadsheet draws, and a sheet of what they rest on.

No cell is ever a formula: texts are written as texts, and those that begin as a formula stay so when edited.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tally.adapters.publishing.native_charts import add_chart_of_table, add_native_chart
from tally.domain.exports.document import CellKind, ExportColumn, ExportDocument, ExportSection, Row
from tally.domain.exports.shown_cells import name_verdict, show_cell
from tally.domain.reports.csv_text import guard_text
from tally.domain.words.numbers import write_money_pattern
from tally.domain.words.words import Words

MOST_ROWS = 1_000_000
"""A sheet has 1,048,576, of which some are words."""
_MOST_LETTERS = 32_767
_WIDEST, _NARROWEST = 60, 9
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_MOST_NAME = 31
_LINE_HEIGHT, _MOST_LINES = 15, 10
"""In points, as a row of one line has them."""
_A4 = 9
"""As spreadsheets number sizes of paper."""

_NUMBERS = {
    CellKind.COUNT: "#,##0",
    CellKind.NUMBER: "#,##0.00##",
    CellKind.MONEY: "#,##0.00",
    CellKind.SHARE: "0.0%",
    CellKind.SECONDS: "#,##0.0",
    CellKind.MINUTES: "#,##0.0",
}
_TO_THE_RIGHT = (*_NUMBERS, CellKind.BY_UNIT)
_INDENTED: Mapping[str, Any] = {"align": "left", "indent": 1}
"""So that a text does not stick to the number before it."""
_DAY, _HOUR, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss"
_FIRST_YEAR = 1900
"""Of the days that a spreadsheet counts."""


def write_xlsx(document: ExportDocument) -> bytes:
    """The workbook. For each answer a sheet of rows, with its verdict above and its chart beside them, or on
    a sheet of its own; then sources, columns and SQL."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": _clean(document.title)})
        writer = _Writer(book, document, Words(document.language))
        for number, section in enumerate(document.sections, start=1):
            writer.write_section(number, section)
        writer.write_sources()
    return written.getvalue()


@dataclass(slots=True)
class _Writer:
    book: xlsxwriter.Workbook
    document: ExportDocument
    words: Words
    formats: dict[frozenset[tuple[str, Any]], Format] = field(default_factory=dict)

    def write_section(self, number: int, section: ExportSection) -> None:
        sheet = self._add_sheet(section.title, number)
        top = self._write_top(sheet, section)
        columns, rows = section.table.columns, section.table.rows
        for at, column in enumerate(columns):
            side = {"align": "right"} if column.kind in _TO_THE_RIGHT else _INDENTED
            self._write_text(
                sheet, top, at, column.title, {"bold": True, "bottom": 1, "text_wrap": True, **side}
            )
            sheet.set_column(at, at, _measure(column, rows, self.words))
        for line, row in enumerate(rows, start=top + 1):
            for at, column in enumerate(columns):
                self._write_cell(sheet, line, at, column, row)
        sheet.freeze_panes(top + 1, 0)
        if rows:
            sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
        if section.chart is None or section.chart.form is None or not rows:
            return
        if section.chart.form.is_of_the_table:
            add_chart_of_table(self.book, sheet, section, top)
        else:
            chart_sheet = self._add_sheet(f"{self.words.say('export.chart')} {section.title}", number)
            add_native_chart(self.book, chart_sheet, section, self.words)

    def write_sources(self) -> None:
        sheet = self._open_sheet(self.words.say("export.sources"))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 110)
        for line, (label, text, is_heading) in enumerate(self._list_sources()):
            self._write_text(sheet, line, 0, label, {"bold": is_heading, "valign": "top"})
            self._write_text(sheet, line, 1, text, {"text_wrap": True})

    def _list_sources(self) -> Iterator[tuple[str, str, bool]]:
        say = self.words.say
        yield self.document.title, "; ".join(self.document.facts), True
        yield from ((label, text, False) for label, text in self.document.sources)
        for section in self.document.sections:
            yield "", "", False
            yield section.title, "; ".join(section.facts), True
            if section.verdict:
                yield say("export.verdict"), name_verdict(section.verdict.verdict, self.words), False
                if section.verdict.reason:
                    yield say("export.reason"), section.verdict.reason, False
            yield from ((say("export.notes"), note, False) for note in section.notes)
            yield say("export.columns"), "", True
            yield from ((column.title, column.meaning, False) for column in section.table.columns)
            # A line a row: a cell holds 32,767 letters, and a statement may have more.
            lines = section.sql.splitlines()
            yield from (
                (say("export.sql") if at == 0 else "", text, at == 0) for at, text in enumerate(lines)
            )

    def _add_sheet(self, title: str, number: int) -> Worksheet:
        """Names of sheets are short, unlike each other, and lack some letters."""
        name = _NOT_IN_NAMES.sub(" ", _clean(title))
        prefix = f"{number} " if len(self.document.sections) > 1 else ""
        taken = {sheet.get_name().lower() for sheet in self.book.worksheets()}
        shown = f"{prefix}{name}"[:_MOST_NAME].strip()
        if not shown or shown.lower() in {*taken, "history"}:
            shown = f"{len(taken) + 1} {shown}"[:_MOST_NAME]
        return self._open_sheet(shown)

    def _open_sheet(self, name: str) -> Worksheet:
        """Printed it is as wide as a page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _write_top(self, sheet: Worksheet, section: ExportSection) -> int:
        """Title, question and verdict; the number of the row below them."""
        self._write_text(sheet, 0, 0, section.title, {"bold": True, "font_size": 14})
        told = [*filter(None, [section.sentence]), *section.facts, *section.notes]
        if section.verdict:
            judged, reason = name_verdict(section.verdict.verdict, self.words), section.verdict.reason
            told.append(f"{judged}{self.words.say('export.colon')}{reason}" if reason else judged)
        for line, text in enumerate(told, start=1):
            self._write_text(sheet, line, 0, text)
        return len(told) + 2

    def _write_cell(self, sheet: Worksheet, line: int, at: int, column: ExportColumn, row: Row) -> None:
        kind, value = column.kind_in(row), row.get(column.name)
        if value is None and kind is not CellKind.SEGMENT:
            return
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            self._write_text(sheet, line, at, show_cell(column, row, self.words), _INDENTED)
        elif isinstance(value, datetime):
            form = _MOMENT if kind is CellKind.MOMENT else _HOUR
            # A spreadsheet has no zones: the hour is that of the clock that the column is of.
            sheet.write_datetime(
                line, at, value.replace(tzinfo=None), self._format(num_format=form, **_INDENTED)
            )
        elif isinstance(value, date):
            sheet.write_datetime(line, at, value, self._format(num_format=_DAY, **_INDENTED))
        elif kind in _NUMBERS and isinstance(value, int | float):
            sheet.write_number(
                line, at, value, self._format(num_format=self._choose_pattern(kind, row, value))
            )
        else:
            self._write_text(sheet, line, at, show_cell(column, row, self.words), _INDENTED)

    def _choose_pattern(self, kind: CellKind, row: Row, value: float) -> str:
        currency = row.get("currency")
        if kind is CellKind.MONEY and currency:
            return write_money_pattern(self.words.style, currency)
        if kind in (CellKind.COUNT, CellKind.NUMBER):  # a count is none where it is a mean of days
            kind = CellKind.COUNT if value == int(value) else CellKind.NUMBER
        return _NUMBERS[kind]

    def _write_text(
        self, sheet: Worksheet, line: int, at: int, text: str, looks: Mapping[str, Any] | None = None
    ) -> None:
        is_guarded = guard_text(text) != text
        lines = len(text.splitlines())
        looks = {
            **(looks or {}),
            **({"quote_prefix": True} if is_guarded else {}),
            **({"text_wrap": True} if lines > 1 else {}),
        }
        if lines > 1:  # not every spreadsheet makes room by itself
            sheet.set_row(line, _LINE_HEIGHT * min(lines, _MOST_LINES))
        sheet.write_string(line, at, _clean(text), self._format(**looks) if looks else None)

    def _format(self, **looks: Any) -> Format:
        """One for all cells that look alike: a million of them would take minutes to be compared."""
        key = frozenset(looks.items())
        if key not in self.formats:
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]


def _clean(text: str) -> str:
    """What a cell can hold."""
    kept = _NOT_IN_XML.sub("\ufffd", text)
    return kept if len(kept) <= _MOST_LETTERS else kept[: _MOST_LETTERS - 1] + "…"


def _measure(column: ExportColumn, rows: Sequence[Row], words: Words) -> int:
    """Characters that show the title and most cells, of the first thousand rows."""
    shown = max((len(show_cell(column, row, words)) for row in rows[:1_000]), default=0)
    return max(_NARROWEST, min(_WIDEST, max(shown, len(column.title)) + 3))
