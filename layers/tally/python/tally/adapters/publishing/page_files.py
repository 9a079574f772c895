"""The page's files as compressed JSON, written with each build; page_reader has where they lie."""

import gzip
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tally.adapters.aws.erasure_mark import is_erased_since
from tally.adapters.aws.errors import aws_errors, code_of
from tally.adapters.aws.side_by_side import run_side_by_side
from tally.adapters.publishing.page_reader import LATEST, PageReader, name_file
from tally.domain.errors import NotPublished
from tally.domain.page.page_file import FORMAT, QUESTIONS, read_content

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class S3PageFiles:
    """See ports.PageFiles, ports.AnswerFiles and ports.PublishedPage."""

    s3: "S3Client"
    bucket: str

    def put(self, build: str, files: Mapping[str, Mapping[str, Any]]) -> int:
        """See PageFiles.put; the same content gives the same bytes."""
        written = 0
        for name, content in files.items():
            body = pack(build, content)
            written += len(body)
            self._write(name_file(build, name), body, {"ContentEncoding": "gzip"})
        self._write(LATEST, json.dumps({"build": build, "files": [*files]}).encode(), {})
        return written

    def put_answer(self, build: str, name: str, content: Mapping[str, Any], asked_at: datetime) -> int:
        """See AnswerFiles.put_answer."""
        body, key = pack(build, content), name_file(build, name)
        self._write(key, body, {"ContentEncoding": "gzip"})
        if is_erased_since(self.s3, self.bucket, asked_at):
            with aws_errors(f"delete {key}"):
                self.s3.delete_object(Bucket=self.bucket, Key=key)
            return 0
        return len(body)

    def find_build(self) -> str | None:
        """See PublishedPage.find_build."""
        return PageReader(self._read).find_build()

    def read(self, build: str, name: str) -> bytes | None:
        """See PublishedPage.read."""
        return PageReader(self._read).read(build, name)

    def read_all(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """See ports.exporting.ReadPublished."""
        build = self.find_build()
        if build is None:
            raise NotPublished("Nothing is published yet: run `tally run nightly` first")
        bodies = {name: self.read(build, name) for name in names}
        if lacking := [name for name, body in bodies.items() if body is None]:
            raise NotPublished(
                f"{', '.join(lacking)} of {build} is not there: ask again after the next night"
            )
        return {name: read_content(name, body) for name, body in bodies.items() if body is not None}

    def find_answers(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """See ports.exporting.FindAnswers. A file of another version of Tally is none."""
        build = self.find_build() if names else None
        if build is None:
            return {}
        reads = (partial(self.read, build, f"{QUESTIONS}/{name}") for name in names)
        bodies = zip(names, run_side_by_side(*reads), strict=True)
        found = {}
        for name, body in bodies:
            if body is not None:
                with suppress(NotPublished):
                    found[name] = read_content(name, body)
        return found

    def _write(self, key: str, body: bytes, more: dict[str, Any]) -> None:
        with aws_errors(f"write {key}"):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json", **more)

    def _read(self, key: str) -> bytes | None:
        with aws_errors(f"read {key}"):
            try:
                return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in ("NoSuchKey", "404"):
                    return None
                raise


def pack(build: str, content: Mapping[str, Any]) -> bytes:
    """A file of a build as JSON, gzipped without a time of its own."""
    text = json.dumps(
        {"build": build, "format": FORMAT, **content},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return gzip.compress(text.encode(), _LEVEL, mtime=0)
