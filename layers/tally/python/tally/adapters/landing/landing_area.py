"""Append-only Parquet objects in S3: written once under a name that says what is in them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.errors import TemporaryFailure
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS, Column

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROW_GROUP_ROWS = 120_000
"""5-6 MB compressed: smaller ones cost more footers than they save bytes."""

SHELVES = (
    ("landing", EVENT_COLUMNS),
    ("landing/profiles", PROFILE_COLUMNS),
    ("quarantine", QUARANTINE_COLUMNS),
)
"""Where events, updates of profiles and refused events land: prefix and columns."""

_EXISTS = {"PreconditionFailed", "412"}
_CONFLICT = {"ConditionalRequestConflict", "409"}
_TRIES = 4
_WAIT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class S3LandingArea:
    """See ports.LandingArea; `columns` are those of the rows, `prefix` such as "landing"."""

    s3: "S3Client"
    bucket: str
    prefix: str
    columns: Sequence[Column]
    wait: Callable[[float], None] = time.sleep

    def put(self, name: str, rows: pa.Table) -> bool:
        """One conditional PUT; a conflict with another one under way is tried again."""
        key = f"{self.prefix}/{name}.parquet"
        body = parquet(rows, self.columns)
        for attempt in range(1, _TRIES):
            stored = self._put_once(key, body)
            if stored is not None:
                return stored
            self.wait(_WAIT_SECONDS * attempt)
        raise TemporaryFailure(f"cannot write {key} now: another request is writing it")

    def _put_once(self, key: str, body: bytes) -> bool | None:
        """Whether it was stored now rather than before; None when another request is writing the key."""
        with aws_errors(f"write {key}"):
            try:
                self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, IfNoneMatch="*")
            except ClientError as error:
                if code_of(error) in _EXISTS:
                    return False
                if code_of(error) in _CONFLICT:
                    return None
                raise
        return True


def parquet(rows: pa.Table, columns: Sequence[Column]) -> bytes:
    """Rows as one Parquet file: zstd-1, dictionaries where values repeat."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows,
        sink,
        row_group_size=ROW_GROUP_ROWS,
        compression="zstd",
        compression_level=1,
        use_dictionary=[column.name for column in columns if column.dictionary],  # type: ignore[arg-type]  # the stubs forget lists
    )
    return sink.getvalue().to_pybytes()
