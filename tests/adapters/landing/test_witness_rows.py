"""The witness's own reading and writing."""

import base64
import gzip
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.landing.witness_plan import witness_plan
from tally.adapters.landing.witness_rows import JsonWitnessRecords, S3RejectedRecords, S3WitnessArea
from tally.adapters.wire.id_key import key_of
from tally.domain.audit.witness import BadRecord
from tally.domain.events.columns import WITNESS_COLUMNS
from tally.domain.plan.tracking_plan import parse_plan

from tests.landing import RECEIVED_AT_MS, Row, a_receipt, an_event, land_one

RECORDS = JsonWitnessRecords()
WHY = ("device_key", "app_version", "sdk", "path", "country")


def read(body: bytes | str | list[Any] | Row, **facts: Any) -> tuple[list[Row], list[BadRecord]]:
    if isinstance(body, list | dict):
        body = json.dumps(body)
    data = body.encode() if isinstance(body, str) else body
    rows, bad = RECORDS.read("b-1", [(a_receipt(route="/w", **facts), data)])
    assert rows.schema == arrow_schema(WITNESS_COLUMNS)
    return rows.to_pylist(), list(bad)


def a_record(**fields: Any) -> Row:
    return {
        "event_id": "e-1",
        "event": "Order Completed",
        "occurred_at": RECEIVED_AT_MS,
        "platform": "ios",
        **fields,
    }


def test_a_record_is_a_row() -> None:
    rows, bad = read(a_record(event="Completed Order", platform="iOS", amount=49.9))
    assert bad == []
    assert rows == [
        {
            "event_id": "e-1",
            "id_hash": key_of("e-1"),
            "event_name": "Order Completed",
            "occurred_at": datetime(2026, 11, 22, 7),
            "platform": "ios",
            "amount": Decimal("49.90"),
            **dict.fromkeys(WHY),
            "received_at": datetime(2026, 11, 22, 7),
            "source": "shop",
            "batch_id": "b-1",
            "plan_version": 0,
        }
    ]


def test_a_record_may_tell_what_explains_a_difference() -> None:
    told = {
        "device_id": "d-1",
        "app_version": 4.1,
        "sdk": "mixpanel 2.83.0",
        "path": "/sale?email=a@b.example#x",
    }
    (row,), _ = read(a_record(**told), country="it")
    assert {name: row[name] for name in WHY} == {
        "device_key": key_of("$device:d-1"),
        "app_version": "4.1",
        "sdk": "mixpanel 2.83.0",
        "path": "/sale",
        "country": "IT",
    }


def test_no_server_is_where_its_customers_are() -> None:
    assert read(a_record(platform="server"), country="IT")[0][0]["country"] is None


@pytest.mark.parametrize("odd", [{}, [], True, None, "", "undefined", {"a": 1}])
def test_what_explains_nothing_costs_no_record(odd: object) -> None:
    rows, bad = read(a_record(device_id=odd, app_version=odd, sdk=odd, path=odd))
    assert (rows[0]["device_key"], bad) == (None, [])


def test_what_the_plan_does_not_let_stand_is_not_kept() -> None:
    plan = parse_plan('[personal_data]\npath = "drop"\n[consent]\nproperties = ["consent"]\n')
    records = JsonWitnessRecords(witness_plan(plan))
    body = json.dumps(a_record(device_id="d-1", path="/sale", sdk="mixpanel 2.83.0")).encode()
    (row,) = records.read("b-1", [(a_receipt(route="/w"), body)]).rows.to_pylist()
    assert (row["device_key"], row["path"], row["sdk"]) == (None, None, "mixpanel 2.83.0")


@pytest.mark.parametrize(
    "time", ["2026-11-22T07:59:59+01:00", RECEIVED_AT_MS + 10**9, RECEIVED_AT_MS / 1000 - 0.5, None]
)
def test_both_collectors_put_an_event_into_the_same_hour(time: object) -> None:
    (row,), _ = read(a_record(occurred_at=time))
    ours = land_one(an_event(event="Order Completed", event_id="e-1", occurred_at=time, platform="ios"))
    assert [row[name] for name in ("occurred_at", "event_name", "platform", "id_hash")] == [
        ours[name] for name in ("occurred_at", "event_name", "platform", "id_hash")
    ]


@pytest.mark.parametrize("wrap", [lambda body: body, gzip.compress])
def test_bodies_as_the_gateway_hands_them_over(wrap: Any) -> None:
    body = base64.b64encode(wrap(json.dumps([a_record()]).encode()))
    assert len(read(body, is_base64=True)[0]) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"event_id": None},
        {"event_id": ""},
        {"event_id": {}},
        {"event": None},
        {"event": 7},
        {"occurred_at": "soon"},
        {"occurred_at": 1},
        {"amount": "free"},
        {"amount": "1.200"},
        {"amount": True},
    ],
)
def test_a_bad_record_costs_only_itself(fields: Row) -> None:
    rows, bad = read([a_record(event_id="a"), a_record(**fields), a_record(event_id="b")])
    assert [row["event_id"] for row in rows] == ["a", "b"]
    assert [json.loads(record.text) for record in bad] == [a_record(**fields)]
    assert bad[0].why


@pytest.mark.parametrize(
    ("sent", "read_as"), [(["ios"], "ios"), ({}, None), (True, None), ([], None), ([{}], None)]
)
def test_a_platform_of_another_shape_costs_no_sighting(sent: Any, read_as: str | None) -> None:
    """And is read as landing reads it, or each such event would be disputed."""
    rows, bad = read([a_record(platform=sent)])
    assert ([row["platform"] for row in rows], bad) == ([read_as], [])
    assert land_one(an_event(platform=sent)).get("platform") == read_as


def test_many_bad_records_of_one_body_are_kept_together() -> None:
    """Each on its own would be 50,000 objects to write, and the queue would wait for them."""
    records = [a_record(amount="free"), a_record(), *([a_record(event=5)] * 49_998)]
    rows, (kept,) = read(records)
    assert len(rows) == 1
    assert json.loads(kept.text) == [records[0], *records[2:]]
    assert kept.why.startswith("49,999 records cannot be read; the first: amount: this is an amount")


@pytest.mark.parametrize(
    "body", [b"", b"x", b"\xff", b"\x1f\x8bx", b"[NaN]", b"[" * 100_000, b"{", b'["\xc3"]']
)
def test_a_bad_body_is_one_bad_record(body: bytes) -> None:
    rows, (record,) = read(body)
    assert (rows, record.text, record.source) == ([], body, "shop")


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists) | st.binary()
)
def test_any_body_is_rows_or_bad_records(body: Any) -> None:
    rows, bad = read(body if isinstance(body, bytes) else json.dumps([body]))
    assert len(rows) + len(bad) == 1 or bad == []


@pytest.fixture
def bucket(aws: None) -> Any:
    s3 = boto3.resource("s3")
    return s3.create_bucket(Bucket="witness", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})


def test_rows_are_written_once(bucket: Any) -> None:
    area = S3WitnessArea(boto3.client("s3"), "witness")
    rows, _ = RECORDS.read("b-1", [(a_receipt(), json.dumps(a_record()).encode())])
    assert area.put("dt=2026-11-22/b-1", rows)
    assert not area.put("dt=2026-11-22/b-1", rows)
    (stored,) = bucket.objects.all()
    assert stored.key == "events/dt=2026-11-22/b-1.parquet"
    assert pq.read_table(pa.BufferReader(stored.get()["Body"].read())).equals(rows)


def test_a_bad_record_is_kept_once_with_its_reason(bucket: Any) -> None:
    rejected = S3RejectedRecords(boto3.client("s3"), "witness")
    for _ in range(2):
        rejected.put(BadRecord(b'{"event":"\xff"}', "event_id is missing", RECEIVED_AT_MS, "shop"))
    (stored,) = bucket.objects.all()
    assert stored.key.startswith("rejected/")
    assert json.loads(stored.get()["Body"].read()) == {
        "why": "event_id is missing",
        "received_at": "2026-11-22T07:00:00+00:00",
        "source": "shop",
        "text": '{"event":"\\xff"}',
    }
