"""CSV that a spreadsheet may open: whatever a cell holds, it is shown and never run.

A cell that begins as a formula gets an apostrophe in front, as OWASP advises (its page "CSV Injection").
Three rules are ours:

1. A number stays as it is, also one below nothing: -5 computes nothing, be it a number or a text.
2. A cell with a semicolon or a tab is quoted, too: a spreadsheet may split at these instead of at commas.
3. Names of columns are cells.
"""

import re
from collections.abc import Iterable, Sequence

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  (wide ones count)
_NUMBER = re.compile(r"-(\d+(\.\d+)?(e[-+]?\d+)?|inf)")
_NEEDS_QUOTES = re.compile('[",;\t\r\n]')


def write_csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines that end with a line feed, the names first. An empty text is an empty cell."""
    return "".join(f"{_write_line(cells)}\n" for cells in (names, *rows))


def guard_text(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    is_run = text.startswith(_FORMULA_SIGNS) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_run else text


def _write_line(cells: Sequence[str]) -> str:
    """A line of one empty cell is quoted: else it would be no row."""
    return ",".join(map(_write_cell, cells)) or '""'


def _write_cell(cell: str) -> str:
    text = guard_text(cell)
    return '"{}"'.format(text.replace('"', '""')) if _NEEDS_QUOTES.search(text) else text
