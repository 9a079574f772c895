"""Rows of a customer as files to hand over, for their owner only."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.reports.csv_text import write_csv

from cli.endings import WrongUse
from cli.home import OWNERS_FILE

Row = Mapping[str, Any]

_OWNERS_FOLDER = 0o700


def prepare_folder(folder: Path) -> None:
    """Make the folder, for its owner only. Misconfigured: that cannot be; WrongUse: it is not empty."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WrongUse(f"{folder} is not empty: name another folder with --output")
        folder.mkdir(mode=_OWNERS_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{folder} cannot be written to ({error.strerror})"
        raise Misconfigured(f"{reason}: name another folder with --output") from error


def write_files(found: Mapping[str, Sequence[Row]], folder: Path, suffix: str) -> list[dict[str, Any]]:
    """One file for each kind of rows into a prepared folder, `suffix` jsonl or csv; a row of counts each."""
    written = []
    for name, rows in found.items():
        file = folder / f"{name}.{suffix}"
        file.touch(mode=OWNERS_FILE)
        _WRITERS[suffix](file, rows)
        written.append({"what": name, "rows": len(rows), "file": str(file)})
    return written


def _write_jsonl(file: Path, rows: Sequence[Row]) -> None:
    """Amounts and times as text: none is rounded."""
    lines = (json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    with file.open("w", encoding="utf-8") as sheet:
        sheet.writelines(lines)


def _write_csv(file: Path, rows: Sequence[Row]) -> None:
    names = list(rows[0]) if rows else []
    cells = (["" if row[name] is None else str(row[name]) for name in names] for row in rows)
    file.write_text(write_csv(names, cells), encoding="utf-8")


_WRITERS: Mapping[str, Callable[[Path, Sequence[Row]], None]] = {"jsonl": _write_jsonl, "csv": _write_csv}
