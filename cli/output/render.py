"""Rows as text: a plain aligned table for people, JSON or CSV for programs."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from tally.domain.reports.csv_text import write_csv
from tally.domain.reports.plain_rows import list_plain_rows, shorten_decimal, simplify, write_moment

from cli.output.column_widths import GAP, list_widths, measure_widths, split_word

FORMATS = ("table", "json", "csv")
WIDTH = 100
"""Columns of text that tables and paragraphs keep to where standard output is no terminal."""

_NARROWEST_SCREEN = 40
_NUMBER = re.compile(r"(\(\d+\) )?([-+]?[\d,]*\.?\d+(e[-+]?\d+)?( ?%| [A-Z]{3})?|-)")

Row = Mapping[str, Any]


def screen_width() -> int:
    """Columns of the terminal that standard output is, WIDTH where it is none."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_NARROWEST_SCREEN, shutil.get_terminal_size((WIDTH, 0)).columns)


def paragraph(text: str, first_indent: str, indent: str) -> str:
    """A sentence as lines that fit the screen."""
    return textwrap.fill(text, screen_width(), initial_indent=first_indent, subsequent_indent=indent)


def render(
    rows: Sequence[Row],
    columns: Sequence[str] | None = None,
    fmt: str = "table",
    width: int | None = None,
    whole: str | None = None,
) -> str:
    """Rows as one text that ends without a newline.

    A table keeps to `width` (None: that of the screen) as far as wrapping its text allows: at spaces, then at
    the joints of words. Names in the column `whole` are typed again, and never broken. Where that leaves no
    room, the rows are listed one by one. `columns` chooses and orders; None takes those of the rows in the
    order they first appear. Absent values and None are empty
    in table and csv, null in json. `fmt` is one of FORMATS.
    """
    names = list(columns) if columns is not None else list(dict.fromkeys(key for row in rows for key in row))
    if fmt == "json":
        return _write_json(rows, names)
    if fmt == "csv":
        return _write_csv(rows, names)
    if fmt == "table":
        return _write_table(rows, names, width or screen_width(), names.index(whole) if whole else None)
    raise ValueError(f"format {fmt!r} is none of {', '.join(FORMATS)}")


def _write_json(rows: Sequence[Row], names: list[str]) -> str:
    if not rows:
        return "[]"
    objects = (json.dumps(row, ensure_ascii=False) for row in list_plain_rows(rows, names))
    return "[\n  " + ",\n  ".join(objects) + "\n]"


def _write_csv(rows: Sequence[Row], names: list[str]) -> str:
    lines = ([_write_csv_cell(row.get(name)) for name in names] for row in rows)
    return write_csv(names, lines).removesuffix("\n")


def _write_csv_cell(value: Any) -> str:
    return write_moment(value) if isinstance(value, datetime) else format_cell(value)


def format_cell(value: Any) -> str:
    """A value as people read it; None is empty."""
    match value:
        case None:
            return ""
        case bool():
            text = str(value).lower()
        case float():
            text = f"{value:.10g}"
        case Decimal():
            text = shorten_decimal(str(value))
        case datetime():
            text = value.isoformat(sep=" ", timespec="auto")
        case Mapping() | list() | tuple():
            text = json.dumps(simplify(value), ensure_ascii=False)
        case _:
            text = str(value)
    return text


def fits_screen(rows: Sequence[Row], names: Sequence[str]) -> bool:
    """Whether a table of these rows breaks no cell."""
    widths = measure_widths(names, _format_cells(rows, names))
    return sum(widths) + len(GAP) * (len(widths) - 1) <= screen_width()


def _format_cells(rows: Sequence[Row], names: Sequence[str]) -> list[list[str]]:
    return [[" ".join(format_cell(row.get(name)).split()) for name in names] for row in rows]


def _write_table(rows: Sequence[Row], names: list[str], width: int, whole: int | None) -> str:
    cells = _format_cells(rows, names)
    are_numbers = [_are_numbers([line[at] for line in cells]) for at in range(len(names))]
    layouts = [
        _lay_out_table(names, cells, widths, are_numbers)
        for widths in list_widths(names, cells, are_numbers, width, whole)
    ]
    if rows and not layouts:
        return list_one_by_one(rows, names)
    fewest_lines = min(layouts, key=len)
    return "\n".join(fewest_lines)


def list_one_by_one(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Each row as lines of name and value, below a line with its number: a value is never broken."""
    width = max(map(len, names))
    blocks = [
        "\n".join([f"--- row {number:,}", *(f"{name.ljust(width)}  {cell}".rstrip() for name, cell in line)])
        for number, line in enumerate(
            (zip(names, cells, strict=True) for cells in _format_cells(rows, names)), start=1
        )
    ]
    return "\n".join(blocks) or "no rows"


def _lay_out_table(
    names: list[str], cells: list[list[str]], widths: list[int], are_numbers: list[bool]
) -> list[str]:
    rule = ["-" * size for size in widths]
    lines = _lay_out_row(names, widths, are_numbers) + _lay_out_row(rule, widths, are_numbers)
    for line in cells:
        lines += _lay_out_row(line, widths, are_numbers)
    return lines


def _are_numbers(column: list[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(_NUMBER.fullmatch(cell) for cell in filled)


def _lay_out_row(cells: list[str], widths: list[int], are_numbers: list[bool]) -> list[str]:
    """One row as lines of text: a cell wider than its column goes on below itself."""
    wrapped = [_wrap_cell(cell, size) for cell, size in zip(cells, widths, strict=True)]
    return [
        GAP.join(
            part.rjust(size) if is_number else part.ljust(size)
            for part, size, is_number in zip(parts, widths, are_numbers, strict=True)
        ).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


def _wrap_cell(cell: str, size: int) -> list[str]:
    """Broken at spaces; a word that is too long at its joints."""
    if len(cell) <= size:
        return [cell]
    lines = [""]
    for word in cell.split(" "):
        gap = " " if lines[-1] else ""
        for part in [word] if len(word) <= size else split_word(word):
            if len(lines[-1]) + len(gap) + len(part) <= size:
                lines[-1] += gap + part
            else:
                lines.append(part)
            gap = ""
    return lines
