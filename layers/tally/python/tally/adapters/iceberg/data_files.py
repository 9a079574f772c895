"""Parquet files of a table of the lake: one partition each, sorted as its layout says."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyiceberg.io.pyarrow import (
    compute_statistics_plan,
    data_file_statistics_from_parquet_metadata,
    parquet_path_to_id_mapping,
)
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.partitioning import PartitionFieldValue, PartitionKey
from pyiceberg.table import Table

from tally.adapters.athena.arrow_schema import conform_columns
from tally.adapters.iceberg.stored_rows import file_schema
from tally.adapters.iceberg.table_layout import TableLayout

_ROW_GROUP_ROWS = 131_072


@dataclass(frozen=True, slots=True)
class Partition:
    """One day's rows of one kind: an event's class, or a profile's kind; versions of records have none."""

    day: date
    kind: str | None = None

    @property
    def parts(self) -> tuple[object, ...]:
        """Values of the partition's columns."""
        return (self.day,) if self.kind is None else (self.day, self.kind)


def partition_of(file: DataFile) -> Partition:
    """Where a file of a table with one of our layouts lies."""
    days_since_1970, *kinds = [file.partition[place] for place in range(len(file.partition))]
    return Partition(date(1970, 1, 1) + timedelta(days_since_1970), *kinds)


def split_by_partition(layout: TableLayout, rows: pa.Table) -> Iterator[tuple[Partition, Iterable[pa.Table]]]:
    """The row groups of each partition."""
    rows = rows.sort_by([(name, "ascending") for name in (*layout.partition, *layout.order)])
    groups = rows.group_by(list(layout.partition), use_threads=False).aggregate([([], "count_all")])
    start = 0
    for group in groups.to_pylist():
        part = rows.slice(start, group["count_all"])
        start += len(part)
        yield Partition(*(group[name] for name in layout.partition)), _slice_row_groups(part)


def sort_row_groups(layout: TableLayout, rows: pa.Table) -> Iterator[pa.Table]:
    """Rows of one partition in file order, copied a row group at a time: a sorted copy doubles the memory."""
    order = pc.sort_indices(rows, [(name, "ascending") for name in layout.order])
    for start in range(0, len(rows), _ROW_GROUP_ROWS):
        yield rows.take(order.slice(start, _ROW_GROUP_ROWS))


def write(
    layout: TableLayout, table: Table, partition: Partition, row_groups: Iterable[pa.Table]
) -> DataFile:
    """Put one Parquet file of a partition; nothing refers to it before a commit does."""
    schema = table.schema()
    arrow = file_schema(layout, table)
    sink = io.BytesIO()
    with pq.ParquetWriter(
        sink,
        arrow,
        compression="zstd",
        compression_level=1,
        use_dictionary=sorted(layout.packed),  # type: ignore[arg-type]  # the stubs know bool only
        store_decimal_as_integer=True,
        store_schema=False,
    ) as writer:
        for rows in row_groups:
            # A column that a newer version has added is null in what an older one writes.
            writer.write_table(conform_columns(rows, arrow), row_group_size=_ROW_GROUP_ROWS)
    key = _make_partition_key(table, partition)
    location = table.location_provider().new_data_location(f"{uuid4()}.parquet", key)
    file = table.io.new_output(location)
    file.put(sink.getvalue(), overwrite=False)
    statistics = data_file_statistics_from_parquet_metadata(
        writer.writer.metadata,
        compute_statistics_plan(schema, table.properties),
        parquet_path_to_id_mapping(schema),
    )
    return DataFile.from_args(
        content=DataFileContent.DATA,
        file_path=location,
        file_format=FileFormat.PARQUET,
        partition=key.partition,
        file_size_in_bytes=len(file),
        spec_id=table.spec().spec_id,
        sort_order_id=None,
        equality_ids=None,
        key_metadata=None,
        **statistics.to_serialized_dict(),
    )


def _slice_row_groups(rows: pa.Table) -> Iterator[pa.Table]:
    return (rows.slice(start, _ROW_GROUP_ROWS) for start in range(0, len(rows), _ROW_GROUP_ROWS))


def _make_partition_key(table: Table, partition: Partition) -> PartitionKey:
    schema, spec = table.schema(), table.spec()
    values = [
        PartitionFieldValue(field, part) for field, part in zip(spec.fields, partition.parts, strict=True)
    ]
    return PartitionKey(values, spec, schema)
