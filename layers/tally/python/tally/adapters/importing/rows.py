"""Reads CSV, JSON lines and Parquet as rows, one after the other, however large the file is."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from tally.domain.errors import Misconfigured

PARQUET_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: values by column. `line` counts from 1 with the header (for Parquet: the row's number)."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot become an event, and why; `column` is None when the whole line is to blame."""

    line: int
    column: str | None
    detail: str
    values: dict[str, Any] | str


Rows = Iterator[Row | BadRow]

FILES = ".csv, .tsv, .txt, .jsonl, .ndjson or .json (all also with .gz), or .parquet"
"""Names of files that can be read: text with delimiters, a JSON object a line, Parquet."""


def read_rows(file: Path, delimiter: str = ",") -> Rows:
    """The rows of a file, its kind told by its name; Misconfigured when it is no such file."""
    kind = file.name.removesuffix(".gz").rpartition(".")[2].lower()
    reader = _READERS.get(kind)
    if reader is None or (kind == "parquet" and file.suffix == ".gz"):
        raise Misconfigured(f"{file.name}: name it {FILES}")
    if not file.is_file():
        raise Misconfigured(f"{file}: there is no such file")
    return reader(file, delimiter)


def _csv_rows(file: Path, delimiter: str) -> Rows:
    with _text(file) as text:
        reader = csv.reader(text, delimiter=delimiter)
        header = next(reader, None)
        if header is None:
            raise Misconfigured(f"{file.name} is empty: its first line must name the columns")
        header[0] = header[0].removeprefix("\ufeff")
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(line, None, f"no CSV: {error}", "")
                continue
            if cells:
                yield _csv_row(line, header, cells, delimiter)


def _csv_row(line: int, header: list[str], cells: list[str], delimiter: str) -> Row | BadRow:
    if len(cells) != len(header):
        detail = f"has {len(cells)} cells, the header names {len(header)} columns"
        return BadRow(line, None, detail, delimiter.join(cells))
    for name, cell in zip(header, cells, strict=True):
        if not _is_utf8(cell):
            return BadRow(line, name, "is no UTF-8 text", _readable(delimiter.join(cells)))
    return Row(line, dict(zip(header, cells, strict=True)))


def _json_rows(file: Path, _delimiter: str) -> Rows:
    with _text(file) as text:
        for line, content in enumerate(text, start=1):
            if not content.strip():
                continue
            if not _is_utf8(content):
                yield BadRow(line, None, "is no UTF-8 text", _readable(content.rstrip("\n")))
                continue
            try:
                values = json.loads(content, parse_constant=_refuse)
            except ValueError as error:
                yield BadRow(line, None, f"is not JSON: {error}", content.rstrip("\n"))
                continue
            if isinstance(values, dict):
                yield Row(line, values)
            else:
                yield BadRow(line, None, "is no JSON object", content.rstrip("\n"))


def _parquet_rows(file: Path, _delimiter: str) -> Rows:
    import pyarrow as pa  # noqa: PLC0415 - takes longer to load than most files of text to read
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(PARQUET_BATCH):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, values)
    except (pa.ArrowInvalid, OSError) as error:
        raise Misconfigured(f"{file.name} cannot be read as Parquet after row {number}: {error}") from error


_READERS: dict[str, Callable[[Path, str], Rows]] = {
    "csv": _csv_rows,
    "txt": _csv_rows,
    "tsv": _csv_rows,
    "jsonl": _json_rows,
    "ndjson": _json_rows,
    "json": _json_rows,
    "parquet": _parquet_rows,
}


@contextmanager
def _text(file: Path) -> Iterator[TextIO]:
    """The file as text, unzipped; bytes that are no UTF-8 stay recognisable (surrogates)."""
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8", errors="surrogateescape", newline="") as text:
            yield text
    except (EOFError, gzip.BadGzipFile) as error:
        raise Misconfigured(f"{file.name} is no whole gzip file: {error}. Fetch it again") from error


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text)


def _readable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
