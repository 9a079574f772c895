"""A table of the lake as the use cases need it, over pyiceberg."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.expressions import (
    AlwaysFalse,
    AlwaysTrue,
    And,
    BooleanExpression,
    EqualTo,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Or,
)
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask, Table
from pyiceberg.table.snapshots import Operation, Snapshot

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.iceberg import data_files
from tally.adapters.iceberg.data_files import partition_of
from tally.adapters.iceberg.iceberg_table import LakeTable, iceberg_errors, record_of
from tally.adapters.iceberg.stored_rows import read_row_groups, read_rows
from tally.adapters.lake.crowded_days import ROWS_PER_FILE, CrowdedDays, check_row_count
from tally.domain.errors import TemporaryFailure
from tally.domain.events.withheld import with_withheld, withheld_in

_THREADS = 8
_KEYS_AT_ONCE = 2_000_000
_COMMIT_ATTEMPTS = 3
_ONE_DAY = timedelta(days=1)


class IcebergLake:
    """`record` looks at the table; what follows refers to what it saw."""

    def __init__(self, table: LakeTable, rows_per_file: int = ROWS_PER_FILE) -> None:
        self._table = table
        self._layout = table.layout
        self._day_column = table.layout.partition[0]
        self._crowded = CrowdedDays(table.layout, rows_per_file)
        self._seen: Table | None = None

    def record(self) -> Mapping[str, str]:
        """See Lake.record."""
        self._seen = self._table.load_or_create()
        return record_of(self._seen)

    def known_keys(self, rows: pa.Table, days: Sequence[date] | None) -> pa.Table:
        """See Lake.known_keys. Reads 16 bytes for each event of those days, two million rows at a time."""
        table = self._recall_table()
        names = self._layout.compared
        key = names[0]
        wanted = rows[key].combine_chunks()
        found = [rows.select(names).slice(0, 0), *_read_withheld(table, names)]
        with iceberg_errors("read the lake's keys"):
            for tasks in _group_files(
                table.scan(row_filter=self._match_days(days)).plan_files(), _KEYS_AT_ONCE
            ):
                keys = read_rows(self._layout, table, tasks, *names)
                found.append(keys.filter(pc.is_in(keys[key], value_set=wanted)).select(names))
        return pa.concat_tables([part.cast(found[0].schema) for part in found])

    def held_rows(self, keys: "pa.Array[Any]", days: Sequence[date] | None) -> pa.Table:
        """See Lake.held_rows. Holds a row group at a time."""
        table = self._recall_table()
        schema = arrow_schema(self._layout.columns)
        found = [schema.empty_table()]
        with iceberg_errors("read rows of the lake"):
            for task in table.scan(row_filter=self._match_days(days)).plan_files():
                for rows in read_row_groups(self._layout, table, task):
                    held = rows.filter(_has_key(rows, keys))
                    if len(held):
                        found.append(held.select(schema.names).cast(schema))
        return pa.concat_tables(found)

    def append(self, rows: pa.Table, record: Mapping[str, str]) -> None:
        """See Lake.append."""
        table = self._recall_table()
        layout = self._layout
        with iceberg_errors(f"commit {layout.name}"), ThreadPoolExecutor(_THREADS) as pool:
            parts = data_files.split_by_partition(layout, rows)
            files = list(pool.map(lambda part: data_files.write(layout, table, *part), parts))
            with (
                table.transaction() as transaction,
                transaction.update_snapshot(snapshot_properties=dict(record)).merge_append() as snapshot,
            ):
                for file in files:
                    snapshot.append_data_file(file)

    def withhold(self, rows: pa.Table, days: Sequence[date]) -> None:
        """See WithholdingLake.withhold."""
        for attempt in range(_COMMIT_ATTEMPTS):
            try:
                self._rewrite_without(rows, days)
                return
            except TemporaryFailure:
                if attempt + 1 == _COMMIT_ATTEMPTS:
                    raise

    def _rewrite_without(self, rows: pa.Table, days: Sequence[date]) -> None:
        self.record()
        table = self._recall_table()
        keys = rows["dedup_key"].combine_chunks()
        record = with_withheld(
            record_of(table), {row["dedup_key"]: row["payload_fingerprint"] for row in rows.to_pylist()}
        )
        with iceberg_errors("take events out of the lake"):
            old = [
                task
                for task in table.scan(row_filter=self._match_days(days)).plan_files()
                if pc.any(_has_key(read_rows(self._layout, table, [task], "dedup_key"), keys)).as_py()
            ]
            new = [file for task in old for file in self._write_others(table, task, keys)]
            with table.transaction() as transaction:
                swap = transaction.update_snapshot(snapshot_properties=record).overwrite()
                for task in old:
                    swap.delete_data_file(task.file)
                for file in new:
                    swap.append_data_file(file)
                swap.commit()

    def _write_others(self, table: Table, task: FileScanTask, keys: Any) -> Iterator[DataFile]:
        """A file without the rows that have these keys; none when nothing stays."""
        groups = read_row_groups(self._layout, table, task)
        others = (rows.filter(pc.invert(_has_key(rows, keys))) for rows in groups)
        filled = (rows for rows in others if len(rows))
        first = next(filled, None)
        if first is not None:
            yield data_files.write(self._layout, table, partition_of(task.file), chain([first], filled))

    def days_to_compact(self, before: date) -> Sequence[date]:
        """See Lake.days_to_compact."""
        table = self._table.load()
        if table is None:
            return []
        with iceberg_errors("plan compaction"):
            crowded = self._crowded.find(table, LessThan(self._day_column, before))
        return sorted({partition.day for partition in crowded})

    def rewrite_day(self, day: date) -> int:
        """See Lake.rewrite_day. Holds at most `rows_per_file` rows at a time."""
        table = self._table.load()
        if table is None:
            return 0
        layout = self._layout
        with iceberg_errors(f"compact {day}"):
            crowded = self._crowded.find(table, EqualTo(self._day_column, day))
            old = [task for tasks in crowded.values() for task in tasks]
            new = [
                data_files.write(layout, table, partition, data_files.sort_row_groups(layout, rows))
                for partition, tasks in crowded.items()
                for rows in self._crowded.read_slices(table, tasks)
            ]
        rows = check_row_count(day, old, new)
        if old:
            self._swap_files(day, table, [task.file for task in old], new)
        return rows

    def _swap_files(self, day: date, table: Table, old: Sequence[DataFile], new: Sequence[DataFile]) -> None:
        """Swap files in one commit; again, with the newer record, when only appends came between."""
        planned = table.current_snapshot()
        for attempt in range(_COMMIT_ATTEMPTS):
            try:
                with iceberg_errors(f"compact {day}"), table.transaction() as transaction:
                    swap = transaction.update_snapshot(snapshot_properties=record_of(table)).overwrite()
                    for file in old:
                        swap.delete_data_file(file)
                    for file in new:
                        swap.append_data_file(file)
                    swap.commit()
                return
            except TemporaryFailure:
                table = self._table.load() or table
                if attempt + 1 == _COMMIT_ATTEMPTS or not _only_appends_since(table, planned):
                    raise

    def expire_snapshots(self, before: datetime, keep: int) -> int:
        """See Lake.expire_snapshots. Their data files stay: Athena's VACUUM removes them."""
        table = self._table.load()
        if table is None:
            return 0
        newest = sorted(table.snapshots(), key=lambda snapshot: snapshot.timestamp_ms, reverse=True)
        before_ms = int(before.timestamp() * 1000)
        old = [snapshot.snapshot_id for snapshot in newest[keep:] if snapshot.timestamp_ms < before_ms]
        if old:
            with iceberg_errors("expire snapshots"):
                table.maintenance.expire_snapshots().by_ids(old).commit()
        return len(old)

    def _match_days(self, days: Sequence[date] | None) -> BooleanExpression:
        return AlwaysTrue() if days is None else _match_days(self._day_column, days)

    def _recall_table(self) -> Table:
        if self._seen is None:
            self.record()
        return self._seen


def _has_key(rows: pa.Table, keys: Any) -> Any:
    return pc.is_in(rows["dedup_key"], value_set=pa.array(keys, pa.int64()))


def _read_withheld(table: Table, names: Sequence[str]) -> Iterator[pa.Table]:
    """Keys and fingerprints of events that were taken out; no other table has any."""
    withheld = withheld_in(record_of(table))
    if withheld:
        columns = (list(withheld), list(withheld.values()))
        yield pa.table({name: pa.array(each, pa.int64()) for name, each in zip(names, columns, strict=True)})


def _group_files(tasks: Iterable[FileScanTask], rows: int) -> Iterator[list[FileScanTask]]:
    """Files in groups of at least this many rows, but for the last."""
    group: list[FileScanTask] = []
    held = 0
    for task in tasks:
        group.append(task)
        held += task.file.record_count
        if held >= rows:
            yield group
            group, held = [], 0
    if group:
        yield group


def _only_appends_since(table: Table, planned: Snapshot) -> bool:
    """Whether no row that a plan has read was changed since: a delete would be undone by the plan's files."""
    snapshot = table.current_snapshot()
    while snapshot is not None and snapshot.snapshot_id != planned.snapshot_id:
        if snapshot.summary is None or snapshot.summary.operation is not Operation.APPEND:
            return False
        parent = snapshot.parent_snapshot_id
        snapshot = None if parent is None else table.snapshot_by_id(parent)
    return snapshot is not None


def _match_days(column: str, days: Sequence[date]) -> BooleanExpression:
    """The date is one of these days, as ranges: one backfilled year is one range, not 365 values."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][1] <= _ONE_DAY:
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    conditions = [
        And(GreaterThanOrEqual(column, first), LessThanOrEqual(column, last)) for first, last in ranges
    ]
    return reduce(Or, conditions, AlwaysFalse())
