"""What a query found, as its reader wants it: a screenful for people, everything for programs."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tally.adapters.athena.answers import Answer
from tally.domain.errors import BadQuestion
from tally.domain.exports.document import ExportDocument

from cli.endings import WrongUse
from cli.output.export_files import EXPORTS, write_export
from cli.output.render import FORMATS, fits_screen, list_one_by_one, render
from cli.output.row_files import PARQUET, tell_written, write_file, write_parquet_file

RECORD = "record"
QUERY_FORMATS = (*FORMATS, PARQUET, RECORD, *EXPORTS)
SCREENFUL = 100
"""Rows that a terminal shows unless told otherwise."""

LayOut = Callable[[Answer], ExportDocument]


@dataclass(frozen=True, slots=True)
class RowsWanted:
    """`fmt` None: what suits the reader. `limit` None: a screenful on a terminal, else all; 0 is all."""

    fmt: str | None = None
    limit: int | None = None
    output: Path | None = None

    def __post_init__(self) -> None:
        """WrongUse where it does not go together."""
        if self.fmt in (PARQUET, *EXPORTS) and self.output is None:
            raise WrongUse(f"--format {self.fmt} is no text: name a file with --output")

    @property
    def document(self) -> str | None:
        """The format of EXPORTS that is asked for, if it is one."""
        suffix = self.output.suffix.lower().removeprefix(".") if self.output else None
        return next((each for each in EXPORTS if each == (self.fmt or suffix)), None)


def print_rows(answer: Answer, wanted: RowsWanted, lay_out: LayOut) -> None:
    """Print the rows, or write them to the file; `lay_out` makes a document of them. Misconfigured where it
    cannot be written, WrongUse where a page cannot hold them."""
    is_screen = wanted.output is None and sys.stdout.isatty()
    is_for_people = wanted.fmt in (None, "table", RECORD)
    limit = wanted.limit
    if limit is None:
        limit = SCREENFUL if is_screen and is_for_people else 0
    rows = answer.rows[:limit] if limit else answer.rows
    fmt = wanted.fmt or _choose_format(rows, answer.columns, wanted.output, is_screen=is_screen)
    if wanted.document and wanted.output is not None:
        try:
            write_export(wanted.output, wanted.document, lay_out(replace(answer, rows=rows)))
        except BadQuestion as error:
            raise WrongUse(str(error)) from error
        tell_written(wanted.output, len(rows))
    elif wanted.output is None:
        print(_write_text(rows, answer.columns, fmt))
    else:
        _write_rows(wanted.output, rows, answer, fmt)
        tell_written(wanted.output, len(rows))
    if left := len(answer.rows) - len(rows):
        sys.stdout.flush()
        print(f"{left:,} more: --limit 0 for all, --format csv for programs", file=sys.stderr)


def _write_text(rows: Sequence[Mapping[str, Any]], columns: list[str], fmt: str) -> str:
    return list_one_by_one(rows, columns) if fmt == RECORD else render(rows, columns, fmt)


def _write_rows(file: Path, rows: Sequence[Mapping[str, Any]], answer: Answer, fmt: str) -> None:
    if fmt == PARQUET:
        write_parquet_file(file, rows, answer.columns, answer.types)
    else:
        write_file(file, f"{_write_text(rows, answer.columns, fmt)}\n".encode())


def _choose_format(
    rows: Sequence[Mapping[str, Any]], columns: list[str], output: Path | None, *, is_screen: bool
) -> str:
    if output is not None:
        suffix = output.suffix.lower().removeprefix(".")
        return suffix if suffix in (*FORMATS, PARQUET) else "table"
    return RECORD if is_screen and not fits_screen(rows, columns) else "table"
