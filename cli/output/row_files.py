"""Rows, and pictures of them, as files that a command was told to write."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.domain.errors import Misconfigured

from cli.output.render import Row

PARQUET = "parquet"


def write_parquet_file(
    file: Path,
    rows: Sequence[Row],
    columns: Sequence[str],
    types: Mapping[str, str],
    sources: Mapping[str, Any] | None = None,
) -> None:
    """See write_parquet; Misconfigured where the file cannot be written."""
    from cli.output.parquet_rows import write_parquet

    try:
        write_parquet(file, rows, columns, types, sources)
    except OSError as error:
        raise Misconfigured(f"--output {file}: {error.strerror}") from error


def write_file(file: Path, content: bytes, option: str = "--output") -> None:
    """Misconfigured where that cannot be."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Misconfigured(f"{option} {file}: {error.strerror}") from error


def tell_written(file: Path, rows: int) -> None:
    """Beside the rows, not among them."""
    print(f"{rows:,} {'row' if rows == 1 else 'rows'} written to {file}", file=sys.stderr)
