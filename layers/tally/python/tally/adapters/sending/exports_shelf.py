"""The bucket of what is sent on time.

files/<folder>/<day>-<schedule>.<format>
scheduled_answers/dt=<day>/<schedule>.json.gz       rows as lines of JSON, of the table of that name
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FILES, ROWS = "files/", "scheduled_answers/"


@dataclass(frozen=True, slots=True)
class S3ExportsShelf:
    """See ports.scheduling.ExportsShelf."""

    s3: "S3Client"
    bucket: str

    def put_file(self, key: str, content: bytes, content_type: str) -> None:
        """See ExportsShelf."""
        self._write(f"{FILES}{key}", content, content_type)

    def put_rows(self, day: date, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """See ExportsShelf; the same rows give the same bytes."""
        lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        body = gzip.compress(lines.encode(), mtime=0)
        self._write(f"{ROWS}dt={day}/{name}.json.gz", body, "application/gzip")

    def _write(self, key: str, body: bytes, content_type: str) -> None:
        with aws_errors(f"write {key}"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)
