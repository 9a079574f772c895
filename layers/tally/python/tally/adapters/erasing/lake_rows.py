"""One table of the lake without a customer's rows: rewritten, its past forgotten, its old files deleted.

In this order, so that a killed run leaves something to find for the next: files that hold rows are rewritten
by commits that carry the table's record on; an empty commit, the fence; all older snapshots are forgotten;
what nothing refers to is deleted, the files with the rows last.

The fence makes every commit fail that is under way: commit_events looks at the table before it reads
landing, so one that has read the customer's rows there, before they were erased, finds another commit
between. After it no file with such rows can become part of the table, and each that nothing refers to may
be deleted, however young.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask, Table

from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.objects import Listed, Objects
from tally.adapters.erasing.table_files import files_of, referenced, rows_of
from tally.adapters.lake import data_files
from tally.adapters.lake.iceberg_lake import partition_of, record_of
from tally.adapters.lake.iceberg_table import LakeTable, committing
from tally.adapters.lake.stored_rows import row_groups
from tally.domain.erasure import TIME_IS_UP, Erased, Found
from tally.domain.errors import PermanentFailure, TemporaryFailure
from tally.domain.person import Traces
from tally.ports import Clock

MAY_BE_IN_FLIGHT = timedelta(minutes=40)
"""A file without such rows may be of a commit under way: a Lambda lives 15, an Athena statement 30."""

FILES_A_COMMIT = 64
_ATTEMPTS = 5


class LakeRows:
    """See ports.CustomerPlace."""

    def __init__(self, table: LakeTable, objects: Objects, now: Clock) -> None:
        self._table, self._objects, self._now = table, objects, now
        self._prefix = f"warehouse/{table.layout.name}/"

    @property
    def name(self) -> str:
        """See CustomerPlace.name."""
        return f"lake.{self._table.layout.name}"

    def look(self, traces: Traces) -> Found:
        """See CustomerPlace.look: rows of the table as it stands, files of its past too."""
        counts = self._counts(CustomerRows.of(traces))
        table = self._table.load()
        live = {task.file.file_path for task in table.scan().plan_files()} if table else set()
        rows = sum(count for file, count in counts.items() if file in live)
        return Found(rows, sum(count > 0 for count in counts.values()))

    def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
        """See CustomerPlace.erase."""
        table = self._table.load()
        if table is None:
            return Erased()
        rule = CustomerRows.of(traces)
        counts = self._counts(rule)
        done, failures = Erased(), 0
        while not done.unfinished:
            try:
                table = self._load()
                tasks = self._holding(table, counts, rule)
                if not tasks:
                    self._fence(table)
                    break
                done += self._rewrite(table, tasks[:FILES_A_COMMIT], counts, rule)
                if not go_on():
                    done += Erased(unfinished=TIME_IS_UP)
            except TemporaryFailure:  # another commit came first: look at what it brought
                failures += 1
                if failures == _ATTEMPTS:
                    raise
        if done.unfinished or not any(counts.values()):
            return done
        past = referenced(self._load())
        return done + self._expire() + self._delete(past, counts, rule)

    def _counts(self, rule: CustomerRows) -> dict[str, int]:
        """{location: rows of the customer} of all files, whether the table still refers to them or not."""
        return rows_of(self._objects, self._objects.under(self._prefix), rule)

    def _load(self) -> Table:
        table = self._table.load()
        if table is None:
            raise PermanentFailure(f"{self.name} was dropped meanwhile: find out by whom, then run again")
        return table

    def _holding(self, table: Table, counts: dict[str, int], rule: CustomerRows) -> list[FileScanTask]:
        """Live files that hold rows; looks into those that came since `counts` was made, and notes them."""
        tasks = list(table.scan().plan_files())
        new = {task.file.file_path for task in tasks} - counts.keys()
        counts |= rows_of(self._objects, [self._listed(file) for file in new], rule)
        return [task for task in tasks if counts[task.file.file_path]]

    def _listed(self, location: str) -> Listed:
        return Listed(location.removeprefix(f"s3://{self._objects.bucket}/"), 0, self._now())

    def _rewrite(
        self, table: Table, tasks: Sequence[FileScanTask], counts: dict[str, int], rule: CustomerRows
    ) -> Erased:
        """Swap these files for ones without the rows, in one commit that carries the record on."""
        doing = f"erase from {self.name}"
        with committing(doing):
            new = [file for task in tasks for file in self._others(table, task, rule)]
            erased = _all_others(doing, tasks, new, counts)
            with table.transaction() as transaction:
                swap = transaction.update_snapshot(snapshot_properties=record_of(table)).overwrite()
                for task in tasks:
                    swap.delete_data_file(task.file)
                for file in new:
                    swap.append_data_file(file)
                swap.commit()
        counts |= {file.file_path: 0 for file in new}
        old_bytes = sum(task.file.file_size_in_bytes for task in tasks)
        return Erased(
            rows=erased,
            objects_rewritten=len(tasks),
            bytes_removed=max(0, old_bytes - sum(file.file_size_in_bytes for file in new)),
        )

    def _others(self, table: Table, task: FileScanTask, rule: CustomerRows) -> Iterator[DataFile]:
        """The file without the rows; none when nothing stays. Holds a row group at a time."""
        layout = self._table.layout
        others = (_without(rows, rule) for rows in row_groups(layout, table, task))
        filled = (rows for rows in others if len(rows))
        first = next(filled, None)
        if first is not None:
            yield data_files.write(layout, table, partition_of(task.file), chain([first], filled))

    def _fence(self, table: Table) -> None:
        """A commit of nothing. It drops the manifests, too, in which a swap has listed what it took away."""
        with (
            committing(f"fence {self.name}"),
            table.transaction() as transaction,
            transaction.update_snapshot(snapshot_properties=record_of(table)).merge_append(),
        ):
            pass

    def _expire(self) -> Erased:
        table = self._load()
        current = table.current_snapshot()
        old = [one.snapshot_id for one in table.snapshots() if current and one != current]
        if old:
            with committing(f"expire snapshots of {self.name}"):
                table.maintenance.expire_snapshots().by_ids(old).commit()
        return Erased(snapshots_expired=len(old))

    def _delete(self, past: set[str], counts: dict[str, int], rule: CustomerRows) -> Erased:
        """Delete what nothing refers to but files, without such rows, of a commit that may be under way."""
        table = self._load()
        live = referenced(table)
        stale = {self._location(one): one for one in self._objects.under(self._prefix)}
        stale = {location: one for location, one in stale.items() if location not in live}
        counts |= rows_of(self._objects, [one for file, one in stale.items() if file not in counts], rule)
        holding = {file for file, count in counts.items() if count}
        settled = self._now() - MAY_BE_IN_FLIGHT
        gone = [
            location
            for location, one in stale.items()
            if location in past
            or one.modified_at < settled
            or location in holding
            or not holding.isdisjoint(files_of(table, location))
        ]
        gone.sort(key=lambda location: location in holding)
        self._objects.delete([stale[location].key for location in gone])
        return Erased(objects_deleted=len(gone), bytes_removed=sum(stale[location].size for location in gone))

    def _location(self, listed: Listed) -> str:
        return f"s3://{self._objects.bucket}/{listed.key}"


def _all_others(
    doing: str, old: Sequence[FileScanTask], new: Sequence[DataFile], counts: Mapping[str, int]
) -> int:
    """Rows that the new files leave out; PermanentFailure unless they are the customer's and no more."""
    erased = sum(counts[task.file.file_path] for task in old)
    before: int = sum(task.file.record_count for task in old)
    after: int = sum(file.record_count for file in new)
    if after != before - erased and not any(task.delete_files for task in old):
        raise PermanentFailure(
            f"cannot {doing}: {before} rows less {erased} would become {after}: its files are damaged"
        )
    return erased


def _without(rows: pa.Table, rule: CustomerRows) -> pa.Table:
    return rows.filter(pc.invert(rule.mask(rows)))
