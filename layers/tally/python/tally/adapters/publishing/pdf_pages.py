"""Exports as PDF, laid out by typst: accessible (PDF/UA-1), with its own letters, nothing from elsewhere.

What is told goes to the template as data: no text of a shop's is ever markup.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import resources
from itertools import groupby
from typing import Any

from tally.adapters.publishing.chart_pictures import draw_set_svg
from tally.adapters.publishing.letters import (
    PLAIN,
    STAND_IN,
    LetterRefused,
    find_lacking,
    is_right_to_left,
    isolate,
    name_letter,
    write_pages,
)
from tally.domain.errors import BadQuestion
from tally.domain.exports.document import CellKind, ExportColumn, ExportDocument, ExportSection, Row
from tally.domain.exports.shown_cells import show_cell, show_verdict
from tally.domain.words.words import Words

MOST_ROWS, MOST_IN_ALL = 1_000, 4_000
"""Of one answer: some twenty pages; and of all answers of a file, of which each has an equal part: 8,000 rows
take 930 MB of memory and a function has 1,769. CSV and XLSX have all."""
MOST_UPRIGHT, MOST_COLUMNS = 7, 18
"""Columns that a page can hold upright, and on its side."""

_CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\u(00(?:0[0-8bcef]|1[0-9a-f]))")
"""As JSON writes those that no page can hold."""
_MOST_NAMED = 20
"""Letters without a form that are named."""
_SVG_SIZE = re.compile(r'<svg[^>]* width="([0-9.]+)" height="([0-9.]+)"')
_MM_A_POINT = 0.24
"""So that letters of a chart are as large as those of the text."""
_MOST_LETTERS, _MOST_TOLD = 200, 600
"""Of a cell, and of a sentence. CSV and XLSX have all: a name of 10,000 letters would fill pages."""
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the letters behind them: a name with one would turn the sentence that it stands in."""
_NARROW, _WIDE = 24, 60
"""Letters up to which a column is as wide as they are, and from which on it gets no wider."""
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK = "\u200b"
_NUMBER_OF_FOOTNOTE = {"is_number": False, "share": 0}
_WORDS = (
    *(CellKind.TEXT, CellKind.KPI, CellKind.SEGMENT, CellKind.VERDICT, CellKind.YES_NO),
    *(CellKind.DATE, CellKind.MOMENT, CellKind.UNIT),
)


def write_pdf(document: ExportDocument, made_at: datetime) -> bytes:
    """The pages. `made_at` is the date that the file tells. BadQuestion for a table that no page can hold."""
    if any(len(_list_shown(section)) > MOST_COLUMNS for section in document.sections):
        raise BadQuestion(f"A page has room for {MOST_COLUMNS} columns: ask for fewer, or for xlsx")
    template = resources.files(__package__).joinpath("document.typ").read_bytes()
    made_at = made_at.replace(microsecond=0)  # typst takes no parts of a second
    told = _tell(document)
    lacking: set[str] = set()
    for find in (_find_none, _find_lacking, _find_marks, _find_strange):
        lacking |= find(_write(told))
        told["lacking"] = _name_lacking(lacking, Words(document.language)) if lacking else None
        try:
            return write_pages(template, _put_stand_ins(_write(told), lacking), made_at)
        except LetterRefused as error:
            refused = error
    raise refused


def _write(told: Mapping[str, Any]) -> str:
    return isolate(_DIRECTIONS.sub("", json.dumps(told, ensure_ascii=False)))


def _find_none(_: str) -> set[str]:
    return set()


def _find_lacking(text: str) -> set[str]:
    return find_lacking(text) | {chr(int(found[2], 16)) for found in _CONTROL.finditer(text)}


def _find_marks(text: str) -> set[str]:
    """Of any script: a font may have the mark, and only others the letter below it."""
    return {letter for letter in text if unicodedata.name(letter, "").startswith("COMBINING ")}


def _find_strange(text: str) -> set[str]:
    return {letter for letter in text if not (letter in STAND_IN or PLAIN.fullmatch(letter))}


def _name_lacking(lacking: Iterable[str], words: Words) -> str:
    names = [name_letter(letter) for letter in sorted(lacking)]
    more = ["…"] if len(names) > _MOST_NAMED else []
    return words.say("export.lacking", letters=", ".join([*names[:_MOST_NAMED], *more]))


def _put_stand_ins(text: str, lacking: Iterable[str]) -> str:
    shown = text.translate(dict.fromkeys(map(ord, lacking), STAND_IN))
    return _CONTROL.sub(rf"\1{STAND_IN}", shown) if lacking else shown


def _tell(document: ExportDocument) -> dict[str, Any]:
    words = Words(document.language)
    widest = max(len(_list_shown(section)) for section in document.sections)
    most = _choose_most(document)
    return {
        "title": document.title,
        "facts": list(document.facts),
        "language": document.language,
        "is_wide": widest > MOST_UPRIGHT,
        "page_words": words.say("export.page", page="<page>", pages="<pages>"),
        "words": {
            "sources": words.say("export.sources"),
            "sql": words.say("export.sql"),
            "colon": words.say("export.colon"),
        },
        "sources": [list(line) for line in document.sources],
        "lacking": None,
        "sections": [_tell_section(section, words, most) for section in document.sections],
    }


def _choose_most(document: ExportDocument) -> int:
    """So many rows of each section are shown."""
    shown = sum(min(len(section.table.rows), MOST_ROWS) for section in document.sections)
    return MOST_ROWS if shown <= MOST_IN_ALL else MOST_IN_ALL // len(document.sections)


def _tell_section(whole: ExportSection, words: Words, most: int) -> dict[str, Any]:
    rows = whole.table.rows[:most]
    section = replace(whole, table=replace(whole.table, rows=rows))
    shown = _list_shown(section)
    cut = words.say("export.cut", shown=most, all=len(whole.table.rows))
    verdict = section.verdict.verdict.value if section.verdict else None
    return {
        "title": section.title,
        "sentence": _shorten(section.sentence, _MOST_TOLD),
        "facts": [_shorten(each, _MOST_TOLD) for each in section.facts],
        "notes": [_shorten(each, _MOST_TOLD) for each in section.notes],
        "verdict": verdict,
        "verdict_words": show_verdict(verdict, words) if verdict else "",
        "reason": section.verdict.reason if section.verdict else "",
        **_tell_chart(section),
        "columns": [
            *(_tell_column(column, rows, words) for column in shown),
            *(
                [{"title": words.say("export.why"), **_NUMBER_OF_FOOTNOTE}]
                if _list_footnotes(section)
                else []
            ),
        ],
        # A sentence says that there is nothing: a head without rows below it would say no more.
        "tables": [] if section.sentence and not rows else [*_list_tables(section, shown, words)],
        "cut": cut if len(whole.table.rows) > most else None,
        "sql": section.sql,
    }


def _tell_chart(section: ExportSection) -> dict[str, Any]:
    if section.chart is None:
        return {"svg": None}
    spec = section.chart.spec
    svg = draw_set_svg({name: part for name, part in spec.items() if name != "title"})
    found = _SVG_SIZE.search(svg)
    assert found, "vl-convert writes the size of a picture"
    width_mm, height_mm = (float(each) * _MM_A_POINT for each in found.groups())
    # Its title stands on the page as text already.
    return {"svg": svg, "alt": spec["description"], "width_mm": width_mm, "height_mm": height_mm}


def _list_shown(section: ExportSection) -> list[ExportColumn]:
    hidden = (section.table.grouped_by, *section.table.footnotes)
    return [each for each in section.table.columns if not each.is_detail and each.name not in hidden]


def _list_footnotes(section: ExportSection) -> list[str]:
    """Those that say something of any row."""
    table = section.table
    return [name for name in table.footnotes if any(row.get(name) for row in table.rows)]


def _tell_column(column: ExportColumn, rows: Sequence[Row], words: Words) -> dict[str, Any]:
    """A column of long texts takes a share of what the others leave."""
    longest = max((len(_show(column, row, words)) for row in rows), default=0)
    return {
        "title": column.title,
        "is_number": column.kind not in _WORDS,
        "share": min(longest, _WIDE) if longest > _NARROW else 0,
    }


def _list_tables(
    section: ExportSection, shown: Sequence[ExportColumn], words: Words
) -> Iterator[dict[str, Any]]:
    table, footnotes = section.table, _list_footnotes(section)
    rows, by = table.rows, table.grouped_by
    if not shown:
        return
    if by is None:
        yield {"heading": None, **_tell_rows(rows, shown, footnotes, words)}
        return
    (column,) = (each for each in table.columns if each.name == by)
    for heading, of_group in groupby(rows, key=lambda row: show_cell(column, row, words)):
        yield {"heading": heading, **_tell_rows([*of_group], shown, footnotes, words)}


def _tell_rows(
    rows: Sequence[Row], shown: Sequence[ExportColumn], footnotes: Sequence[str], words: Words
) -> dict[str, Any]:
    """Cells, each row with the number of its footnote, and the footnotes."""
    numbers: dict[str, int] = {}
    lines = []
    for row in rows:
        told = "; ".join(str(row[name]) for name in footnotes if row.get(name))
        number = f"({numbers.setdefault(told, len(numbers) + 1)})" if told else ""
        noted = [{"text": number, "verdict": None, "is_right_to_left": False}] if footnotes else []
        lines.append([*(_tell_cell(column, row, words) for column in shown), *noted])
    return {"rows": lines, "footnotes": [f"({number}) {told}" for told, number in numbers.items()]}


def _tell_cell(column: ExportColumn, row: Row, words: Words) -> dict[str, Any]:
    is_verdict = column.kind is CellKind.VERDICT
    text = _LONG_WORD.sub(_allow_breaks, _show(column, row, words))
    verdict = row.get(column.name) if is_verdict else None
    return {"text": text, "verdict": verdict, "is_right_to_left": is_right_to_left(text)}


def _show(column: ExportColumn, row: Row, words: Words) -> str:
    return _shorten(show_cell(column, row, words), _MOST_LETTERS)


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _allow_breaks(found: re.Match[str]) -> str:
    """A word that is longer than a column may break anywhere."""
    return _BREAK.join(found[0])
