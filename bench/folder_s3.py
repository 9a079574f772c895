"""As much of an S3 client as the lake's adapters call, over a folder: benches measure our code alone."""

import io
from pathlib import Path
from typing import Any


class FolderS3:
    """Objects of any bucket as files below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> None:  # noqa: N803  (boto3's names)
        path = self._root / Key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Body)

    def head_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803  (boto3's names)
        return {"ContentLength": (self._root / Key).stat().st_size}

    def get_object(self, *, Key: str, Range: str = "bytes=0-", **_: Any) -> dict[str, Any]:  # noqa: N803  (boto3's names)
        size = (self._root / Key).stat().st_size
        first, __, last = Range.removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, size - int(last))
        end = int(last) + 1 if first and last else size
        with (self._root / Key).open("rb") as file:
            file.seek(start)
            body = file.read(end - start)
        return {"Body": io.BytesIO(body), "ContentRange": f"bytes {start}-{end - 1}/{size}"}
