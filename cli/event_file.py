"""A file of events on its way to the front door: its rows as postings, and what was not accepted of them."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from tally.adapters.importing.event_map import EventMap
from tally.adapters.importing.file_findings import FileFindings
from tally.adapters.importing.file_rows import BadRow, Row
from tally.adapters.importing.postings import Posting, PostingResult, make_sighting
from tally.adapters.importing.rows import has_header, read_rows
from tally.domain.plan.plan_draft import say_count

SHOWN = 5
"""Bad rows and failed batches told on the screen; all of them are in the file of rejects."""


class Rejects:
    """What was not accepted or never arrived: the first few are told, rows go to a file beside the input."""

    def __init__(self, file: Path) -> None:
        folder = file.parent if os.access(file.parent, os.W_OK) else Path.cwd()
        self.file = folder / f"{file.name}.rejects.jsonl"
        self.count = 0
        self._source, self._told = file.name, 0
        self._out: TextIO | None = None

    def __enter__(self) -> Self:
        self.file.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._told > SHOWN:
            print(f"... and {self._told - SHOWN:,} more", file=sys.stderr)
        if self._out:
            self._out.close()
            print(f"Not accepted: {say_count(self.count, 'row')}, kept in {self.file}", file=sys.stderr)

    def add(self, bad: BadRow) -> None:
        """Keep one row."""
        self.count += 1
        place = f"{self._source} line {bad.line}" + (f", column {bad.column}" if bad.column else "")
        self.note(f"{place}: {bad.detail}")
        if self._out is None:
            self._out = self.file.open("w", encoding="utf-8")
        kept = {"line": bad.line, "column": bad.column, "detail": bad.detail, "row": bad.values}
        self._out.write(json.dumps(kept, default=str) + "\n")

    def add_result(self, result: PostingResult) -> None:
        """Keep what the collector refused, tell what never arrived."""
        for refused in result.refused:
            detail = f"{refused.reason}: {refused.detail}"
            self.add(BadRow(refused.line, None, detail, dict(refused.event)))
        for failed in result.failed:
            self.note(
                f"{failed.events} events of lines {failed.lines[0]} to {failed.lines[1]} never reached "
                f"the {failed.receiver}: {failed.reason}"
            )

    def note(self, sentence: str) -> None:
        """Tell the first few on the screen."""
        self._told += 1
        if self._told <= SHOWN:
            print(sentence, file=sys.stderr)


@dataclass(slots=True)
class EventFile:
    """Turns the file into postings and counts its rows on the way."""

    file: Path
    mapped: EventMap
    rejects: Rejects
    witness: bool = True
    rows: int = 0
    findings: FileFindings = field(init=False)

    def __post_init__(self) -> None:
        self.findings = FileFindings(self.mapped)

    def postings(self) -> Iterator[Posting]:
        """A posting for every good row."""
        is_checked = not has_header(self.file)
        for row in read_rows(self.file, self.mapped.form):
            self.rows += 1
            if isinstance(row, Row) and not is_checked:
                self.mapped.check_columns(row, self.file)
                is_checked = True
            event = row if isinstance(row, BadRow) else self._make_event(row)
            if isinstance(event, BadRow):
                self.rejects.add(event)
            else:
                yield Posting(event, make_sighting(event) if self.witness else None, row.line)

    def _make_event(self, row: Row) -> dict[str, Any] | BadRow:
        row = self.findings.look_at_row(row)
        event = self.mapped.event(row)
        if not isinstance(event, BadRow):
            self.findings.look_at_event(row, event)
        return event
