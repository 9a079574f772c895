"""functions/land_witness: the witness's batch in, its own bucket written."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tally.adapters.aws.clients import s3_client
from tally.domain.events.columns import WITNESS_COLUMNS

from functions.land_witness import handler
from tests.put_settings import put_plan

SAMPLE: dict[str, Any] = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-land-witness")


@pytest.fixture
def bucket(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("TALLY_WITNESS_BUCKET", "witness-bucket")
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    handler.lander.cache_clear()
    s3_client.cache_clear()
    s3, place = boto3.resource("s3"), {"LocationConstraint": "eu-south-1"}
    s3.create_bucket(Bucket="lake-bucket", CreateBucketConfiguration=place)
    yield s3.create_bucket(Bucket="witness-bucket", CreateBucketConfiguration=place)
    handler.lander.cache_clear()
    s3_client.cache_clear()


def test_the_sample_lands_however_often_it_comes(bucket: Any) -> None:
    for _ in range(3):
        assert handler.handle(SAMPLE, CONTEXT) == {"batchItemFailures": []}
    stored = {item.key: item.get()["Body"].read() for item in bucket.objects.all()}
    (events,) = [key for key in stored if key.startswith("events/dt=2026-11-21/")]
    (rejected,) = [key for key in stored if key.startswith("rejected/")]
    rows = pq.read_table(pa.BufferReader(stored[events]))
    assert rows.schema.names == [column.name for column in WITNESS_COLUMNS]
    assert rows["event_id"].to_pylist() == ["oc-1"]
    assert json.loads(stored[rejected])["why"].startswith("event_id is missing")


def test_the_shops_own_names_of_events_are_those_of_the_plan_in_force(bucket: Any) -> None:
    """The plan is put after the function has started: the next batch is read by it."""
    handler.handle(SAMPLE, CONTEXT)
    put_plan(1, "[events.'Gift Bought']\naliases = ['Order Paid', 'order completed!']")
    record = json.loads(json.dumps(SAMPLE).replace("Order Completed", "order_paid"))
    assert record != SAMPLE
    handler.handle(record, CONTEXT)
    keys = [item.key for item in bucket.objects.all() if item.key.startswith("events/")]
    tables = [pq.read_table(pa.BufferReader(bucket.Object(key).get()["Body"].read())) for key in keys]
    rows = [(row["event_name"], row["plan_version"]) for table in tables for row in table.to_pylist()]
    assert sorted(rows) == [("Gift Bought", 1), ("Order Completed", 0)]
