"""`tally replay`: any file of events, posted as if they happened now in an app."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from tally.adapters.importing.event_map import EventMap, read_map
from tally.adapters.importing.front_door import BATCH, Client, Delivery, Posting, Target, sighting_of
from tally.adapters.importing.rows import FILES, BadRow, Row, read_rows

from cli.clients import Endpoint, wait_until_landed
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.progress import step
from cli.output.progress_bar import progress_bar
from cli.output.render import render

SHOWN = 5
"""Bad rows and failed batches told on the screen; all of them are in the file of rejects."""

COLUMNS = ["rows", "accepted", "witnessed", "refused", "failed_batches", "seconds"]


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    replay = add_command(
        subparsers,
        "replay",
        replay_command,
        "Post a file of events to the collector and the witness, and wait until they landed. The map tells "
        "which column means what (see docs/guides/maps/README.md). Replaying a file again changes nothing. "
        "Ends with code 1 when a batch never arrived.",
    )
    replay.add_argument("file", metavar="FILE", type=Path, help=FILES)
    replay.add_argument("--map", metavar="MAP.toml", type=Path, required=True, help="how rows become events")
    replay.add_argument("--no-witness", action="store_true", help="post to the collector only")
    replay.add_argument(
        "--batch", type=_batch, default=BATCH, metavar="N", help=f"events a request (default: {BATCH})"
    )
    add_format(replay)
    add_aws(replay)


def replay_command(arguments: argparse.Namespace) -> int:
    """Read, map, post, wait, tell."""
    mapped = read_map(arguments.map)
    endpoint = Endpoint.load(aws=arguments.aws)
    begun = time.monotonic()
    with Rejects(arguments.file) as rejects:
        reading = Reading(arguments.file, mapped, rejects, witness=not arguments.no_witness)
        target = Target(endpoint.url, endpoint.write_key, endpoint.witness_url)
        with progress_bar(f"Posting {arguments.file.name}") as advance:
            delivery = Client(target, batch=arguments.batch).deliver(reading.postings(), advance)
        for refused in delivery.refused:
            detail = f"{refused.reason}: {refused.detail}"
            rejects.add(BadRow(refused.line, None, detail, dict(refused.event)))
        for failed in delivery.failed:
            rejects.note(
                f"{failed.events} events of lines {failed.lines[0]} to {failed.lines[1]} never reached "
                f"the {failed.receiver}: {failed.reason}"
            )
    with step("Landing") as update:
        wait_until_landed(endpoint, update)
    print(render([_result(reading, rejects, delivery, begun)], COLUMNS, arguments.format))
    if arguments.format == "table":
        print("\nNext: tally run nightly")
    return 1 if delivery.failed else 0


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
            print(f"{self.count:,} rows were not accepted; they are in {self.file}", file=sys.stderr)

    def add(self, bad: BadRow) -> None:
        """Keep one row."""
        self.count += 1
        place = f"{self._source} line {bad.line}" + (f", column {bad.column}" if bad.column else "")
        self.note(f"{place}: {bad.detail}")
        if self._out is None:
            self._out = self.file.open("w", encoding="utf-8")
        kept = {"line": bad.line, "column": bad.column, "detail": bad.detail, "row": bad.values}
        self._out.write(json.dumps(kept, default=str) + "\n")

    def note(self, sentence: str) -> None:
        """Tell the first few on the screen."""
        self._told += 1
        if self._told <= SHOWN:
            print(sentence, file=sys.stderr)


@dataclass(slots=True)
class Reading:
    """Turns the file into postings and counts its rows on the way."""

    file: Path
    mapped: EventMap
    rejects: Rejects
    witness: bool = True
    rows: int = 0

    def postings(self) -> Iterator[Posting]:
        """A posting for every good row."""
        is_checked = False
        for row in read_rows(self.file, self.mapped.delimiter):
            self.rows += 1
            if isinstance(row, Row) and not is_checked:
                self.mapped.check_columns(row, self.file)
                is_checked = True
            event = row if isinstance(row, BadRow) else self.mapped.event(row)
            if isinstance(event, BadRow):
                self.rejects.add(event)
            else:
                yield Posting(event, sighting_of(event) if self.witness else None, row.line)


def _result(reading: Reading, rejects: Rejects, delivery: Delivery, begun: float) -> dict[str, Any]:
    return {
        "rows": reading.rows,
        "accepted": delivery.accepted,
        "witnessed": delivery.witnessed,
        "refused": rejects.count,
        "failed_batches": len(delivery.failed),
        "seconds": round(time.monotonic() - begun, 1),
    }


def _batch(text: str) -> int:
    size = int(text)
    if not 1 <= size <= 2000:
        raise argparse.ArgumentTypeError("between 1 and 2000")
    return size
