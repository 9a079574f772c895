"""`tally import`: any file of events, posted as if they happened now in an app; or a file of records."""

import time
from pathlib import Path

import click
from tally.adapters.importing.rows import FILES
from tally.domain.collecting.batches import BATCH_EVENTS

from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.output.progress import step
from cli.output.progress_bar import progress_bar
from cli.output.render import render

COLUMNS = ["rows", "accepted", "witnessed", "refused", "failed_batches", "seconds"]

_MOST_EVENTS = 2000


@click.command(
    "import",
    **describe(
        "Post a file of events to the collector and the witness, and wait until they landed. The map tells "
        "which column means what (see docs/guides/maps/README.md). With --table the rows are records, such "
        "as orders or exchange rates: each becomes a version of its record (see docs/guides/records.md). "
        "Importing a file again changes nothing. Ends with code 1 when a batch never arrived, or when no row "
        "of a table's file could be imported."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE", help=FILES)
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="MAP.toml",
    help="how rows become events; with --table, which column is which",
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
    map_file: Path | None,
    table: str | None,
    deleted: bool,
    no_witness: bool,
    batch: int,
    fmt: str,
) -> int:
    """Read, map, post, wait, tell."""
    if table is not None:
        from cli.record_import import import_records

        return import_records(open_tally(), file, table, map_file=map_file, deleted=deleted, fmt=fmt)
    if map_file is None:
        raise click.UsageError(
            "--map is missing: it tells how rows become events. Are they records? Then --table"
        )
    from tally.adapters.importing.event_map import read_map

    from cli.event_file import EventFile, Rejects

    mapped = read_map(map_file)
    tally = open_tally()
    begun = time.monotonic()
    with Rejects(file) as rejects:
        events = EventFile(file, mapped, rejects, witness=not no_witness)
        with progress_bar(f"Posting {file.name}") as advance:
            result = tally.open_front_door(batch=batch).deliver(events.postings(), advance)
        rejects.add_result(result)
    with step("Landing") as update:
        tally.wait_until_landed(update)
    row = {
        "rows": events.rows,
        "accepted": result.accepted,
        "witnessed": result.witnessed,
        "refused": rejects.count,
        "failed_batches": len(result.failed),
        "seconds": round(time.monotonic() - begun, 1),
    }
    print(render([row], COLUMNS, fmt))
    if fmt == "table":
        print("\nNext: tally run nightly")
    return 1 if result.failed else 0
