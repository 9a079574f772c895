"""Objects of a bucket, to look through, to put in their own place without some rows, and to delete."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.deleted_objects import delete_objects
from tally.adapters.aws.errors import aws_errors, code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
_ABSENT = {"NoSuchKey", "404"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as the bucket lists it: bytes, and when it was written (UTC)."""

    key: str
    size: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Body:
    """An object's content and the tag that changes with it."""

    content: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Objects:
    """One bucket."""

    s3: "S3Client"
    bucket: str

    def list_under(self, prefix: str) -> Iterator[Listed]:
        """Objects whose keys start so, in the order of their keys."""
        with aws_errors(f"list {prefix}"):
            for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield Listed(found["Key"], found["Size"], found["LastModified"])

    def get(self, key: str) -> Body | None:
        """The content; None when the object is gone."""
        with aws_errors(f"read {key}"):
            try:
                answer = self.s3.get_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return None
                raise
            return Body(answer["Body"].read(), answer["ETag"])

    def put(self, key: str, content: bytes) -> None:
        """Write it, whatever was there."""
        with aws_errors(f"write {key}"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=content)

    def replace(self, key: str, content: bytes, tag: str) -> bool:
        """Put new content in the place of that with this tag; False when another one came first."""
        with aws_errors(f"write {key}"):
            try:
                self.s3.put_object(Bucket=self.bucket, Key=key, Body=content, IfMatch=tag)
            except ClientError as error:
                if code_of(error) in _CHANGED | _ABSENT:
                    return False
                raise
        return True

    def delete(self, keys: Sequence[str]) -> None:
        """Delete them; one that is gone already is no error."""
        delete_objects(self.s3, self.bucket, keys)
