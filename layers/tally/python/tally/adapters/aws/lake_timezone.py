"""The time zone that the lake's business days are of: the first deployment writes it into the lake's bucket.

A later deployment with another one is refused here, before a row of another day is stored: land_events
raises, and its parcels wait in the queue until the zone is right again. The rule is our decision.
"""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.errors import Misconfigured

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "shop/timezone"
_WRITTEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}


def keep_timezone(s3: "S3Client", bucket: str, timezone: str) -> str:
    """The same IANA name, kept for good; Misconfigured when the lake's days are of another zone."""
    kept = _write_first(s3, bucket, timezone)
    if kept != timezone:
        raise Misconfigured(
            f"the lake's business days are those of {kept}, and this deployment says {timezone}: set "
            f'timezone = "{kept}" in tally.toml and deploy again; what was sent waits in the queue'
        )
    return timezone


def _write_first(s3: "S3Client", bucket: str, timezone: str) -> str:
    """Write the zone where none is written. Without a right to list, S3 says "forbidden" for a missing key:
    so it is written first, and read where that fails."""
    with aws_errors(f"read {KEY}"):
        try:
            s3.put_object(Bucket=bucket, Key=KEY, Body=timezone.encode(), IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) not in _WRITTEN:
                raise
            return s3.get_object(Bucket=bucket, Key=KEY)["Body"].read().decode()
    return timezone
