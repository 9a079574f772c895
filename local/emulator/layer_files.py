"""Lambda layers in the kept state: a file each, written once.

Stock: all of them as text in one file of 170 MB, written anew whenever the state is.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ministack.services import lambda_svc

CONTENT = "_zip_data"
"""Where a layer's version has its archive, as bytes; in the state the file's name stands there."""


def repair(folder: Path) -> None:
    """Keep archives in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    lambda_svc.get_state = _write_archives(lambda_svc.get_state, folder)
    lambda_svc._restore_state = _read_archives(lambda_svc._restore_state, folder)


def _write_archives(get_state: Callable[[], Any], folder: Path) -> Callable[[], Any]:
    def run() -> Any:
        state = get_state()
        for version in _iterate_versions(state):
            content = version[CONTENT]
            file = folder / f"{hashlib.sha256(content).hexdigest()}.zip"
            if not file.exists():
                draft = file.with_suffix(".tmp")
                draft.write_bytes(content)
                draft.replace(file)
            version[CONTENT] = file.name
        return state

    return run


def _read_archives(restore: Callable[[Any], None], folder: Path) -> Callable[[Any], None]:
    def run(state: Any) -> None:
        for version in _iterate_versions(state):
            version[CONTENT] = (folder / version[CONTENT]).read_bytes()
        restore(state)

    return run


def _iterate_versions(state: Any) -> Iterator[dict[str, Any]]:
    for layer in state["layers"]._data.values():
        yield from (version for version in layer["versions"] if version.get(CONTENT))
