"""The shop's settings as objects of the lake's bucket: `settings/<kind>/<name>/<number>.json`, one a version.

A number is taken by the first conditional PUT (If-None-Match), which stores an object whole or not at all:
decision 0025.
"""

import json
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.adapters.aws.stored_versions import PREFIX, name_folder, name_object, read_stored_version
from tally.domain.errors import Misconfigured
from tally.domain.settings.setting import SettingAddress, SettingVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_KEY = re.compile(rf"{PREFIX}(?P<kind>[a-z_]+)/(?P<name>[a-z0-9_-]+)/(?P<number>\d{{8}})\.json")
_TAKEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class S3Settings:
    """See ports.settings.SettingStore."""

    s3: "S3Client"
    bucket: str

    def find_newest(self, address: SettingAddress) -> SettingVersion | None:
        """See SettingStore."""
        numbers = self._list(name_folder(address.kind, address.name)).get(address)
        return self._read(address, max(numbers)) if numbers else None

    def find_version(self, address: SettingAddress, number: int) -> SettingVersion | None:
        """See SettingStore."""
        numbers = self._list(name_folder(address.kind, address.name)).get(address, [])
        return self._read(address, number) if number in numbers else None

    def read_history(self, address: SettingAddress) -> Sequence[SettingVersion]:
        """See SettingStore."""
        numbers = self._list(name_folder(address.kind, address.name)).get(address, [])
        return self._read_all((address, number) for number in sorted(numbers))

    def list_newest(self, kind: str | None = None) -> Sequence[SettingVersion]:
        """See SettingStore."""
        found = self._list(f"{PREFIX}{kind}/" if kind else PREFIX)
        return self._read_all((address, max(found[address])) for address in sorted(found))

    def add(self, version: SettingVersion) -> bool:
        """See SettingStore."""
        key = name_object(version.address.kind, version.address.name, version.number)
        told = {
            "text": version.text,
            "written_by": version.written_by,
            "written_at": version.written_at.isoformat(),
        }
        body = json.dumps(told, ensure_ascii=False, indent=2).encode()
        with aws_errors(f"write {key}"):
            try:
                self.s3.put_object(
                    Bucket=self.bucket, Key=key, Body=body, ContentType="application/json", IfNoneMatch="*"
                )
            except ClientError as error:
                if code_of(error) in _TAKEN:
                    return False
                raise
        return True

    def _list(self, prefix: str) -> dict[SettingAddress, list[int]]:
        """Numbers by address. What a newer Tally keeps there is none of ours."""
        found: dict[SettingAddress, list[int]] = {}
        with aws_errors(f"list {prefix}"):
            pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
            keys = [held["Key"] for page in pages for held in page.get("Contents", [])]
        for parts in filter(None, map(_KEY.fullmatch, keys)):
            with suppress(Misconfigured):
                address = SettingAddress(parts["kind"], parts["name"])
                found.setdefault(address, []).append(int(parts["number"]))
        return found

    def _read_all(self, wanted: Iterable[tuple[SettingAddress, int]]) -> list[SettingVersion]:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="setting") as pool:
            return list(pool.map(lambda each: self._read(*each), wanted))

    def _read(self, address: SettingAddress, number: int) -> SettingVersion:
        key = name_object(address.kind, address.name, number)
        return SettingVersion(address, number, *read_stored_version(self.s3, self.bucket, key))
