"""Landing objects that no step can read: they lie apart, as they were, until a person has looked at them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.errors import Misconfigured

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "unreadable/"


@dataclass(frozen=True, slots=True)
class SetAsideObject:
    """One of them: the key that it landed under, its size, and since when it lies apart (UTC)."""

    key: str
    size_bytes: int
    set_aside_at: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """The objects of one bucket that lie apart: `landing/x` lies at `unreadable/landing/x` meanwhile.

    Each change copies first and deletes then: stopped in between, it may be made again.
    """

    s3: "S3Client"
    bucket: str

    def move(self, key: str) -> bool:
        """Put an object apart; False when no object has this key."""
        return self._move(key, PREFIX + key)

    def release(self, key: str) -> None:
        """Put it back where it landed, as if it had just landed; Misconfigured when none lies apart so."""
        if not self._move(PREFIX + key, key):
            raise Misconfigured(f"no object {key} is set aside: `tally landing` lists those that are")

    def discard(self, key: str) -> None:
        """Delete an object that lies apart; one that has gone is passed over."""
        with aws_errors(f"delete {PREFIX + key}"):
            self.s3.delete_object(Bucket=self.bucket, Key=PREFIX + key)

    def list(self) -> Iterator[SetAsideObject]:
        """All that lie apart, by key."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX)
        with aws_errors("list what was set aside"):
            for page in pages:
                for entry in page.get("Contents", []):
                    key = entry["Key"].removeprefix(PREFIX)
                    yield SetAsideObject(key, entry["Size"], entry["LastModified"])

    def count(self) -> int:
        """How many lie apart."""
        return sum(1 for _ in self.list())

    def _move(self, source: str, target: str) -> bool:
        with aws_errors(f"move {source} to {target}"):
            try:
                self.s3.copy_object(
                    Bucket=self.bucket, Key=target, CopySource={"Bucket": self.bucket, "Key": source}
                )
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return False
                raise
            self.s3.delete_object(Bucket=self.bucket, Key=source)
        return True


def count_set_aside(s3: "S3Client", buckets: Iterable[str]) -> int:
    """How many objects lie apart in all of these buckets."""
    return sum(SetAside(s3, bucket).count() for bucket in buckets)
