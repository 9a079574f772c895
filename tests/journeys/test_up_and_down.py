"""`tally up` in a terminal of its own: a night that fails there, Ctrl-C, and all that it held once more."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cli.clients import Endpoint
from cli.deployed import DeployedTally
from local import cloud
from tests.journeys.conftest import TALLY, at_home, tally


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
        [TALLY, "up", "--port", "0"],
        env={**os.environ, "TALLY_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
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
    with without_settings(endpoint, "tally-commit-events"), at_home(terminal.home):
        failed, told = json.loads(tally("run", "nightly", "--format", "json", code=3))
    assert failed["step"] == "commit_events"
    assert failed["result"].startswith("FAILED: Misconfigured: TALLY_LAKE_BUCKET is not set")
    assert told["step"] == "tell a person"

    (message,) = sqs.receive_message(QueueUrl=inbox, WaitTimeSeconds=10)["Messages"]
    text = json.loads(message["Body"])["Message"]
    assert "stopped in commit_events.\n\nCause: Misconfigured: TALLY_LAKE_BUCKET is not set" in text
    assert "stay published" in text
    assert "tally run commit_events --verbose" in text


@contextmanager
def without_settings(endpoint: Endpoint, name: str) -> Iterator[None]:
    """A function that nobody told where the lake is."""
    functions = endpoint.client("lambda")
    settings = functions.get_function_configuration(FunctionName=name)["Environment"]
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": {}})
    yield
    functions.update_function_configuration(FunctionName=name, Environment=settings)


def test_ctrl_c_ends_everything_but_the_data(terminal: Terminal) -> None:
    endpoint = terminal.endpoint
    assert f"Tally is up at {endpoint.url}; Ctrl-C stops it and keeps its data." in terminal.said
    running = cloud.find(terminal.home)
    assert running is not None
    assert running.is_healthy
    post(endpoint, "kept-1")

    terminal.command.send_signal(signal.SIGINT)
    assert terminal.command.wait(timeout=60) == 0
    assert not running.is_running
    assert running.state.is_deployed


def test_the_next_start_has_it_all_and_so_has_one_after_a_kill(terminal: Terminal) -> None:
    """The event that was posted last had not landed, or not been committed: no matter."""
    before = terminal.endpoint
    with at_home(terminal.home):
        try:
            tally("up", "--detach")
            assert Endpoint.load() == before
            post(before, "kept-2")
            running = cloud.find(terminal.home)
            assert running is not None
            for process in (running.emulator, running.athena):
                os.kill(process.pid, signal.SIGKILL)
            tally("up", "--detach")
            assert Endpoint.load() == before
            assert committed(before) == ["kept-1", "kept-2"]
        finally:
            tally("down", "--remove", "--yes")
    assert {path.name for path in terminal.home.iterdir()} == {"up.lock", "logs"}


def post(endpoint: Endpoint, event_id: str) -> None:
    event = {"event": "Page Viewed", "event_id": event_id, "device_id": "d1", "platform": "web"}
    answer = httpx.post(
        f"{endpoint.url}/v1/events", json=event, auth=(endpoint.write_key, ""), trust_env=False
    )
    assert answer.status_code == 200, answer.text


def committed(endpoint: Endpoint) -> list[str]:
    tally_of_it = DeployedTally(endpoint)
    tally_of_it.wait_until_landed(lambda _: None)
    tally("run", "commit_events")
    return [row["event_id"] for row in tally_of_it.ask("select event_id from events order by 1").rows]
