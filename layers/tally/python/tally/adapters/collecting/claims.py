"""Bodies too large for the queue, in S3 under claims/: a lifecycle rule of the bucket removes them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class S3Claims:
    """See ports.Claims. The client, 30 ms to make, is made when first needed: few collectors ever do."""

    client: "Callable[[], S3Client]"
    bucket: str

    def put(self, body: bytes) -> str:
        """Store the body under the hash of its bytes, so that a second try writes the same object."""
        key = f"claims/{hashlib.sha256(body).hexdigest()}"
        with aws_errors("store a large body"):
            self.client().put_object(Bucket=self.bucket, Key=key, Body=body)
        return key

    def get(self, key: str) -> bytes:
        """The body stored under this key."""
        with aws_errors("fetch a large body"):
            return self.client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
