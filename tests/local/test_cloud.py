"""The cloud on this machine: found again by other commands, started anew when part of it died."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from cli.commands import up
from local import cloud
from local.cloud import Cloud

# Starts six clouds.
pytestmark = pytest.mark.slow


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    yield up.ensure_cloud()
    if left := cloud.find(tmp_path):
        left.stop()


def test_a_running_cloud_is_used_again(running: Cloud) -> None:
    assert running.is_healthy
    assert up.ensure_cloud() == running


def test_clients_find_both_servers_by_the_environment(
    running: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="made-here")
    assert [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]] == ["made-here"]
    assert boto3.client("athena").meta.endpoint_url == running.athena_endpoint


def test_a_cloud_of_which_a_part_died_is_started_anew(running: Cloud) -> None:
    os.kill(running.emulator.pid, signal.SIGKILL)
    again = up.ensure_cloud()
    assert again.is_healthy
    assert again.athena.pid != running.athena.pid
    assert not running.athena.is_running


def test_stopping_removes_servers_and_state_and_keeps_logs(running: Cloud) -> None:
    running.stop()
    assert not running.emulator.is_running
    assert not running.athena.is_running
    assert cloud.find(running.home) is None
    assert [path.name for path in running.home.iterdir()] == ["logs"]
