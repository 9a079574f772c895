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
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.errors import Misconfigured
from tally.domain.settings.setting import SettingAddress, SettingVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "settings/"

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
        numbers = self._list(_name_folder(address)).get(address)
        return self._read(address, max(numbers)) if numbers else None

    def read_history(self, address: SettingAddress) -> Sequence[SettingVersion]:
        """See SettingStore."""
        numbers = self._list(_name_folder(address)).get(address, [])
        return self._read_all((address, number) for number in sorted(numbers))

    def list_newest(self, kind: str | None = None) -> Sequence[SettingVersion]:
        """See SettingStore."""
        found = self._list(f"{PREFIX}{kind}/" if kind else PREFIX)
        return self._read_all((address, max(found[address])) for address in sorted(found))

    def add(self, version: SettingVersion) -> bool:
        """See SettingStore."""
        key = _name_object(version.address, version.number)
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
        key = _name_object(address, number)
        with aws_errors(f"read {key}"):
            body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        try:
            told = json.loads(body)
            written_at = datetime.fromisoformat(told["written_at"])
            text = None if told["text"] is None else str(told["text"])
            return SettingVersion(address, number, text, str(told["written_by"]), written_at)
        except (ValueError, KeyError, TypeError) as error:
            raise Misconfigured(
                f"{key} was not written by Tally: delete this object, and put the setting again"
            ) from error


def _name_folder(address: SettingAddress) -> str:
    return f"{PREFIX}{address.kind}/{address.name}/"


def _name_object(address: SettingAddress, number: int) -> str:
    return f"{_name_folder(address)}{number:08}.json"
