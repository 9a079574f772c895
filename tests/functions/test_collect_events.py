"""collect_events from API Gateway's event to SQS and back, on AWS in process."""

import base64
import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from tally.domain.collecting.receipt import unpack

from functions.collect_events import handler
from tests.collecting import A_SEGMENT_EVENT, AN_EVENT, KEY, a_request, basic, gateway_event, zipped

SAMPLE = Path("functions/collect_events/sample_event.json")


class Cloud:
    """The collector's resources, and what lies in its queue."""

    def __init__(self) -> None:
        session = botocore.session.get_session()
        self.sqs = session.create_client("sqs")
        self.s3 = session.create_client("s3")
        self.url = self.sqs.create_queue(QueueName="tally-events")["QueueUrl"]
        location = {"LocationConstraint": "eu-south-1"}
        self.s3.create_bucket(Bucket="lake", CreateBucketConfiguration=location)
        keys = json.dumps({"shop": KEY, "sample": "wk_sample"})
        session.create_client("secretsmanager").create_secret(Name="keys", SecretString=keys)

    def parcels(self) -> list[str]:
        found = []
        while messages := self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages"):
            found += [message["Body"] for message in messages]
        return found


@pytest.fixture
def cloud(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    cloud = Cloud()
    monkeypatch.setenv("TALLY_QUEUE_URL", cloud.url)
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake")
    monkeypatch.setenv("TALLY_WRITE_KEYS_SECRET", "keys")
    handler.collector.cache_clear()
    yield cloud
    handler.collector.cache_clear()


def post(*args: Any, is_base64: bool = False, **named: Any) -> dict[str, Any]:
    """The reply to a_request(...)."""
    return handler.handle(gateway_event(replace(a_request(*args, **named), is_base64=is_base64)), None)


def test_the_sample_event(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    sample = json.loads(SAMPLE.read_text())
    reply = handler.handle(sample, None)
    assert (reply["statusCode"], json.loads(reply["body"])) == (200, {"accepted": 2, "rejected": []})
    (parcel,) = cloud.parcels()
    receipt, body = unpack(parcel)
    assert (receipt.source, receipt.received_at_ms, body) == ("sample", 1795245300000, sample["body"])


def test_one_line_of_counts_and_no_content(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    handler.handle(json.loads(SAMPLE.read_text()), None)
    out, err = capsys.readouterr()
    assert err == ""
    (text,) = out.splitlines()
    line = json.loads(text)
    assert (line["service"], line["protocol"], line["status"]) == ("collect_events", "tally", 200)
    assert (line["AcceptedEvents"], line["RejectedEvents"]) == (2, 0)
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "Tally"
    assert metrics["Dimensions"] == [["service"], ["service", "protocol"]]
    assert all(metric["Name"] in line for metric in metrics["Metrics"])
    for secret in ("pv-1", "Order", "u-1", "wk_sample", "203.0.113.7", "iPhone"):
        assert secret not in text


@pytest.mark.parametrize(
    ("path", "body", "answer"),
    [
        ("/v1/events", [AN_EVENT], '{"accepted":1,"rejected":[]}'),
        ("/track", {"event": "A", "properties": {}}, "1"),
        ("/track/", {"event": "A", "properties": {}}, "1"),
        ("/import", [{"event": "A", "properties": {}}], "1"),
        ("/import/", [{"event": "A", "properties": {}}], "1"),
        ("/v1/track", A_SEGMENT_EVENT, '{"success":true}'),
        ("/v1/batch", {"batch": [A_SEGMENT_EVENT]}, '{"success":true}'),
    ],
)
def test_each_route(cloud: Cloud, path: str, body: Any, answer: str) -> None:
    reply = post(body, path)
    assert (reply["statusCode"], reply["body"]) == (200, answer)
    (parcel,) = cloud.parcels()
    assert unpack(parcel)[0].route == path.rstrip("/")


def test_a_named_stage_is_no_part_of_the_path(cloud: Cloud) -> None:
    event = gateway_event(a_request(path="/prod/v1/events"))
    event["requestContext"]["stage"] = "prod"
    assert handler.handle(event, None)["statusCode"] == 200


def test_gzip_is_forwarded_as_it_came(cloud: Cloud) -> None:
    body = zipped(json.dumps([AN_EVENT] * 50).encode())
    assert json.loads(post(body, is_base64=True)["body"])["accepted"] == 50
    (parcel,) = cloud.parcels()
    assert unpack(parcel)[1] == body


def test_a_2_mb_body_goes_through_s3(cloud: Cloud) -> None:
    events = [{**AN_EVENT, "properties": {"note": "x" * 1000}}] * 2000
    assert json.loads(post(events)["body"])["accepted"] == 2000
    (parcel,) = cloud.parcels()
    receipt, _ = unpack(parcel)
    assert receipt.claim is not None
    body = cloud.s3.get_object(Bucket="lake", Key=receipt.claim)["Body"].read()
    assert json.loads(body) == events


def test_garbage_is_collected_again_once_the_function_has_started() -> None:
    assert gc.isenabled()


class TestCors:
    ORIGIN = "https://shop.example"

    @pytest.mark.parametrize(
        ("path", "status"), [("/v1/events", 200), ("/nowhere", 404), ("/v1/batch", 400), ("/flags/", 404)]
    )
    def test_every_answer_names_the_origin(self, cloud: Cloud, path: str, status: int) -> None:
        reply = post(AN_EVENT, path, headers={**basic(), "origin": self.ORIGIN})
        headers = reply["headers"]
        assert reply["statusCode"] == status
        assert headers["access-control-allow-origin"] == self.ORIGIN
        assert headers["access-control-allow-credentials"] == "true"
        assert headers["vary"] == "Origin"

    def test_also_an_unknown_key_and_a_failure(self, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
        assert post(headers={"origin": self.ORIGIN})["headers"]["access-control-allow-origin"] == self.ORIGIN
        cloud.sqs.delete_queue(QueueUrl=cloud.url)
        reply = post(headers={**basic(), "origin": self.ORIGIN})
        assert (reply["statusCode"], reply["headers"]["access-control-allow-origin"]) == (503, self.ORIGIN)

    def test_without_an_origin_no_permission_is_given(self, cloud: Cloud) -> None:
        headers = post()["headers"]
        assert not [name for name in headers if name.startswith("access-control")]

    def test_a_preflight_is_answered_with_what_it_asks(self) -> None:
        asked = "authorization,content-type,x-retry-count"
        reply = post(
            "",
            "/v1/batch",
            "OPTIONS",
            headers={"origin": self.ORIGIN, "access-control-request-headers": asked},
        )
        assert reply["statusCode"] == 204
        assert reply["headers"]["access-control-allow-headers"] == asked
        assert "POST" in reply["headers"]["access-control-allow-methods"]


class TestFailures:
    def lost(self, cloud: Cloud, what: str) -> None:
        if what == "queue":
            cloud.sqs.delete_queue(QueueUrl=cloud.url)
        else:
            cloud.s3.delete_bucket(Bucket="lake")

    @pytest.mark.parametrize(("what", "size"), [("queue", 1), ("bucket", 1_200_000)])
    def test_503_with_retry_after_and_no_traceback(
        self, cloud: Cloud, capsys: pytest.CaptureFixture[str], what: str, size: int
    ) -> None:
        self.lost(cloud, what)
        reply = post({**AN_EVENT, "properties": {"note": "x" * 999}} if size == 1 else [AN_EVENT] * 6000)
        assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "10")
        out, err = capsys.readouterr()
        (text,) = out.splitlines()
        line = json.loads(text)
        assert (line["level"], line["status"], line["AcceptedEvents"]) == ("ERROR", 503, 0)
        assert "Traceback" not in out + err
        assert "Order Completed" not in text

    def test_a_missing_secret(self, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TALLY_WRITE_KEYS_SECRET", "elsewhere")
        assert post()["statusCode"] == 503

    def test_a_missing_setting(
        self, cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("TALLY_QUEUE_URL")
        assert post()["statusCode"] == 503
        assert "TALLY_QUEUE_URL is not set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"not json", "not_json"),
        (b'{"event":"A","user_id":"\xff"}', "not_utf8"),
        (b"\x1f\x8b not gzip", "not_gzip"),
        (b'{"event":"A","user_id":"u","x":"\\u12"}', "not_json"),
        (b'{"event":"A","user_id":"u","x":NaN}', "not_json"),
        (b'{"event":"A","user_id":"u","occurred_at":1e999}', "wrong_type"),
        (b'{"event":"A","user_id":"u","occurred_at":' + b"9" * 400 + b"}", "wrong_type"),
        (b'{"event":"A","user_id":"u","x":' + b"[" * 99_999 + b"]" * 99_999 + b"}", "too_deep"),
    ],
)
def test_bad_input_is_named_and_kept_for_quarantine(cloud: Cloud, body: bytes, reason: str) -> None:
    reply = post(base64.b64encode(body).decode(), is_base64=True)
    answer = json.loads(reply["body"])
    assert (reply["statusCode"], answer["accepted"]) == (400, 0)
    assert [each["reason"] for each in answer["rejected"]] == [reason]
    (parcel,) = cloud.parcels()
    assert base64.b64decode(unpack(parcel)[1]) == body


def test_a_key_over_its_bound_gets_429_and_an_alarm(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TALLY_EVENTS_PER_SECOND", "0.01")
    statuses = [post([AN_EVENT] * 5)["statusCode"] for _ in range(4)]
    assert statuses == [200, 429, 429, 429]
    assert len(cloud.parcels()) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("ThrottledRequests") for line in told] == [None, 1, 1, 1]
    metrics = told[-1]["_aws"]["CloudWatchMetrics"][0]
    assert {"Name": "ThrottledRequests", "Unit": "Count"} in metrics["Metrics"]
    assert ["service"] in metrics["Dimensions"]
