"""One table of the lake without a customer's rows: rewritten, its past forgotten, its old files deleted.

In this order, so that a killed run leaves something to find for the next: files that hold rows are rewritten
by commits that carry the table's record on; an empty commit, the fence; all older snapshots are forgotten;
what nothing refers to is deleted, the files with the rows last.

The fence makes every commit fail that is under way: commit_events looks at the table before it reads
landing, so one that has read the customer's rows there, before they were erased, finds another commit
between. After it no file with such rows can become part of the table, and each that nothing refers to may
be deleted, however young.

Which live files mention the customer is asked of Athena, for the texts of all events are too much to read.
The table's past is not asked about: when mentions are blanked, all of it goes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from pyiceberg.table import FileScanTask, Table

from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.kept_orders import KeptOrders
from tally.adapters.erasing.objects import Listed, Objects
from tally.adapters.erasing.parquet_objects import Candidates
from tally.adapters.erasing.rewritten_files import FileWriter, check_rewritten
from tally.adapters.erasing.table_files import (
    count_mentions,
    count_rows,
    list_referenced,
    read_manifest_files,
)
from tally.adapters.iceberg.iceberg_table import LakeTable, iceberg_errors, record_of
from tally.adapters.iceberg.table_layout import EVENTS
from tally.domain.errors import PermanentFailure, TemporaryFailure
from tally.domain.people.erasure import TIME_IS_UP, Erased, Found, total
from tally.domain.people.person import Traces
from tally.ports.clock import Clock

MAY_BE_IN_FLIGHT = timedelta(minutes=40)
"""A file without such rows may be of a commit under way: a Lambda lives 15, an Athena statement 30."""

FILES_A_COMMIT = 64
_ATTEMPTS = 5

_Files = dict[str, Found]
"""{location: what a file holds}; mentions are counted in files that are live, or about to be deleted."""


class LakeRows:
    """See ports.CustomerPlace. `mentioning` gives the keys of live files that may mention the customer.

    `room` is what people call the table's database.
    """

    def __init__(
        self, table: LakeTable, objects: Objects, now: Clock, mentioning: Candidates, room: str = "lake"
    ) -> None:
        self._room = room
        self._table, self._objects, self._now = table, objects, now
        self._mentioning = mentioning
        self._prefix = f"warehouse/{table.layout.name}/"

    @property
    def name(self) -> str:
        """See CustomerPlace.name."""
        return f"{self._room}.{self._table.layout.name}"

    def look(self, traces: Traces) -> Found:
        """See CustomerPlace.look: rows of the table as it stands, files of its past too."""
        table = self._table.load()
        if table is None:
            return Found()
        files = self._look_through(table, traces, CustomerRows.of(traces))
        live = total(files[location] for location in _list_live_files(table) & files.keys())
        return replace(live, objects=total(files.values()).objects)

    def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
        """See CustomerPlace.erase."""
        table = self._table.load()
        if table is None:
            return Erased()
        rule = CustomerRows.of(traces)
        files = self._look_through(table, traces, rule)
        writer = FileWriter(self._table.layout, rule, self._keep_orders(traces))
        done = self._rewrite_all(files, writer, go_on)
        if done.unfinished:
            return done
        left = 0 if rule.blanking else total(files.values()).mentions
        if rule.blanking or total(files.values()).rows:
            past = list_referenced(self._load())
            done += self._expire_snapshots() + self._delete_unreferenced(past, files, rule)
        return replace(done, mentions_left=left)

    def _keep_orders(self, traces: Traces) -> KeptOrders | None:
        """How orders are kept, where this is the table of events and they are asked for."""
        if traces.stand_in is None or self._table.layout is not EVENTS:
            return None
        return KeptOrders(traces.stand_in, traces.person.mentioned_as)

    def _rewrite_all(self, files: _Files, writer: FileWriter, go_on: Callable[[], bool]) -> Erased:
        """Rewrite live files until none is wanted, and raise the fence; or until time is up."""
        done, failures = Erased(), 0
        while not done.unfinished:
            try:
                table = self._load()
                tasks = self._find_wanted(table, files, writer.rule)
                if not tasks:
                    self._raise_fence(table)
                    break
                done += self._commit_rewrite(table, tasks[:FILES_A_COMMIT], files, writer)
                if not go_on():
                    done += Erased(unfinished=TIME_IS_UP)
            except TemporaryFailure:  # another commit came first: look at what it brought
                failures += 1
                if failures == _ATTEMPTS:
                    raise
        return done

    def _look_through(self, table: Table, traces: Traces, rule: CustomerRows) -> _Files:
        """All files, whether the table still refers to them or not; mentions in those that it reads."""
        files = count_rows(self._objects, self._objects.list_under(self._prefix), rule)
        asked = {f"s3://{self._objects.bucket}/{key}" for key in self._mentioning(traces)}
        # No query reads the rows that a delete file strikes out.
        asked |= {task.file.file_path for task in table.scan().plan_files() if task.delete_files}
        mentions = count_mentions(self._objects, asked & files.keys(), rule)
        return files | {file: replace(files[file], mentions=count) for file, count in mentions.items()}

    def _load(self) -> Table:
        table = self._table.load()
        if table is None:
            raise PermanentFailure(f"{self.name} was dropped meanwhile: find out by whom, then run again")
        return table

    def _find_wanted(self, table: Table, files: _Files, rule: CustomerRows) -> list[FileScanTask]:
        """Live files to rewrite; looks into those that came since `files` was made, and notes them."""
        tasks = list(table.scan().plan_files())
        new = {task.file.file_path for task in tasks} - files.keys()
        files |= self._look_into([self._describe_file(file) for file in new], rule)
        return [task for task in tasks if rule.wants(files[task.file.file_path])]

    def _look_into(self, listed: Iterable[Listed], rule: CustomerRows) -> _Files:
        """Both rows and mentions, of a few files."""
        files = count_rows(self._objects, listed, rule)
        mentions = count_mentions(self._objects, files, rule)
        return {file: replace(found, mentions=mentions[file]) for file, found in files.items()}

    def _describe_file(self, location: str) -> Listed:
        return Listed(location.removeprefix(f"s3://{self._objects.bucket}/"), 0, self._now())

    def _commit_rewrite(
        self, table: Table, tasks: Sequence[FileScanTask], files: _Files, writer: FileWriter
    ) -> Erased:
        """Swap these files for ones without the rows, in one commit that carries the record on.

        Orders that are kept are in it: they are there once, whatever is killed before or after.
        """
        doing = f"erase from {self.name}"
        with iceberg_errors(doing):
            rewritten = writer.rewrite(table, tasks)
            found = check_rewritten(doing, tasks, rewritten.others, files)
            new = [*rewritten.others, *rewritten.orders]
            with table.transaction() as transaction:
                swap = transaction.update_snapshot(snapshot_properties=record_of(table)).overwrite()
                for task in tasks:
                    swap.delete_data_file(task.file)
                for file in new:
                    swap.append_data_file(file)
                swap.commit()
        files |= {file.file_path: Found() for file in new}
        old_bytes = sum(task.file.file_size_in_bytes for task in tasks)
        return Erased(
            rows=found.rows - rewritten.order_events_kept,
            order_events_kept=rewritten.order_events_kept,
            objects_rewritten=len(tasks),
            bytes_removed=max(0, old_bytes - sum(file.file_size_in_bytes for file in new)),
            mentions_blanked=found.mentions if writer.rule.blanking else 0,
        )

    def _raise_fence(self, table: Table) -> None:
        """A commit of nothing. It drops the manifests, too, in which a swap has listed what it took away."""
        with (
            iceberg_errors(f"fence {self.name}"),
            table.transaction() as transaction,
            transaction.update_snapshot(snapshot_properties=record_of(table)).merge_append(),
        ):
            pass

    def _expire_snapshots(self) -> Erased:
        table = self._load()
        current = table.current_snapshot()
        old = [one.snapshot_id for one in table.snapshots() if current and one != current]
        if old:
            with iceberg_errors(f"expire snapshots of {self.name}"):
                table.maintenance.expire_snapshots().by_ids(old).commit()
        return Erased(snapshots_expired=len(old))

    def _delete_unreferenced(self, past: set[str], files: _Files, rule: CustomerRows) -> Erased:
        """Delete what nothing refers to but files, without such rows, of a commit that may be under way."""
        table = self._load()
        live = list_referenced(table)
        stale = {self._locate(one): one for one in self._objects.list_under(self._prefix)}
        stale = {location: one for location, one in stale.items() if location not in live}
        settled = self._now() - MAY_BE_IN_FLIGHT
        young = [one for file, one in stale.items() if file not in past and one.modified_at >= settled]
        files |= self._look_into(young, rule)
        holding = {file for file, found in files.items() if rule.wants(found)}
        gone = [
            location
            for location, one in stale.items()
            if location in past
            or one.modified_at < settled
            or location in holding
            or not holding.isdisjoint(read_manifest_files(table, location))
        ]
        gone.sort(key=lambda location: location in holding)
        self._objects.delete([stale[location].key for location in gone])
        return Erased(objects_deleted=len(gone), bytes_removed=sum(stale[location].size for location in gone))

    def _locate(self, listed: Listed) -> str:
        return f"s3://{self._objects.bucket}/{listed.key}"


def _list_live_files(table: Table) -> set[str]:
    return {task.file.file_path for task in table.scan().plan_files()}
