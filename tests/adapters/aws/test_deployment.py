"""deployment: what is asked of a deployed Tally's queues and secret."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tally.adapters.aws.deployment import Deployment


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """One in an account where both queues and the secret are."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        boto3.client("secretsmanager", region_name="eu-south-1").create_secret(Name="keys", SecretString="{}")
        for name in ("tally-events", "tally-witness", "tally-events-dead"):
            boto3.client("sqs", region_name="eu-south-1").create_queue(QueueName=name)
        yield Deployment(
            region="eu-south-1", url="", write_key="", witness_url="", outputs={"WriteKeysSecret": "keys"}
        )


def send(tally: Deployment, queue: str) -> Any:
    sqs = tally.client("sqs")
    return sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody="parcel")


def test_parcels_of_both_queues_wait_but_none_that_was_given_up(tally: Deployment) -> None:
    assert tally.parcels_waiting()() == 0
    for queue in ("tally-events", "tally-events", "tally-witness", "tally-events-dead"):
        send(tally, queue)
    assert tally.parcels_waiting()() == 3


def test_a_parcel_that_is_being_landed_waits_too(tally: Deployment) -> None:
    send(tally, "tally-events")
    sqs = tally.client("sqs")
    sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="tally-events")["QueueUrl"])
    assert tally.parcels_waiting()() == 1


def test_a_stored_key_ring_is_read_again(tally: Deployment) -> None:
    ring = {"shop": ("new", "old"), "till": ("only",)}
    tally.store_key_ring(ring)
    assert tally.key_ring() == ring
    assert tally.write_keys() == {"shop": "new", "till": "only"}
