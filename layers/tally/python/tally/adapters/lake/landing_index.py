"""What has landed in the bucket, and its rows."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from tally.adapters.athena.arrow_schema import arrow_schema, conform_columns
from tally.adapters.aws.errors import aws_errors, code_of
from tally.adapters.iceberg.table_layout import TableLayout
from tally.adapters.lake.set_aside import SetAside
from tally.domain.errors import TemporaryFailure
from tally.domain.events.event_time import EARLIEST

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_THREADS = 8
# Objects lie under the day their first event was received. It waits at most 14 days in the queue, and 14
# more when an operator returns it from the dead-letter queue: so much is listed, not the months before.
_LISTED = timedelta(days=30)
_TRIES = 2
"""How often an object is fetched before it counts as unreadable: a transfer may have gone wrong."""


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
        self._told = {*layout.partition, *layout.order}
        self._always_told = {*layout.partition, "dedup_key"}
        self._aside = SetAside(s3, bucket)

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

    def read(self, keys: Sequence[str], limit: int) -> tuple[pa.Table, int, Sequence[str]]:
        """See LandingIndex.read."""
        tables: list[pa.Table] = []
        unreadable: list[str] = []
        rows = 0
        for key, table in zip(keys, self._read_tables(keys), strict=False):
            if table is None:
                unreadable.append(key)
            else:
                tables.append(table)
                rows += len(table)
            if rows >= limit:
                break
        together = pa.concat_tables(tables) if tables else self._schema.empty_table()
        return together, len(tables) + len(unreadable), unreadable

    def set_aside(self, key: str) -> None:
        """See LandingIndex.set_aside."""
        self._aside.move(key)

    def _read_tables(self, keys: Sequence[str]) -> Iterator[pa.Table | None]:
        """The objects in order, some ahead of the reader at a time."""
        with ThreadPoolExecutor(_THREADS) as pool:
            for some in (keys[start : start + _THREADS] for start in range(0, len(keys), _THREADS)):
                yield from pool.map(self._read_table, some)

    def _read_table(self, key: str) -> pa.Table | None:
        """The rows of one object; None when it holds no landed rows."""
        for _ in range(_TRIES):
            body = self._fetch(key)
            # Damaged pages are OSError to Arrow, though nothing but memory is read here.
            with suppress(pa.ArrowException, OSError):
                table = pq.ParquetFile(pa.BufferReader(body)).read()
                if self._are_landed(table):
                    return conform_columns(table, self._schema)
        return None

    def _fetch(self, key: str) -> bytes:
        with aws_errors(f"read {key}"):
            try:
                return self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    raise TemporaryFailure(f"{key} has gone since it was listed") from error
                raise

    def _are_landed(self, table: pa.Table) -> bool:
        """Whether rows can stand in the table: its partition, order and key are told."""
        return self._told <= {*table.column_names} and not any(
            table[name].null_count for name in self._always_told
        )

    def _find_start_key(self, moment: datetime) -> str:
        """Key before the oldest that may have landed since."""
        if moment < EARLIEST:
            return ""
        return f"{self._days}{moment.astimezone(UTC) - _LISTED:%Y-%m-%d}"
