"""Days that lie in more files than their rows need, and their rows in slices that fit into memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import pyarrow as pa
from pyiceberg.expressions import BooleanExpression
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask, Table

from tally.adapters.iceberg.data_files import Partition, partition_of
from tally.adapters.iceberg.stored_rows import key_ranges, read_rows
from tally.adapters.iceberg.table_layout import TableLayout
from tally.domain.errors import PermanentFailure

# A unit of compaction lies in memory whole: 1.5 million events of 75 bytes (packed) take 1.5 of 2 GiB.
ROWS_PER_FILE = 1_500_000
BYTES_PER_FILE = 128 * 1024**2


@dataclass(frozen=True, slots=True)
class CrowdedDays:
    """Of a table with this layout, in files of at most `rows_per_file` rows."""

    layout: TableLayout
    rows_per_file: int = ROWS_PER_FILE

    def find(self, table: Table, days: BooleanExpression) -> dict[Partition, list[FileScanTask]]:
        """Files of each partition that lies in more files than its rows need."""
        found: dict[Partition, list[FileScanTask]] = defaultdict(list)
        for task in table.scan(row_filter=days).plan_files():
            found[partition_of(task.file)].append(task)
        return {
            partition: tasks
            for partition, tasks in found.items()
            if len(tasks) > self._count_files_needed(tasks)
        }

    def _count_files_needed(self, tasks: Sequence[FileScanTask]) -> int:
        rows = sum(task.file.record_count for task in tasks)
        size = sum(task.file.file_size_in_bytes for task in tasks)
        needed: int = max(1, ceil(rows / self.rows_per_file), ceil(size / BYTES_PER_FILE))
        return needed

    def read_slices(self, table: Table, tasks: list[FileScanTask]) -> Iterable[pa.Table]:
        """Rows by ranges of the layout's first key."""
        for keys in key_ranges(self._count_files_needed(tasks)):
            rows = read_rows(self.layout, table, tasks, keys=keys)
            if len(rows):
                yield rows


def check_row_count(day: date, old: Sequence[FileScanTask], new: Sequence[DataFile]) -> int:
    """Rows of the new files; PermanentFailure unless they are as many as the old ones held."""
    rows: int = sum(file.record_count for file in new)
    before = sum(task.file.record_count for task in old)
    if rows != before and not any(task.delete_files for task in old):
        raise PermanentFailure(
            f"compacting {day} would turn {before} rows into {rows}: its files are damaged"
        )
    return rows
