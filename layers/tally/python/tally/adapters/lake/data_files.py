"""Parquet files of lake.events: one partition each, sorted by person, then time."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
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

from tally.adapters.lake.stored_rows import file_schema
from tally.domain.columns import EVENT_COLUMNS

# dedup_key is unique in the lake: it makes the order total, so equal rows make equal files.
_PARTITION = ("business_date", "event_class")
_ORDER = ("person_key", "occurred_at", "dedup_key")
_PACKED = [column.name for column in EVENT_COLUMNS if column.dictionary]
_ROW_GROUP_ROWS = 131_072


@dataclass(frozen=True, slots=True)
class Partition:
    """One business date's events of one class."""

    business_date: date
    event_class: str


def partitions(rows: pa.Table) -> Iterator[tuple[Partition, Iterable[pa.Table]]]:
    """The row groups of each partition."""
    rows = rows.sort_by([(name, "ascending") for name in (*_PARTITION, *_ORDER)])
    groups = rows.group_by(list(_PARTITION), use_threads=False).aggregate([([], "count_all")])
    start = 0
    for group in groups.to_pylist():
        part = rows.slice(start, group["count_all"])
        start += len(part)
        yield Partition(*(group[name] for name in _PARTITION)), _row_groups(part)


def sorted_row_groups(rows: pa.Table) -> Iterator[pa.Table]:
    """Rows of one partition in file order, copied a row group at a time: a sorted copy doubles the memory."""
    order = pc.sort_indices(rows, [(name, "ascending") for name in _ORDER])
    for start in range(0, len(rows), _ROW_GROUP_ROWS):
        yield rows.take(order.slice(start, _ROW_GROUP_ROWS))


def write(table: Table, partition: Partition, row_groups: Iterable[pa.Table]) -> DataFile:
    """Put one Parquet file of a partition; nothing refers to it before a commit does."""
    schema = table.schema()
    arrow = file_schema(table)
    sink = io.BytesIO()
    with pq.ParquetWriter(
        sink,
        arrow,
        compression="zstd",
        compression_level=1,
        use_dictionary=_PACKED,  # type: ignore[arg-type]  # the stubs know bool only
        store_decimal_as_integer=True,
        store_schema=False,
    ) as writer:
        for rows in row_groups:
            writer.write_table(rows.select(arrow.names).cast(arrow), row_group_size=_ROW_GROUP_ROWS)
    key = _key(table, partition)
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


def _row_groups(rows: pa.Table) -> Iterator[pa.Table]:
    return (rows.slice(start, _ROW_GROUP_ROWS) for start in range(0, len(rows), _ROW_GROUP_ROWS))


def _key(table: Table, partition: Partition) -> PartitionKey:
    schema, spec = table.schema(), table.spec()
    values = [PartitionFieldValue(field, getattr(partition, field.name)) for field in spec.fields]
    return PartitionKey(values, spec, schema)
