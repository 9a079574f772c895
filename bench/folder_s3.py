"""As much of an S3 client as the lake's adapters call, over a folder: benches measure our code alone."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError


class FolderS3:
    """Objects of any bucket as files below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> None:  # noqa: N803  (boto3's names)
        path = self._root / Key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Body)

    def get_paginator(self, _: str) -> "FolderS3":
        """Of list_objects_v2, the only one that is asked for."""
        return self

    def paginate(self, *, Prefix: str, **_: Any) -> Iterator[dict[str, Any]]:  # noqa: N803  (boto3's names)
        """One page of all objects whose keys begin so."""
        files = sorted(file for file in self._root.rglob("*") if file.is_file())
        keys = [(str(file.relative_to(self._root)), file) for file in files]
        yield {
            "Contents": [
                {"Key": key, "LastModified": datetime.fromtimestamp(file.stat().st_mtime, UTC)}
                for key, file in keys
                if key.startswith(Prefix)
            ]
        }

    def head_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803  (boto3's names)
        path = self._root / Key
        if not path.exists():
            raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")
        found = path.stat()
        return {"ContentLength": found.st_size, "LastModified": datetime.fromtimestamp(found.st_mtime, UTC)}

    def get_object(self, *, Key: str, Range: str = "bytes=0-", **_: Any) -> dict[str, Any]:  # noqa: N803  (boto3's names)
        size = (self._root / Key).stat().st_size
        first, __, last = Range.removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, size - int(last))
        end = int(last) + 1 if first and last else size
        with (self._root / Key).open("rb") as file:
            file.seek(start)
            body = file.read(end - start)
        return {"Body": io.BytesIO(body), "ContentRange": f"bytes {start}-{end - 1}/{size}"}
