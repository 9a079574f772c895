"""Files that are too large for an answer, in the results bucket until somebody fetches them.

answers/files/<random>/<name>   a day at most; `tally forget` deletes them with all that lies under answers/
"""

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

from tally.adapters.aws.erasure_mark import is_erased_since
from tally.adapters.aws.errors import aws_errors
from tally.domain.errors import TemporaryFailure
from tally.domain.exports.export_file import ExportFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "answers/files/"
MINUTES = 5
"""So long an address is good: who has it needs no log-in."""


@dataclass(frozen=True, slots=True)
class S3LargeFiles:
    """See ports.ExportsPlace. `signing` is a client that signs addresses which a browser can reach."""

    s3: "S3Client"
    signing: "S3Client"
    bucket: str

    def put(self, file: ExportFile) -> str:
        """See ExportsPlace.put."""
        key = f"{PREFIX}{token_hex(16)}/{file.name}"
        shown = f'attachment; filename="{file.name}"'
        with aws_errors("keep a file"):
            self.s3.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=file.content,
                ContentType=file.content_type,
                ContentDisposition=shown,
                CacheControl="no-store",
            )
        if is_erased_since(self.s3, self.bucket, file.as_of):
            with aws_errors("delete a file"):
                self.s3.delete_object(Bucket=self.bucket, Key=key)
            raise TemporaryFailure("A customer was erased while this file was made: ask for it again")
        where = {"Bucket": self.bucket, "Key": key}
        return self.signing.generate_presigned_url("get_object", Params=where, ExpiresIn=60 * MINUTES)
