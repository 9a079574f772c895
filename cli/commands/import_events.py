"""`tally import`: any file of events, posted as if they happened now in an app; or a file of records."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tally.adapters.importing.rows import FILES
from tally.domain.collecting.batches import BATCH_EVENTS

from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.endings import ExitCode
from cli.output.progress import step
from cli.output.progress_bar import progress_bar
from cli.output.render import render

if TYPE_CHECKING:
    from tally.adapters.importing.file_findings import FileFindings

    from cli.clients import Tally
    from cli.import_outcome import ImportOutcome

COLUMNS = [
    *("rows", "accepted", "stored", "repeated", "quarantined", "refused", "failed_batches", "witnessed"),
    "seconds",
]

_MOST_EVENTS = 2000


@click.command(
    "import",
    **describe(
        "Post a file of events to the collector and the witness, and wait until they landed. The map tells "
        "which column means what (see docs/guides/maps/README.md). With --table the rows are records, such "
        "as orders or exchange rates: each becomes a version of its record (see docs/guides/records.md). "
        "Importing a file again changes nothing. "
        "Tells how many were accepted, stored, repeated (stored before) and sent to quarantine. "
        "Ends with code 1 when a batch never arrived, or when no row of a table's file could be imported."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE", help=FILES)
@click.option(
    "--map",
    "map_named",
    metavar="MAP.toml|NAME",
    help="how rows become events; with --table, which column is which; NAME is an import map of the settings",
)
@click.option("--table", metavar="TABLE", help="rows are records of this table: see docs/guides/records.md")
@click.option("--deleted", is_flag=True, help="with --table: every row is a record that is gone")
@click.option("--no-witness", is_flag=True, help="post to the collector only")
@click.option(
    "--batch",
    type=click.IntRange(1, _MOST_EVENTS),
    default=BATCH_EVENTS,
    metavar="N",
    help=f"events a request (default: {BATCH_EVENTS})",
)
@format_option
@aws_option
def import_events(
    *,
    open_tally: OpenTally,
    file: Path,
    map_named: str | None,
    table: str | None,
    deleted: bool,
    no_witness: bool,
    batch: int,
    fmt: str,
) -> ExitCode:
    """Read, map, post, wait, tell."""
    if table is not None:
        from cli.record_import import import_records

        return import_records(open_tally(), file, table, map_named=map_named, deleted=deleted, fmt=fmt)
    if map_named is None:
        raise click.UsageError(
            "--map is missing: it tells how rows become events. Are they records? Then --table"
        )
    from tally.adapters.importing.event_map import parse_event_map

    from cli.event_file import EventFile, Rejects
    from cli.import_maps import find_map

    found = find_map(map_named, open_tally)
    mapped = parse_event_map(found.text, found.name)
    tally = open_tally()
    begun, since = time.monotonic(), _now()
    with Rejects(file) as rejects:
        events = EventFile(file, mapped, rejects, witness=not no_witness)
        with progress_bar(f"Posting {file.name}") as advance:
            result = tally.open_front_door(batch=batch).deliver(events.postings(), advance)
        rejects.add_result(result)
    with step("Landing") as update:
        tally.wait_until_landed(update)
    outcome = _look_up(tally, events.findings, since)
    row = {
        "rows": events.rows,
        "accepted": result.accepted,
        "stored": outcome.stored,
        "repeated": outcome.repeated(result.accepted),
        "quarantined": sum(outcome.quarantined.values()),
        "refused": rejects.count,
        "failed_batches": len(result.failed),
        "witnessed": result.witnessed,
        "equal_rows": events.findings.equal_rows,
        "contradicting_orders": events.findings.contradicting_orders,
        "seconds": round(time.monotonic() - begun, 1),
    }
    print(render([row], COLUMNS if fmt == "table" else list(row), fmt))
    for sentence in (*events.findings.sentences(), *outcome.sentences()):
        print(f"{sentence}.", file=sys.stderr)
    if fmt == "table":
        print("\nNext: tally run nightly")
    return ExitCode.FINDINGS if result.failed else ExitCode.FINE


def _look_up(tally: "Tally", findings: "FileFindings", since: datetime) -> "ImportOutcome":
    from cli.import_outcome import ImportOutcome, PostedWindow, look_up_outcome

    if findings.first is None or findings.last is None:
        return ImportOutcome(0, {})
    with step("Storing"):
        window = PostedWindow(since, _now(), findings.first, findings.last)
        return look_up_outcome(tally, window)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
