"""Objects in S3: what a table's folder holds, and results written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object: its whole address, its size in bytes and the ETag of its content."""

    url: str
    size: int
    etag: str


class Storage:
    """S3 of one region."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def list_under(self, location: str) -> list[StoredObject]:
        """Data objects under a folder; hidden ones (a path part that starts with _ or .) are left out.

        A bucket that does not exist holds nothing.
        """
        bucket, prefix = _split_url(folder(location))
        return [
            found for found in self._list_objects(bucket, prefix) if not _is_hidden(found.url, bucket, prefix)
        ]

    def _list_objects(self, bucket: str, prefix: str) -> Iterator[StoredObject]:
        try:
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for item in page.get("Contents", []):
                    if item["Size"]:
                        yield StoredObject(f"s3://{bucket}/{item['Key']}", item["Size"], item["ETag"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise

    def is_empty(self, location: str) -> bool:
        """Whether nothing at all lies under a folder."""
        bucket, prefix = _split_url(folder(location))
        return not self._s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount")

    def delete_under(self, location: str) -> None:
        """Delete all that lies under a folder, hidden objects too."""
        bucket, prefix = _split_url(folder(location))
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
            if keys:
                self._s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})

    def read(self, url: str) -> bytes:
        bucket, key = _split_url(url)
        body: bytes = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def put(self, url: str, body: bytes) -> None:
        bucket, key = _split_url(url)
        self._s3.put_object(Bucket=bucket, Key=key, Body=body)


def folder(location: str) -> str:
    """The location with exactly one slash at its end."""
    return location.rstrip("/") + "/"


def partition_of(url: str, location: str, keys: Sequence[str]) -> tuple[str, ...] | None:
    """Values of the hive folders (key=value) that begin right below a location, in the order of the keys.

    None where another folder lies between: Athena makes a partition's address from its table's location.
    """
    folders = url.removeprefix(folder(location)).split("/")[:-1]
    pairs = [part.partition("=") for part in folders[: len(keys)]]
    if [name for name, _, _ in pairs] != list(keys):
        return None
    return tuple(unquote(value) for _, _, value in pairs)


def _split_url(url: str) -> tuple[str, str]:
    address = urlsplit(url, allow_fragments=False)
    return address.netloc, address.path.lstrip("/")


def _is_hidden(url: str, bucket: str, prefix: str) -> bool:
    inner = url.removeprefix(f"s3://{bucket}/{prefix}")
    return any(part.startswith(("_", ".")) for part in inner.split("/"))
