"""People who were erased and whose late copies are not to land: their keys, as names of empty objects.

`suppressed/<key>/<key>`: the first stands for the person, the second is one of their ids. One listing reads
all, and no id is stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tally.adapters.aws.errors import aws_errors
from tally.ports.landing import EventRows, ReadBatch

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "suppressed/"
_BITS = 64


@dataclass(frozen=True, slots=True)
class SuppressedPeople:
    """See ports.Suppression and ports.LateCopies."""

    s3: "S3Client"
    bucket: str

    def __call__(self, read: ReadBatch) -> tuple[ReadBatch, int]:
        """See LateCopies."""
        listed = {key for _, key in self._list()}
        if not listed:
            return read, 0
        keys = pa.array(sorted(listed), pa.int64())
        rest = ReadBatch(
            _drop(read.events, "sent_person_key", keys),
            _drop(read.profile_updates, "profile_key", keys, kind="person"),
            _drop(read.rejected, "sent_person_key", keys),
        )
        return rest, sum(map(len, read)) - sum(map(len, rest))

    def add(self, keys: Iterable[int]) -> None:
        """See Suppression.add."""
        names = sorted(map(_to_name, keys))
        with aws_errors(f"write {PREFIX}"):
            for name in names:
                self.s3.put_object(Bucket=self.bucket, Key=f"{PREFIX}{names[0]}/{name}", Body=b"")

    def remove(self, keys: Iterable[int]) -> int:
        """See Suppression.remove."""
        asked, listed = set(keys), list(self._list())
        persons = {person for person, key in listed if key in asked}
        gone = [(person, key) for person, key in listed if person in persons]
        with aws_errors(f"delete {PREFIX}"):
            for person, key in gone:
                self.s3.delete_object(Bucket=self.bucket, Key=f"{PREFIX}{person}/{_to_name(key)}")
        return len(gone)

    def _list(self) -> Iterator[tuple[str, int]]:
        """Person and key of each id."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX)
        with aws_errors(f"list {PREFIX}"):
            for page in pages:
                for found in page.get("Contents", []):
                    person, _, name = found["Key"].removeprefix(PREFIX).partition("/")
                    yield person, _to_key(name)


def _drop(rows: EventRows, column: str, keys: "pa.Array[Any]", kind: str | None = None) -> EventRows:
    if not len(rows):
        return rows
    is_theirs: Any = pc.is_in(rows[column], value_set=keys)
    if kind is not None:
        is_theirs = pc.and_(is_theirs, pc.equal(rows["kind"], pa.scalar(kind)))
    return rows.filter(pc.invert(is_theirs)) if pc.any(is_theirs).as_py() else rows


def _to_name(key: int) -> str:
    return f"{key % (1 << _BITS):016x}"


def _to_key(name: str) -> int:
    number = int(name, 16)
    return number - (1 << _BITS) if number >> (_BITS - 1) else number
