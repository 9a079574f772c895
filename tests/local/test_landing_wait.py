"""local.landing_wait: no sooner than both queues are empty, no longer than ten minutes."""

from typing import Any

import boto3
import pytest
from tally.domain.errors import TemporaryFailure

from local import landing_wait
from local.landing_wait import QUEUES, wait_until_landed


class Place:
    """An Endpoint as far as waiting needs it: on moto, or with answers of its own."""

    aws_endpoint = "http://127.0.0.1:1"

    def __init__(self, client: Any) -> None:
        self._client = client

    def client(self, service: str) -> Any:
        return self._client


class Queues:
    """SQS that counts down: each look at a queue takes its next number."""

    def __init__(self, **waiting: list[int]) -> None:
        self.waiting = {f"tally-{name}": numbers for name, numbers in waiting.items()}

    def get_queue_url(self, QueueName: str) -> dict[str, str]:  # noqa: N803 - boto3's name
        return {"QueueUrl": QueueName}

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803 - boto3's names
        numbers = self.waiting[QueueUrl]
        now = numbers.pop(0) if len(numbers) > 1 else numbers[0]
        return {"Attributes": {"ApproximateNumberOfMessagesNotVisible": str(now)}}


def wait(queues: Any) -> tuple[list[str], list[float]]:
    told: list[str] = []
    paused: list[float] = []
    wait_until_landed(Place(queues), told.append, pause=paused.append, clock=lambda: sum(paused))
    return told, paused


def test_it_returns_after_two_empty_looks_at_both_queues() -> None:
    told, paused = wait(Queues(events=[2, 0, 1, 0], witness=[3, 0]))
    assert told == ["5 to go", "1 to go"]
    assert len(paused) == 4


def test_a_queue_that_never_empties_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing_wait, "LONGEST_WAIT_S", 3.0)
    with pytest.raises(TemporaryFailure, match="4 batches have not landed yet"):
        wait(Queues(events=[4], witness=[0]))


@pytest.mark.usefixtures("aws")
def test_real_queues_are_read() -> None:
    sqs = boto3.client("sqs")
    urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES]
    sqs.send_message(QueueUrl=urls[0], MessageBody="parcel")
    told: list[str] = []

    def land(_seconds: float) -> None:
        for message in sqs.receive_message(QueueUrl=urls[0]).get("Messages", []):
            sqs.delete_message(QueueUrl=urls[0], ReceiptHandle=message["ReceiptHandle"])

    wait_until_landed(Place(sqs), told.append, pause=land)
    assert told == ["1 to go"]
