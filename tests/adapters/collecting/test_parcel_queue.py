"""Parcels into SQS."""

from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from tally.adapters.collecting.parcel_queue import SqsParcelQueue
from tally.domain.collecting.limits import MAX_PARCEL_BYTES
from tally.domain.collecting.receipt import Protocol, Receipt, pack, unpack
from tally.domain.errors import TallyError, TemporaryFailure


@pytest.fixture
def sqs(aws: None) -> Any:
    return botocore.session.get_session().create_client("sqs")


@pytest.fixture
def url(sqs: Any) -> str:
    return str(sqs.create_queue(QueueName="parcels")["QueueUrl"])


def test_what_was_sent_comes_out(sqs: Any, url: str) -> None:
    receipt = Receipt("r-1", Protocol.TALLY, "/v1/events", "shop", 1, query='a="ü\n"')
    SqsParcelQueue(sqs, url).send(pack(receipt, '{"è😀":"\\ud800"}\r\n\t\n'))
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert unpack(message["Body"]) == (receipt, '{"è😀":"\\ud800"}\r\n\t\n')


def test_the_largest_parcel_fits(sqs: Any, url: str) -> None:
    SqsParcelQueue(sqs, url).send("x" * MAX_PARCEL_BYTES)


def test_a_missing_queue_is_a_failure(sqs: Any, url: str) -> None:
    with pytest.raises(TallyError, match="queue a parcel"):
        SqsParcelQueue(sqs, url + "-gone").send("x")


def test_no_answer_is_a_temporary_failure(aws: None) -> None:
    client = botocore.session.get_session().create_client(
        "sqs", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1})
    )

    def refuse(**_: object) -> None:
        from botocore.exceptions import EndpointConnectionError

        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")

    client.meta.events.register("before-send", refuse)
    with pytest.raises(TemporaryFailure):
        SqsParcelQueue(client, "http://127.0.0.1:9/1/q").send("x")
