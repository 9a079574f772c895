"""Rows of a table's data files, exactly as they are stored.

Not by pyiceberg's own scan: in 0.12 it reads a null list as an empty one, so a compaction through it would
change rows. Columns whose values repeat stay packed in dictionaries: a day of 333,000 events takes a third
of the memory.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.manifest import DataFileContent, FileFormat
from pyiceberg.table import FileScanTask, Table

from tally.adapters.iceberg.table_layout import TableLayout
from tally.domain.errors import PermanentFailure

_THREADS = 4
_FIELD_ID = b"PARQUET:field_id"


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The layout's first key in [low, high); None is no bound, a missing key is in that without `low`."""

    low: int | None = None
    high: int | None = None


EVERY_KEY = KeyRange()


def key_ranges(count: int) -> list[KeyRange]:
    """`count` ranges that together hold every row; the key is a hash, so they hold about equally many."""
    bounds = [None, *((2**64 * place) // count - 2**63 for place in range(1, count)), None]
    return [KeyRange(*bounds[place : place + 2]) for place in range(count)]


def read_rows(
    layout: TableLayout, table: Table, tasks: Sequence[FileScanTask], *names: str, keys: KeyRange = EVERY_KEY
) -> pa.Table:
    """These columns (all when none is named) of these files, without the rows that delete files remove."""
    wanted = file_schema(layout, table, *names)
    with ThreadPoolExecutor(_THREADS) as pool:
        parts = pool.map(lambda task: list(_read_parts(layout, table, task, wanted, keys)), tasks)
        return _join_parts([part for some in parts for part in some], wanted)


def read_row_groups(layout: TableLayout, table: Table, task: FileScanTask) -> Iterator[pa.Table]:
    """All columns of one file, a row group at a time, without the rows that delete files remove."""
    return _read_parts(layout, table, task, file_schema(layout, table), EVERY_KEY)


def file_schema(layout: TableLayout, table: Table, *names: str) -> pa.Schema:
    """Arrow fields with their Iceberg ids, repeating text as dictionaries; all columns when none is named."""
    fields = schema_to_pyarrow(table.schema().select(*names) if names else table.schema())
    return pa.schema(
        field.with_type(pa.dictionary(pa.int32(), pa.string())) if field.name in layout.packed else field
        for field in fields
    )


def _join_parts(parts: list[pa.Table], wanted: pa.Schema) -> pa.Table:
    """One chunk a column, column by column: a copy of one column at a time is all the extra memory."""
    columns = [[chunk for part in parts for chunk in part.column(name).chunks] for name in wanted.names]
    parts.clear()
    joined = []
    for place, field in enumerate(wanted):
        column = pa.chunked_array(columns[place], field.type)
        columns[place] = []
        joined.append(
            (column.unify_dictionaries() if pa.types.is_dictionary(field.type) else column).combine_chunks()
        )
    return pa.table(joined, schema=wanted)


def _read_parts(
    layout: TableLayout, table: Table, task: FileScanTask, wanted: pa.Schema, keys: KeyRange
) -> Iterator[pa.Table]:
    deleted = _find_deleted_places(table, task)
    with table.io.new_input(task.file.file_path).open() as stream:
        file = pq.ParquetFile(stream, read_dictionary=sorted(layout.packed), pre_buffer=True)
        stored = {_get_field_id(field): field.name for field in file.schema_arrow}
        names = [stored.get(_get_field_id(field)) for field in wanted]
        start = 0
        for group in range(file.num_row_groups):
            # Files are read side by side; threads for the columns of a small one cost more than they bring.
            rows = file.read_row_group(group, [name for name in names if name], use_threads=False)
            columns = [
                pa.nulls(len(rows), field.type) if name is None else rows[name].cast(field.type)
                for name, field in zip(names, wanted, strict=True)
            ]
            part = pa.table(columns, schema=wanted)
            start, first = start + len(rows), start
            yield _keep_in_range(_drop_deleted(part, first, deleted), layout.order[0], keys)


def _get_field_id(field: "pa.Field[Any]") -> bytes:
    return (field.metadata or {})[_FIELD_ID]


def _drop_deleted(rows: pa.Table, first: int, deleted: "pa.Array[Any] | None") -> pa.Table:
    """Rows whose place in the file, counted from `first`, is not among the deleted."""
    if deleted is None:
        return rows
    places = pa.array(range(first, first + len(rows)), pa.int64())
    return rows.filter(pc.invert(pc.is_in(places, value_set=deleted)))


def _keep_in_range(rows: pa.Table, name: str, keys: KeyRange) -> pa.Table:
    if keys == EVERY_KEY:
        return rows
    key = pc.field(name)
    if keys.low is None:
        return rows.filter(key.is_null() | (key < keys.high))
    inside = key >= keys.low
    return rows.filter(inside if keys.high is None else inside & (key < keys.high))


def _find_deleted_places(table: Table, task: FileScanTask) -> "pa.Array[Any] | None":
    """Places in the task's file that Athena's DELETE has struck out."""
    if not task.delete_files:
        return None
    found = []
    for deletes in task.delete_files:
        if (deletes.content, deletes.file_format) != (DataFileContent.POSITION_DELETES, FileFormat.PARQUET):
            raise PermanentFailure(
                f"{deletes.file_path} is no Parquet file of deleted positions: keep the table at format 2"
            )
        with table.io.new_input(deletes.file_path).open() as stream:
            rows = pq.ParquetFile(stream).read(["file_path", "pos"])
        found.append(rows.filter(pc.equal(rows["file_path"], task.file.file_path))["pos"])
    return pa.concat_arrays([chunk for places in found for chunk in places.chunks])
