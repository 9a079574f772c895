"""Our own code as functions carry it: the files of layers/tally/python but what a machine left there."""

import fnmatch
import hashlib
import shutil
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "layers" / "tally" / "python"
LEFT_OUT = ("*.egg-info", "__pycache__", "*.pyc")


def hash_all() -> bytes:
    """Of names and contents: dates and rights of a checkout change nothing."""
    digest = hashlib.sha256()
    for path in list_files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FOLDER).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.digest()


def copy_all(site: Path) -> None:
    """Into a folder that is made."""
    for path in list_files():
        copy = site / path.relative_to(FOLDER)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def list_files() -> list[Path]:
    """All that is shipped, by name."""
    return sorted(path for path in FOLDER.rglob("*") if path.is_file() and not _is_left_out(path))


def _is_left_out(path: Path) -> bool:
    parts = path.relative_to(FOLDER).parts
    return any(fnmatch.fnmatchcase(part, pattern) for part in parts for pattern in LEFT_OUT)
