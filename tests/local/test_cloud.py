"""The cloud on this machine: found again by other commands, its dead parts started again."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from cli import this_machine
from cli.endings import WrongUse
from local import cloud
from local.cloud import Cloud
from local.processes import Process

# Starts nine clouds.
pytestmark = pytest.mark.slow


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    yield this_machine.ensure_cloud(0)
    if left := cloud.find(tmp_path):
        left.stop()


def test_a_running_cloud_is_used_again(running: Cloud) -> None:
    assert running.is_healthy
    assert this_machine.ensure_cloud(0) == running


def test_clients_find_both_servers_by_the_environment(
    running: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="made-here")
    assert [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]] == ["made-here"]
    assert boto3.client("athena").meta.endpoint_url == running.place.athena_endpoint


def wait_until_dead(part: Process) -> None:
    """A process lives for a moment after it was killed."""
    deadline = time.monotonic() + 10
    while part.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("part", ["emulator", "athena"])
def test_a_part_that_died_is_started_again_at_its_port(running: Cloud, part: str) -> None:
    other = "athena" if part == "emulator" else "emulator"
    os.kill(getattr(running, part).pid, signal.SIGKILL)
    wait_until_dead(getattr(running, part))
    again = this_machine.ensure_cloud()
    assert again.is_healthy
    assert again.ports == running.ports
    assert getattr(again, part).pid != getattr(running, part).pid
    assert getattr(again, other) == getattr(running, other)
    assert cloud.find(running.home) == again


def test_stopped_it_starts_at_the_ports_of_last_time(running: Cloud) -> None:
    assert this_machine.stop()
    assert not running.emulator.is_running
    assert not running.athena.is_running
    assert not this_machine.stop()
    assert this_machine.ensure_cloud().ports == running.ports


def test_emptied_it_leaves_nothing_but_logs(running: Cloud) -> None:
    assert this_machine.empty(yes=False)
    assert not running.is_running
    assert cloud.find(running.home) is None
    assert [path.name for path in running.home.iterdir()] == ["logs"]
    assert not this_machine.empty(yes=False)


def test_another_port_waits_until_it_is_stopped(running: Cloud) -> None:
    with pytest.raises(WrongUse, match=f"Tally runs at port {running.ports.front}: `tally down`"):
        this_machine.ensure_cloud(running.ports.front + 1)
