"""collect_witness from API Gateway's event to its own queue, on AWS in process."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from tally.domain.collecting.receipt import unpack

from functions.collect_witness import handler

SAMPLE = json.loads(Path("functions/collect_witness/sample_event.json").read_text())


@pytest.fixture
def queue(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, str]]:
    session = botocore.session.get_session()
    sqs = session.create_client("sqs")
    url = sqs.create_queue(QueueName="tally-witness")["QueueUrl"]
    secret = '{"shop":"wk_sample"}'
    session.create_client("secretsmanager").create_secret(Name="keys", SecretString=secret)
    monkeypatch.setenv("TALLY_WITNESS_QUEUE_URL", url)
    monkeypatch.setenv("TALLY_WRITE_KEYS_SECRET", "keys")
    handler.witness.cache_clear()
    yield sqs, url
    handler.witness.cache_clear()


def test_the_sample_event(queue: tuple[Any, str], capsys: pytest.CaptureFixture[str]) -> None:
    sqs, url = queue
    reply = handler.handle(SAMPLE, None)
    assert (reply["statusCode"], json.loads(reply["body"])) == (200, {"accepted": 1, "rejected": []})
    assert reply["headers"]["access-control-allow-origin"] == "https://shop.example"
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    receipt, body = unpack(message["Body"])
    assert (receipt.source, receipt.route, body) == ("shop", "/w", SAMPLE["body"])
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["service"] == "collect_witness"
    assert "oc-1" not in line


def test_a_lost_queue_asks_for_another_try(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    sqs.delete_queue(QueueUrl=url)
    reply = handler.handle(SAMPLE, None)
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "10")


def test_a_preflight(queue: tuple[Any, str]) -> None:
    context = {**SAMPLE["requestContext"], "http": {**SAMPLE["requestContext"]["http"], "method": "OPTIONS"}}
    assert handler.handle({**SAMPLE, "requestContext": context}, None)["statusCode"] == 204


def test_it_sets_nothing_of_the_collector() -> None:
    source = Path(handler.__file__).read_text()
    for shared in ("CollectSettings", "check_envelope", "S3Claims", "use_cases.collect_events"):
        assert shared not in source
