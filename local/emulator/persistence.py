"""What a shop would lose is on disk before it is answered: objects, catalog, write keys, queued messages.

Stock: everything but objects is written when the emulator ends in order, so that a killed one forgets it.
Stacks and what they made are written when a deployment ends. What is told of the past (metrics, logs,
executions) is written with them and at an orderly end only: docs/reference/known-differences.md says so.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import glue, s3, secretsmanager
from ministack.services.cloudformation import changesets, handlers

from local.emulator import layer_files, queued_messages

# As they stand: glue copies all of it, and `json.dump` encodes slowly. A change took 50 ms so, and takes
# 5 ms now: a night changes the catalog 300 times.
WRITTEN_AT_ONCE: Mapping[str, tuple[Any, Callable[[], Any]]] = {
    "glue": (glue, lambda: glue._ALL_STATE),
    "secretsmanager": (secretsmanager, secretsmanager.get_state),
}
_READS = ("Get", "List", "Describe", "BatchGet", "Search")


def repair() -> None:
    """Apply every repair of this module; nothing where the emulator keeps no state."""
    if not persistence.PERSIST_STATE:
        return
    queued_messages.repair(Path(persistence.STATE_DIR, "messages"))
    layer_files.repair(Path(persistence.STATE_DIR, "layers"))
    for name, (service, get_state) in WRITTEN_AT_ONCE.items():
        _write_after_calls(name, service, get_state)
    for module in (changesets, handlers):
        module._deploy_stack_async = _write_after(module._deploy_stack_async)
    s3._persist_object = _refuse_unwritten(s3._persist_object)


def _write_after_calls(name: str, service: Any, get_state: Callable[[], Any]) -> None:
    handle = service.handle_request

    async def handle_and_write(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any
    ) -> Any:
        answer = await handle(method, path, headers, body, query)
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if not action.startswith(_READS):
            _write_state(name, get_state())
        return answer

    service.handle_request = handle_and_write


def _write_state(name: str, state: Any) -> None:
    """What the next start reads, whole or not at all. OSError where the disk has no room."""
    version = persistence._state_format_version(name)
    wrapped = {"__ministack_format__": version, "payload": state}
    text = json.dumps(wrapped, default=persistence._json_default)
    half = Path(persistence.STATE_DIR, f"{name}.json.half")
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_text(text)
    half.replace(half.with_suffix(""))


def _write_after(deploy: Callable[..., Any]) -> Callable[..., Any]:
    async def deploy_and_write(*args: Any, **named: Any) -> Any:
        try:
            return await deploy(*args, **named)
        finally:
            persistence.save_all(app._build_persistence_save_dict())

    return deploy_and_write


def _refuse_unwritten(persist: Callable[..., None]) -> Callable[..., None]:
    """AWS answers 200 for an object that it keeps. Stock: also for one that found no room on the disk."""

    def run(bucket: str, key: str, record: Any) -> None:
        persist(bucket, key, record)
        if isinstance(record, dict) and record.get("body") is not None:
            s3._buckets[bucket]["objects"].pop(key, None)
            raise OSError(f"s3://{bucket}/{key} was not written: is the disk full?")

    return run
