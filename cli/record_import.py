"""`tally import --table`: a file of records lands, is committed, and what became of it is looked up."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_file import RecordFile
from tally.adapters.importing.record_map import RecordMap, parse_record_map
from tally.adapters.importing.record_reader import RecordReader
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import record_table
from tally.domain.shop.shop_clock import ShopClock

from cli.customer_id import read_id_rules
from cli.endings import ExitCode, as_wrong_use
from cli.import_maps import find_map
from cli.output.progress import step
from cli.output.progress_bar import progress_bar
from cli.output.record_report import RecordReport, report_import

if TYPE_CHECKING:
    from cli.clients import Tally

_IMPORT_TIME = "time of import"


def import_records(
    tally: "Tally", file: Path, name: str, *, map_named: str | None, deleted: bool, fmt: str
) -> ExitCode:
    """Read, land, commit, look, tell; the exit code."""
    with as_wrong_use():
        table = record_table(name)
    mapped = RecordMap()
    if map_named:
        found = find_map(map_named, lambda: tally)
        mapped = parse_record_map(found.text, found.name, table)
    salt = tally.read_salt().encode() if table.has_hashed else b""
    dates = BusinessDates(ShopClock(tally.read_timezone()))
    ids = read_id_rules(tally)
    reader = RecordReader(table, mapped, file.name, datetime.now(UTC), dates, salt, deleted, ids)
    begun = time.monotonic()
    with progress_bar(f"Importing {file.name}") as advance:
        done = tally.open_record_import(table)(RecordFile(file, reader), advance)
    stored = _commit(tally, table, done.batch_ids)
    report = RecordReport(
        table=table.name,
        done=done,
        stored=stored,
        changed_at=reader.told_by or _IMPORT_TIME,
        unknown=tuple(reader.unknown),
        unlabelled=reader.unlabelled,
        placeholders=reader.placeholders,
        seconds=round(time.monotonic() - begun, 1),
    )
    print(report_import(report, fmt))
    return ExitCode.FINDINGS if done.rows and not done.landed + done.landed_before else ExitCode.FINE


def _commit(tally: "Tally", table: RecordTable, batch_ids: tuple[str, ...]) -> int:
    """Commit what landed, and count what of it the table holds."""
    if not batch_ids:
        return 0
    with step("Committing") as update:
        while tally.invoke("commit_events", {})["remaining"]:
            update("more has landed")
    return tally.count_stored_versions(table, batch_ids)
