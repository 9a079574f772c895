"""Files of a table of the lake, written anew without a customer's rows.

Orders that are kept go into files of their own: in its old place among the sorted keys a row would tell, to
within a few persons, whose it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask, Table

from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.kept_orders import KeptOrders
from tally.adapters.iceberg import data_files
from tally.adapters.iceberg.data_files import Partition, partition_of
from tally.adapters.iceberg.stored_rows import read_row_groups
from tally.adapters.iceberg.table_layout import TableLayout
from tally.domain.errors import PermanentFailure
from tally.domain.people.erasure import Found, total


@dataclass(frozen=True, slots=True)
class RewrittenFiles:
    """`others` hold the rows of others, `orders` the customer's orders that are kept."""

    others: Sequence[DataFile]
    orders: Sequence[DataFile]

    @property
    def order_events_kept(self) -> int:
        """Order events that are kept."""
        return sum(file.record_count for file in self.orders)


@dataclass(frozen=True, slots=True)
class FileWriter:
    """Writes files of a table with this layout; `orders` says how orders are kept, None that none are."""

    layout: TableLayout
    rule: CustomerRows
    orders: KeptOrders | None = None

    def rewrite(self, table: Table, tasks: Sequence[FileScanTask]) -> RewrittenFiles:
        """The new files, to which nothing refers yet. Holds a row group at a time, and the kept orders."""
        kept: dict[Partition, list[pa.Table]] = defaultdict(list)
        others = [file for task in tasks for file in self._rewrite_file(table, task, kept)]
        orders = [
            data_files.write(self.layout, table, day, data_files.sort_row_groups(self.layout, rows))
            for day, groups in kept.items()
            if len(rows := pa.concat_tables(groups).unify_dictionaries())
        ]
        return RewrittenFiles(others, orders)

    def _rewrite_file(
        self, table: Table, task: FileScanTask, kept: dict[Partition, list[pa.Table]]
    ) -> Iterator[DataFile]:
        """The file without the customer's rows; none when nothing stays. Their orders are put into `kept`."""
        partition = partition_of(task.file)

        def rest() -> Iterator[pa.Table]:
            for rows in read_row_groups(self.layout, table, task):
                if self.orders is not None:
                    kept[partition].append(self.orders.anonymise(self.rule.pick_theirs(rows)))
                yield self.rule.keep_others(rows)[0]

        filled = (rows for rows in rest() if len(rows))
        first = next(filled, None)
        if first is not None:
            yield data_files.write(self.layout, table, partition, chain([first], filled))


def check_rewritten(
    doing: str, old: Sequence[FileScanTask], others: Sequence[DataFile], files: Mapping[str, Found]
) -> Found:
    """What the old files hold; PermanentFailure unless the others' rows are all but those, and no more."""
    found = total(files[task.file.file_path] for task in old)
    before: int = sum(task.file.record_count for task in old)
    after: int = sum(file.record_count for file in others)
    if after != before - found.rows and not any(task.delete_files for task in old):
        raise PermanentFailure(
            f"cannot {doing}: {before} rows less {found.rows} would become {after}: its files are damaged"
        )
    return found
