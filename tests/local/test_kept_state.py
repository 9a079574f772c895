"""The emulator's state on disk."""

import json
from pathlib import Path

from local.kept_state import KeptState


def make_deployed(folder: Path) -> KeptState:
    state = KeptState(folder)
    state.prepare()
    (state.services / "cloudformation.json").write_text("{}")
    return state


def put(state: KeptState, key: str, content: bytes, size: int) -> Path:
    file = state.objects / "000000000000" / "lake" / key
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.with_name(f"{file.name}.meta.json").write_text(json.dumps({"size": size}))
    return file


def test_what_was_deployed_is_kept_and_scratch_is_not(tmp_path: Path) -> None:
    state = make_deployed(tmp_path / "emulator")
    kept = put(state, "landing/a.parquet", b"12345", 5)
    (state.scratch / "layer").touch()
    state.prepare()
    assert kept.read_bytes() == b"12345"
    assert list(state.scratch.iterdir()) == []


def test_what_a_kill_left_of_a_first_deployment_goes(tmp_path: Path) -> None:
    state = KeptState(tmp_path / "emulator")
    state.prepare()
    put(state, "landing/a.parquet", b"12345", 5)
    state.prepare()
    assert list(state.objects.rglob("*.parquet")) == []


def test_half_written_objects_are_mended(tmp_path: Path) -> None:
    """A draft is no object; facts of the content before would be told of the new one."""
    state = make_deployed(tmp_path / "emulator")
    whole = put(state, "landing/whole", b"12345", 5)
    newer = put(state, "landing/newer", b"123456", 5)
    (newer.parent / "draft.parquet.tmp").write_bytes(b"12")
    state.prepare()
    assert {file.name for file in newer.parent.iterdir()} == {"whole", "whole.meta.json", "newer"}
    assert whole.read_bytes() == b"12345"


def test_removed_is_removed(tmp_path: Path) -> None:
    state = make_deployed(tmp_path / "emulator")
    assert state.is_deployed
    state.remove()
    assert not state.is_deployed
    assert list(tmp_path.iterdir()) == []
