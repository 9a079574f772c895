"""The bucket of what is sent on time.

files/<folder>/<day>-<schedule>.<format>
scheduled_answers/dt=<day>/<schedule>.json.gz       rows as lines of JSON, of the table of that name
values/<any of these>.txt.gz                        what it holds of customers' values: see exported_files
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tally.adapters.aws.deleted_objects import delete_objects
from tally.adapters.aws.erasure_mark import is_erased_since
from tally.adapters.aws.errors import aws_errors
from tally.adapters.aws.exported_files import FILES, ROWS, name_values
from tally.domain.errors import TemporaryFailure
from tally.domain.exports.document import list_values
from tally.ports.scheduling import MadeFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GZIP = "application/gzip"


@dataclass(frozen=True, slots=True)
class S3ExportsShelf:
    """See ports.scheduling.ExportsShelf. In the `results` bucket stands when somebody was erased."""

    s3: "S3Client"
    bucket: str
    results: str

    def put_file(self, key: str, made: MadeFile) -> None:
        """See ExportsShelf."""
        self._put(f"{FILES}{key}", made.file.content, made.file.content_type, made)

    def put_rows(self, day: date, name: str, rows: Sequence[Mapping[str, Any]], made: MadeFile) -> None:
        """See ExportsShelf; the same rows give the same bytes."""
        lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        self._put(f"{ROWS}dt={day}/{name}.json.gz", _pack(lines), _GZIP, made)

    def _put(self, key: str, body: bytes, content_type: str, made: MadeFile) -> None:
        """Its values come first: nothing lies there that an erasure does not find."""
        values = "\n".join(list_values(made.file.document))
        self._write(name_values(key), _pack(values), _GZIP)
        self._write(key, body, content_type)
        if is_erased_since(self.s3, self.results, made.begun_at):
            delete_objects(self.s3, self.bucket, [key, name_values(key)])
            raise TemporaryFailure("somebody was erased while it was made: it is made again")

    def _write(self, key: str, body: bytes, content_type: str) -> None:
        with aws_errors(f"write {key}"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)


def _pack(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)
