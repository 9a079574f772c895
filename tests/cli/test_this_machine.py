"""The Tally of this machine, where nothing need be started to see what is said."""

import fcntl
import os
from collections import namedtuple
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tally.domain.errors import Misconfigured

from cli import confirmation, this_machine
from cli.one_at_a_time import hold_the_cloud
from demo.two_days import two_days
from local.cloud import locate_state
from tests.cli.fake_tally import run

Usage = namedtuple("Usage", "free")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    return tmp_path


def hold(home: Path, *event_ids: str) -> Path:
    """A stopped Tally that holds these events."""
    state = locate_state(home)
    state.prepare()
    (state.services / "cloudformation.json").write_text("{}")
    landed = state.objects / "000000000000" / "lake" / "landing" / "dt=2026-03-02" / "a.parquet"
    landed.parent.mkdir(parents=True)
    pq.write_table(pa.table({"event_id": list(event_ids)}), landed)
    return landed


def test_a_full_disk_is_told_before_anything_is_started(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(this_machine.shutil, "disk_usage", lambda _: Usage(40_000_000))
    done = run(None, "up", "--detach")
    assert done.exit_code == 3
    assert f"Only 40 MB are free where Tally keeps its data ({home})" in done.stderr
    assert "TALLY_HOME" in done.stderr
    assert not (home / "processes.json").exists()


def test_a_second_up_is_told_of_the_first(home: Path) -> None:
    with hold_the_cloud():
        done = run(None, "up", "--detach")
    assert done.exit_code == 3
    assert f"Another `tally up` is at work here (process {os.getpid()})" in done.stderr
    with (home / "up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_down_says_where_the_data_are(home: Path) -> None:
    assert run(None, "down").stdout == "Tally was not running.\n"
    hold(home, "mine-1")
    told = run(None, "down").stdout
    assert f"Its data stay in {home / 'emulator'}: " in told
    assert "down --remove" in told


def test_events_of_ones_own_are_not_removed_unasked(home: Path) -> None:
    landed = hold(home, "mine-1")
    done = run(None, "down", "--remove")
    assert done.exit_code == 2
    assert "holds 1 event beside the demo's" in done.stderr
    assert "--yes" in done.stderr
    assert landed.exists()
    assert run(None, "up", "--fresh").exit_code == 2
    assert landed.exists()


@pytest.mark.parametrize(("typed", "is_removed"), [("remove", True), ("yes", False)])
def test_a_person_types_it(home: Path, monkeypatch: pytest.MonkeyPatch, typed: str, is_removed: bool) -> None:
    landed = hold(home, "mine-1", "mine-2")
    monkeypatch.setattr(this_machine, "is_person_there", lambda: True)
    monkeypatch.setattr(confirmation, "input", lambda: typed, raising=False)
    done = run(None, "down", "--remove")
    assert "holds 2 events beside the demo's" in done.stderr
    assert landed.exists() is not is_removed
    assert done.exit_code == (0 if is_removed else 2)


def test_the_demo_alone_goes_without_a_question(home: Path) -> None:
    landed = hold(home, *(event["event_id"] for event in two_days().events[:3]))
    done = run(None, "down", "--remove")
    assert (done.exit_code, done.stdout) == (0, "Tally is stopped, and its data are gone.\n")
    assert not landed.exists()
    assert run(None, "down", "--remove").stdout == "Tally was not running, and there is nothing to remove.\n"


def test_a_plan_is_read_before_the_cloud_is_held(home: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        this_machine.bring_up(home / "none.toml")
    assert list(home.iterdir()) == []
