"""The whole system on the emulator. Every test in this folder is a journey."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.clients import Endpoint
from local import cloud
from local.cloud import Cloud
from local.ports import choose_ports

TALLY = Path(sys.executable).with_name("tally")


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.journey)


def tally(*words: str, code: int = 0) -> str:
    """What `tally ...` prints; AssertionError with all that it said when it ends with another code."""
    done = subprocess.run([TALLY, *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, f"tally {' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def at_home(home: Path) -> Iterator[None]:
    """With TALLY_HOME set so that `tally ...` finds the Tally there."""
    before = os.environ.get("TALLY_HOME")
    os.environ["TALLY_HOME"] = str(home)
    try:
        yield
    finally:
        del os.environ["TALLY_HOME"]
        if before is not None:
            os.environ["TALLY_HOME"] = before


@contextmanager
def deployed(home: Path, *words: str) -> Iterator[Endpoint]:
    """Tally as `tally up --detach ...` leaves it, which `tally ...` finds."""
    with at_home(home):
        try:
            tally("up", "--detach", "--port", "0", *words)
            yield Endpoint.load()
        finally:
            tally("down", "--remove", "--yes")


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """One deployed Tally for all journeys that need no empty lake."""
    with deployed(tmp_path_factory.mktemp("tally")) as endpoint:
        yield endpoint


@pytest.fixture
def empty_tally(tmp_path: Path) -> Iterator[Endpoint]:
    """A deployed Tally of this test's own (12 s): for counts of everything in the lake."""
    with deployed(tmp_path) as endpoint:
        yield endpoint


@pytest.fixture
def bare_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """The emulator and the Athena stand-in, empty, and the variables that lead boto3 there."""
    running = cloud.start(tmp_path, choose_ports(0))
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    yield running
    running.stop()
