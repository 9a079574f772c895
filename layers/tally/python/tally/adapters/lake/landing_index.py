"""What has landed in the bucket, and its rows."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.aws.errors import aws_errors
from tally.adapters.iceberg.table_layout import TableLayout
from tally.domain.errors import PermanentFailure
from tally.domain.events.event_time import EARLIEST

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_THREADS = 8
# Objects lie under the day their first event was received. It waits at most 14 days in the queue, and 14
# more when an operator returns it from the dead-letter queue: so much is listed, not the months before.
_LISTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LandedParquet:
    """One landing object: its key in the bucket and its LastModified (UTC)."""

    key: str
    modified_at: datetime


class S3LandingIndex:
    """Landing objects of one table in the lake bucket."""

    def __init__(self, s3: "S3Client", bucket: str, layout: TableLayout) -> None:
        self._s3, self._bucket, self._days = s3, bucket, f"{layout.landing}/dt="
        self._schema = arrow_schema(layout.columns)

    def objects_since(self, moment: datetime) -> Sequence[LandedParquet]:
        """See LandingIndex.objects_since."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._days, StartAfter=self._find_start_key(moment)
        )
        with aws_errors("list landing objects"):
            return [
                LandedParquet(entry["Key"], entry["LastModified"])
                for page in pages
                for entry in page.get("Contents", [])
                if entry["LastModified"] >= moment and entry["Key"].endswith(".parquet")
            ]

    def read(self, keys: Sequence[str], limit: int) -> tuple[pa.Table, int]:
        """See LandingIndex.read."""
        tables: list[pa.Table] = []
        rows = 0
        for table in self._read_tables(keys):
            tables.append(table)
            rows += len(table)
            if rows >= limit:
                break
        return pa.concat_tables(tables), len(tables)

    def _read_tables(self, keys: Sequence[str]) -> Iterator[pa.Table]:
        """The objects in order, some ahead of the reader at a time."""
        with ThreadPoolExecutor(_THREADS) as pool:
            for some in (keys[start : start + _THREADS] for start in range(0, len(keys), _THREADS)):
                yield from pool.map(self._read_table, some)

    def _read_table(self, key: str) -> pa.Table:
        with aws_errors(f"read {key}"):
            body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        try:
            return _conform_columns(pq.ParquetFile(pa.BufferReader(body)).read(), self._schema)
        except pa.ArrowException as error:
            raise PermanentFailure(
                f"{key} cannot be read as landed rows ({error}): move it out of landing/, then run again"
            ) from error

    def _find_start_key(self, moment: datetime) -> str:
        """Key before the oldest that may have landed since."""
        if moment < EARLIEST:
            return ""
        return f"{self._days}{moment.astimezone(UTC) - _LISTED:%Y-%m-%d}"


def _conform_columns(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of today: one that an older object lacks is null."""
    return pa.table(
        [
            table[field.name].cast(field.type)
            if field.name in table.column_names
            else pa.nulls(len(table), field.type)
            for field in schema
        ],
        schema=schema,
    )
