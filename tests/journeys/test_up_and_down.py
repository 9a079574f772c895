"""`tally up` in a terminal of its own: a night that fails there, and after Ctrl-C nothing is left."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.clients import Endpoint
from local import cloud
from tests.journeys.conftest import TALLY


@dataclass(frozen=True, slots=True)
class Terminal:
    """`tally up` in the foreground, up; `home` is its TALLY_HOME."""

    command: subprocess.Popen[str]
    home: Path
    said: list[str]

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(**json.loads((self.home / "endpoint.json").read_text()))


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    home = tmp_path_factory.mktemp("tally")
    with subprocess.Popen(
        [TALLY, "up"], env={**os.environ, "TALLY_HOME": str(home)}, stdout=subprocess.PIPE, text=True
    ) as command:
        said = []
        for line in command.stdout or ():
            said.append(line.strip())
            if "tally query" in line:
                break
        yield Terminal(command, home, said)
        command.send_signal(signal.SIGINT)


def test_a_night_that_fails_tells_a_person(terminal: Terminal) -> None:
    endpoint = terminal.endpoint
    sqs = endpoint.client("sqs")
    inbox = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    endpoint.client("sns").subscribe(TopicArn=endpoint.outputs["AlarmTopic"], Protocol="sqs", Endpoint=arn)
    endpoint.client("lambda").update_function_configuration(
        FunctionName="tally-commit-events", Environment={"Variables": {}}
    )

    night = subprocess.run(
        [TALLY, "run", "nightly", "--format", "json"],
        env={**os.environ, "TALLY_HOME": str(terminal.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert night.returncode == 1
    failed, told = json.loads(night.stdout)
    assert failed["step"] == "commit_events"
    assert failed["result"].startswith("FAILED: Misconfigured: TALLY_LAKE_BUCKET is not set")
    assert told["step"] == "tell a person"

    (message,) = sqs.receive_message(QueueUrl=inbox, WaitTimeSeconds=10)["Messages"]
    text = json.loads(message["Body"])["Message"]
    assert "failed in commit_events: Misconfigured" in text
    assert "The tables of yesterday are still published" in text


def test_ctrl_c_ends_everything(terminal: Terminal) -> None:
    assert "Tally is up; Ctrl-C stops it and removes its data." in terminal.said
    running = cloud.find(terminal.home)
    assert running is not None
    assert running.is_healthy

    terminal.command.send_signal(signal.SIGINT)
    assert terminal.command.wait(timeout=60) == 0
    assert not running.emulator.is_running
    assert not running.athena.is_running
    assert [path.name for path in terminal.home.iterdir()] == ["logs"]
