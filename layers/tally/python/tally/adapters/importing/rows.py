"""Reads CSV, JSON and Parquet as rows, one after the other, however large the file is."""

import csv
from collections.abc import Callable
from pathlib import Path

from tally.adapters.importing.file_format import FileFormat
from tally.adapters.importing.file_rows import BadRow, Row, Rows
from tally.adapters.importing.json_rows import json_rows
from tally.adapters.importing.text_file import is_readable, open_text, show_bytes, suggest_encoding
from tally.domain.errors import Misconfigured

PARQUET_BATCH = 10_000

FILES = ".csv, .tsv, .txt, .jsonl, .ndjson or .json (all also with .gz), or .parquet"
"""Names of files that can be read: text with delimiters, JSON, Parquet."""


def read_rows(file: Path, form: FileFormat = FileFormat()) -> Rows:  # noqa: B008 - frozen
    """The rows of a file, its kind told by its name; Misconfigured when it is no such file."""
    kind = _kind(file)
    reader = _READERS.get(kind)
    if reader is None or (kind == "parquet" and file.suffix == ".gz"):
        raise Misconfigured(f"{file.name}: name it {FILES}")
    if not file.is_file():
        raise Misconfigured(f"{file}: there is no such file")
    return reader(file, form)


def has_header(file: Path) -> bool:
    """Whether each row of such a file has all columns: of JSON, each names only those that it fills."""
    return _READERS.get(_kind(file)) is not json_rows


def _kind(file: Path) -> str:
    return file.name.removesuffix(".gz").rpartition(".")[2].lower()


def _csv_rows(file: Path, form: FileFormat) -> Rows:
    with open_text(file, form.encoding) as text:
        reader = csv.reader(text, delimiter=form.delimiter)
        header = next(reader, None)
        if header is None:
            raise Misconfigured(f"{file.name} is empty: its first line must name the columns")
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
                yield _csv_row(line, header, cells, form)


def _csv_row(line: int, header: list[str], cells: list[str], form: FileFormat) -> Row | BadRow:
    together = form.delimiter.join(cells)
    if len(cells) != len(header):
        detail = f"has {len(cells)} cells, the header names {len(header)} columns"
        return BadRow(line, None, detail, show_bytes(together))
    if not is_readable(together):
        bad = next(name for name, cell in zip(header, cells, strict=True) if not is_readable(cell))
        detail = suggest_encoding(cells[header.index(bad)], form.encoding)
        return BadRow(line, show_bytes(bad), detail, show_bytes(together))
    return Row(line, dict(zip(header, cells, strict=True)))


def _parquet_rows(file: Path, _form: FileFormat) -> Rows:
    import pyarrow as pa  # noqa: PLC0415 - takes longer to load than most files of text to read
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(file) as parquet:
            # Group by group: read in one go, what was read stays in memory until the end.
            for group in range(parquet.num_row_groups):
                for batch in parquet.iter_batches(PARQUET_BATCH, row_groups=[group]):
                    for values in batch.to_pylist():
                        number += 1
                        yield Row(number, values)
    except (pa.ArrowInvalid, OSError) as error:
        raise Misconfigured(f"{file.name} cannot be read as Parquet after row {number}: {error}") from error


_READERS: dict[str, Callable[[Path, FileFormat], Rows]] = {
    "csv": _csv_rows,
    "txt": _csv_rows,
    "tsv": _csv_rows,
    "jsonl": json_rows,
    "ndjson": json_rows,
    "json": json_rows,
    "parquet": _parquet_rows,
}
