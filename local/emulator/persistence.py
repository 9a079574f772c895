"""What a shop would lose is on disk before it is answered: objects, catalog, write keys, queued messages.

Stock: everything but objects is written when the emulator ends in order, so that a killed one forgets it.
Stacks and what they made are written when a deployment ends. What is told of the past (metrics, logs,
executions) is written with them and at an orderly end only: docs/reference/known-differences.md says so.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import glue, s3, secretsmanager
from ministack.services.cloudformation import changesets, handlers

from local.emulator import layer_files, queued_messages

WRITTEN_AT_ONCE = {"glue": glue, "secretsmanager": secretsmanager}
_READS = ("Get", "List", "Describe", "BatchGet", "Search")


class StateWriter:
    """Writes a service's whole state after each change; changes that wait together share one write.

    A state of 0.5 MB takes some 50 ms to write, and a night makes 300 changes of the catalog, four at a time.
    """

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._changes: Counter[str] = Counter()
        self._written: Counter[str] = Counter()

    def note_change(self, name: str) -> int:
        """The number of a change that has been made."""
        self._changes[name] += 1
        return self._changes[name]

    def write(self, name: str, get_state: Callable[[], Any], change: int) -> None:
        """Return once this change is on disk, by this write or by another that began after it."""
        with self._writing:
            if self._written[name] >= change:
                return
            newest = self._changes[name]
            persistence.save_all({name: get_state})
            self._written[name] = newest


_writer = StateWriter()


def repair() -> None:
    """Apply every repair of this module; nothing where the emulator keeps no state."""
    if not persistence.PERSIST_STATE:
        return
    queued_messages.repair(Path(persistence.STATE_DIR, "messages"))
    layer_files.repair(Path(persistence.STATE_DIR, "layers"))
    for name, service in WRITTEN_AT_ONCE.items():
        _write_after_calls(name, service)
    for module in (changesets, handlers):
        module._deploy_stack_async = _write_after(module._deploy_stack_async)
    s3._persist_object = _refuse_unwritten(s3._persist_object)


def _write_after_calls(name: str, service: Any) -> None:
    handle = service.handle_request

    async def handle_and_write(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any
    ) -> Any:
        answer = await handle(method, path, headers, body, query)
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if not action.startswith(_READS):
            change = _writer.note_change(name)
            await asyncio.to_thread(_writer.write, name, service.get_state, change)
        return answer

    service.handle_request = handle_and_write


def _write_after(deploy: Callable[..., Any]) -> Callable[..., Any]:
    async def deploy_and_write(*args: Any, **named: Any) -> Any:
        try:
            return await deploy(*args, **named)
        finally:
            for name, get_state in app._build_persistence_save_dict().items():
                _writer.write(name, get_state, _writer.note_change(name))

    return deploy_and_write


def _refuse_unwritten(persist: Callable[..., None]) -> Callable[..., None]:
    """AWS answers 200 for an object that it keeps. Stock: also for one that found no room on the disk."""

    def run(bucket: str, key: str, record: Any) -> None:
        persist(bucket, key, record)
        if isinstance(record, dict) and record.get("body") is not None:
            s3._buckets[bucket]["objects"].pop(key, None)
            raise OSError(f"s3://{bucket}/{key} was not written: is the disk full?")

    return run
