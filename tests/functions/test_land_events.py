"""functions/land_events: an SQS batch in, objects and failed messages out, on AWS in process."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import EndpointConnectionError
from tally.adapters.aws.clients import s3_client
from tally.adapters.landing.suppressed_people import SuppressedPeople
from tally.adapters.wire.id_key import key_of
from tally.domain.collecting.receipt import Protocol, pack
from tally.domain.errors import Misconfigured, TemporaryFailure
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.plan.personal_data import hash_text
from tally.use_cases.land_events import MAX_OBJECT_BYTES

from functions.land_events import handler
from tests.landing import a_receipt
from tests.put_settings import put_plan

SAMPLE: dict[str, Any] = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-land-events", get_remaining_time_in_millis=lambda: 300_000)


@pytest.fixture
def bucket(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    monkeypatch.setenv("TALLY_TIMEZONE", "Europe/Rome")
    handler.lander.cache_clear()
    s3_client.cache_clear()
    s3 = boto3.resource("s3")
    yield s3.create_bucket(
        Bucket="lake-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
    )
    handler.lander.cache_clear()
    s3_client.cache_clear()


def contents(bucket: Any) -> dict[str, bytes]:
    """All objects but the zone of the lake's days."""
    found = {stored.key: stored.get()["Body"].read() for stored in bucket.objects.all()}
    assert found.pop("shop/timezone", b"Europe/Rome") == b"Europe/Rome"
    return found


def table(bucket: Any, prefix: str) -> pa.Table:
    """All rows under a prefix."""
    found = [body for key, body in contents(bucket).items() if key.startswith(prefix)]
    return pa.concat_tables([pq.read_table(pa.BufferReader(body)) for body in found])


def a_batch(*texts: str) -> dict[str, Any]:
    records = []
    for number, text in enumerate(texts):
        record = deepcopy(SAMPLE["Records"][0])
        records.append({**record, "messageId": f"m-{number}", "body": text})
    return {"Records": records}


def test_the_sample_lands_in_both_places(bucket: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert handler.handle(SAMPLE, CONTEXT) == {"batchItemFailures": []}
    assert sorted(key[: key.rindex("/")] for key in contents(bucket)) == [
        "landing/dt=2026-11-21",
        "quarantine/dt=2026-11-21",
    ]
    landed = table(bucket, "landing/")
    assert landed.schema.names == [column.name for column in EVENT_COLUMNS]
    assert sorted(landed["event_id"].to_pylist()) == ["2zsc3n112op9zr5u", "m-1", "oc-1", "pv-1"]
    assert set(landed["source"].to_pylist()) == {"shop"}
    (bad,) = table(bucket, "quarantine/").to_pylist()
    assert list(bad) == [column.name for column in QUARANTINE_COLUMNS]
    assert (bad["event_id"], bad["reason"], bad["field"]) == ("pv-2", "wrong_type", "properties.price")
    printed = capsys.readouterr().out
    assert "not for sale" not in printed
    (metrics,) = [json.loads(line) for line in printed.splitlines() if "_aws" in line]
    assert (metrics["EventsLanded"], metrics["EventsQuarantined"], metrics["service"]) == (
        [4],
        [1],
        "land_events",
    )


def test_late_copies_of_the_suppressed_do_not_land(bucket: Any, capsys: pytest.CaptureFixture[str]) -> None:
    people = SuppressedPeople(boto3.client("s3"), "lake-bucket")
    people.add([key_of("anna")])
    texts = [
        json.dumps([{"event": "A", "event_id": f"{user}-1", "user_id": user}]) for user in ("anna", "bea")
    ]
    receipt = a_receipt(Protocol.TALLY, route="/v1/events")
    assert handler.handle(a_batch(*(pack(receipt, text) for text in texts)), CONTEXT) == {
        "batchItemFailures": []
    }
    assert table(bucket, "landing/")["event_id"].to_pylist() == ["bea-1"]
    assert '"RowsSuppressed":[1.0]' in capsys.readouterr().out.replace(" ", "")


def test_a_zone_that_is_not_the_lakes_lands_nothing(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises: the batch comes again until somebody has set the zone right."""
    handler.handle(SAMPLE, CONTEXT)
    before = contents(bucket)
    handler.lander.cache_clear()
    monkeypatch.setenv("TALLY_TIMEZONE", "Europe/Paris")
    with pytest.raises(Misconfigured, match="business days are those of Europe/Rome"):
        handler.lander()
    assert contents(bucket) == before


def test_profile_updates_lie_beside_the_events(bucket: Any, capsys: pytest.CaptureFixture[str]) -> None:
    update = {"$distinct_id": "anna", "$set": {"plan": "gold"}, "$unset": ["trial"]}
    people = a_receipt(Protocol.MIXPANEL, route="/engage")
    message = {"type": "identify", "messageId": "m-1", "userId": "bea", "traits": {"plan": "silver"}}
    calls = a_receipt(Protocol.SEGMENT, route="/v1/identify", receipt_id="r-2")
    batch = a_batch(pack(people, json.dumps(update)), pack(calls, json.dumps(message)))
    assert handler.handle(batch, CONTEXT) == {"batchItemFailures": []}
    assert sorted(key[: key.rindex("/")] for key in contents(bucket)) == [
        "landing/dt=2026-11-22",
        "landing/profiles/dt=2026-11-22",
    ]
    landed = table(bucket, "landing/profiles/")
    assert landed.schema.names == [column.name for column in PROFILE_COLUMNS]
    assert sorted(landed["profile_id"].to_pylist()) == ["anna", "anna", "bea"]
    assert table(bucket, "landing/dt=")["event_name"].to_pylist() == ["$identify"]
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert (metrics["EventsLanded"], metrics["ProfileRowsLanded"]) == ([1], [3])


def test_twenty_deliveries_leave_the_same_objects(bucket: Any) -> None:
    handler.handle(SAMPLE, CONTEXT)
    before = contents(bucket)
    modified = {stored.key: stored.last_modified for stored in bucket.objects.all()}
    for number in range(20):
        turned = {"Records": SAMPLE["Records"][number % 3 :] + SAMPLE["Records"][: number % 3]}
        handler.handle(turned, CONTEXT)
    assert contents(bucket) == before
    assert {stored.key: stored.last_modified for stored in bucket.objects.all()} == modified


def test_regrouped_messages_land_the_same_events_again(bucket: Any) -> None:
    handler.handle(SAMPLE, CONTEXT)
    together = {name: facts(table(bucket, name)) for name in ("landing/", "quarantine/")}
    bucket.objects.delete()
    for record in SAMPLE["Records"]:
        handler.handle({"Records": [record]}, CONTEXT)
    assert len(contents(bucket)) == 4
    assert {name: facts(table(bucket, name)) for name in ("landing/", "quarantine/")} == together


def facts(rows: pa.Table) -> list[Any]:
    """Rows without the batch they came in, in an order of their own."""
    return sorted(json.dumps(row, default=str) for row in rows.drop_columns(["batch_id"]).to_pylist())


def test_only_the_message_whose_claim_is_missing_comes_again(bucket: Any) -> None:
    good = pack(a_receipt(), '{"event":"A","user_id":"u"}')
    batch = a_batch(good, pack(a_receipt(claim="claims/none"), ""), "nobody's")
    assert handler.handle(batch, CONTEXT) == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert len(table(bucket, "landing/")) == 1
    assert table(bucket, "quarantine/")["raw"].to_pylist() == ["nobody's"]


def test_claims_are_read(bucket: Any) -> None:
    bucket.put_object(Key="claims/abc", Body=b'{"event":"A","user_id":"u"}')
    assert handler.handle(a_batch(pack(a_receipt(claim="claims/abc"), "")), CONTEXT) == {
        "batchItemFailures": []
    }
    assert table(bucket, "landing/")["event_name"].to_pylist() == ["A"]


def test_a_batch_of_nothing_but_rubbish_is_acknowledged(bucket: Any) -> None:
    batch = a_batch("", "x", pack(a_receipt(), "\x00"), pack(a_receipt(is_base64=True), "%"))
    assert handler.handle(batch, CONTEXT) == {"batchItemFailures": []}
    assert [key.partition("/")[0] for key in contents(bucket)] == ["quarantine"]
    assert len(table(bucket, "quarantine/")) == 4


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_missing_bucket_fails_the_batch_with_advice(bucket: Any) -> None:
    bucket.delete()
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        handler.handle(SAMPLE, CONTEXT)


PLAN = """
mode = "enforce"
[personal_data]
email = "hash"
[properties]
email = "string"
[events.A]
optional = ["email"]
"""


@pytest.fixture
def plan(bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tracking plan in a layer, and a salt."""
    layer = tmp_path / "python"
    layer.mkdir()
    (layer / "plan.toml").write_text(PLAN)
    monkeypatch.syspath_prepend(layer)
    monkeypatch.setenv("TALLY_TRACKING_PLAN", "plan.toml")
    salt = boto3.client("secretsmanager").create_secret(Name="salt", SecretString="pepper")
    monkeypatch.setenv("TALLY_SALT_SECRET", salt["ARN"])
    return layer / "plan.toml"


def test_the_plan_of_its_layer_is_followed(
    bucket: Any, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = '{"event":"A","user_id":"u","properties":{"email":"anna@shop.example"}}'
    bad = '{"event":"B","user_id":"u","properties":{"email":"anna@shop.example"}}'
    handler.handle(a_batch(pack(a_receipt(), f"[{good},{bad}]")), CONTEXT)
    email = hash_text("anna@shop.example", b"pepper")
    assert json.loads(table(bucket, "landing/")["properties"][0].as_py()) == {"email": email}
    (row,) = table(bucket, "quarantine/").to_pylist()
    assert (row["reason"], json.loads(row["raw"])["properties"]) == ("unplanned_event", {"email": email})
    assert not any(b"anna@shop" in body or b"pepper" in body for body in contents(bucket).values())
    printed = capsys.readouterr().out
    assert "anna" not in printed
    assert "pepper" not in printed


@pytest.mark.filterwarnings("ignore:No application metrics")
@pytest.mark.parametrize("text", ["mode = ", None])
def test_without_a_readable_plan_nothing_lands(bucket: Any, plan: Path, text: str | None) -> None:
    if text is None:
        plan.unlink()
    else:
        plan.write_text(text)
    with pytest.raises(Misconfigured, match=r"plan\.toml"):
        handler.handle(SAMPLE, CONTEXT)
    assert contents(bucket) == {}


BEFORE, AFTER = "[personal_data]\nphone = 'drop'", "[personal_data]\nphone = 'drop'\nemail = 'drop'"


def land_anna(message_id: str) -> None:
    told = {"email": "anna@shop.example", "phone": "1", "sent": message_id}
    body = json.dumps({"event": "A", "user_id": "u", "properties": told})
    batch = a_batch(pack(a_receipt(), body))
    batch["Records"][0]["messageId"] = message_id
    assert handler.handle(batch, CONTEXT) == {"batchItemFailures": []}


def landed_properties(bucket: Any) -> list[dict[str, str]]:
    """Of all events, by the message they came in."""
    texts = table(bucket, "landing/")["properties"].to_pylist()
    return sorted(map(json.loads, texts), key=lambda properties: properties["sent"])


def test_a_plan_that_is_put_treats_the_next_batch_and_so_does_the_way_back(bucket: Any) -> None:
    for number, text in enumerate((BEFORE, AFTER, BEFORE), start=1):
        put_plan(number, text)
        land_anna(f"m-{number}")
    assert sorted(table(bucket, "landing/")["plan_version"].to_pylist()) == [1, 2, 3]
    assert [sorted(row) for row in landed_properties(bucket)] == [
        ["email", "sent"],
        ["sent"],
        ["email", "sent"],
    ]


def test_one_batch_again_by_another_plan_is_stored_beside_the_first(bucket: Any) -> None:
    put_plan(1, BEFORE)
    land_anna("m-1")
    land_anna("m-1")  # as after a kill before the queue was told
    assert len(landed_properties(bucket)) == 1
    put_plan(2, AFTER)
    land_anna("m-1")
    assert len(landed_properties(bucket)) == 2


@pytest.mark.usefixtures("plan")
def test_what_was_put_counts_and_no_more_what_was_deployed(bucket: Any) -> None:
    put_plan(1, BEFORE)
    handler.handle(a_batch(pack(a_receipt(), '{"event":"B","user_id":"u"}')), CONTEXT)
    assert len(table(bucket, "landing/")) == 1  # the deployed one would refuse it


@pytest.mark.filterwarnings("ignore:No application metrics")
@pytest.mark.parametrize("text", ["mode = ", None])
def test_a_version_that_cannot_be_read_stops_landing_until_another_is_put(
    bucket: Any, text: str | None
) -> None:
    put_plan(1, BEFORE)
    land_anna("m-1")
    put_plan(2, text)
    for _ in range(2):
        with pytest.raises(Misconfigured, match="tracking_plan"):
            handler.handle(SAMPLE, CONTEXT)
    assert len(landed_properties(bucket)) == 1
    put_plan(3, AFTER)
    land_anna("m-3")
    assert len(landed_properties(bucket)) == 2


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_nothing_lands_while_the_store_does_not_answer(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put_plan(1, BEFORE)
    land_anna("m-1")
    with monkeypatch.context() as patch:
        patch.setattr(s3_client(), "get_paginator", refuse_to_answer)
        with pytest.raises(TemporaryFailure):
            handler.handle(SAMPLE, CONTEXT)
    assert len(landed_properties(bucket)) == 1
    land_anna("m-2")
    assert len(landed_properties(bucket)) == 2


def refuse_to_answer(_operation: str) -> Any:
    raise EndpointConnectionError(endpoint_url="https://s3.example")


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_without_its_salt_nothing_lands(bucket: Any, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLY_SALT_SECRET")
    with pytest.raises(Misconfigured, match="TALLY_SALT_SECRET"):
        handler.handle(SAMPLE, CONTEXT)


def test_what_time_is_too_short_for_comes_again(bucket: Any) -> None:
    """One object's worth lands whatever the clock says, so that each delivery gets further."""
    body = '{"event":"A","user_id":"u"}'
    batch = a_batch(*(pack(a_receipt(text_bytes=MAX_OBJECT_BYTES), body) for _ in range(3)))
    late = SimpleNamespace(function_name="tally-land-events", get_remaining_time_in_millis=lambda: 59_000)
    failures = handler.handle(batch, late)["batchItemFailures"]
    assert [each["itemIdentifier"] for each in failures] == ["m-1", "m-2"]
    assert len(table(bucket, "landing/")) == 1
    assert handler.handle(batch, CONTEXT) == {"batchItemFailures": []}
