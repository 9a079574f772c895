"""Lambda layers: unpacked once, as /opt is, and not by every worker."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime


def repair() -> None:
    """AWS has a function's layers ready before its environment starts.

    Stock: each worker unpacks them anew, 0.9 s and 290 MB for the query packages.
    """
    lambda_runtime.zipfile = SimpleNamespace(
        ZipFile=_LayerArchive, BadZipFile=zipfile.BadZipFile, LargeFileError=zipfile.LargeZipFile
    )
    lambda_runtime.Worker._spawn = _tell_cause(lambda_runtime.Worker._spawn)


def _tell_cause(spawn: Callable[[Any], None]) -> Callable[[Any], None]:
    """A function that cannot start says why. Stock: "Failed to extract layer", and the disk is full."""

    def run(worker: Any) -> None:
        try:
            spawn(worker)
        except RuntimeError as failed:
            if failed.__cause__ is None:
                raise
            raise RuntimeError(f"{failed}: {failed.__cause__}") from failed.__cause__

    return run


class _LayerArchive(zipfile.ZipFile):
    """A ZIP file that unpacks a layer by linking to the one copy of its content."""

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """As in zipfile, but a worker's folder `layer_N` gets links."""
        folder = Path(path or ".")
        if not folder.name.startswith("layer_"):
            super().extractall(path, members, pwd)
            return
        archive = Path(str(self.filename))
        with archive.open("rb") as content:
            shared = Path(tempfile.gettempdir(), "layers", hashlib.file_digest(content, "sha256").hexdigest())
        if not shared.exists():
            self._unpack(shared)
        for entry in shared.iterdir():
            (folder / entry.name).symlink_to(entry)
        archive.unlink()

    def _unpack(self, shared: Path) -> None:
        """Appear as a whole: another worker may unpack the same layer now."""
        shared.parent.mkdir(exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=shared.parent))
        super().extractall(draft)
        try:
            os.rename(draft, shared)
        except OSError:
            shutil.rmtree(draft)
            if not shared.exists():
                raise
