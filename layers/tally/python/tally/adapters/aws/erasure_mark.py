"""The mark of an erasure in the results bucket: what was counted before it is not kept after it.

Who keeps something writes it first, then looks; an erasure marks first, then deletes: one of both sees the
other.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ERASED = "answers-erased"
"""Written by each erasure before it deletes what is kept."""

_CLOCKS_DIFFER = timedelta(minutes=1)
"""At most, between a function and S3."""


def is_erased_since(s3: "S3Client", bucket: str, asked_at: datetime) -> bool:
    """Whether somebody may have been erased since then."""
    with aws_errors(f"look for {ERASED}"):
        try:
            erased_at = s3.head_object(Bucket=bucket, Key=ERASED)["LastModified"]
        except ClientError as error:
            if code_of(error) in ("NoSuchKey", "404"):
                return False
            raise
    return asked_at < erased_at + _CLOCKS_DIFFER
