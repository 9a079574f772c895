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

SAMPLE: dict[str, Any] = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-land-witness")


@pytest.fixture
def bucket(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("TALLY_WITNESS_BUCKET", "witness-bucket")
    handler.lander.cache_clear()
    s3_client.cache_clear()
    s3 = boto3.resource("s3")
    yield s3.create_bucket(
        Bucket="witness-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
    )
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


def test_the_shops_own_names_of_events_are_read(
    bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.toml").write_text(
        "[events.'Gift Bought']\naliases = ['Order Paid', 'order completed!']"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("TALLY_TRACKING_PLAN", "plan.toml")
    record = json.loads(json.dumps(SAMPLE).replace("Order Completed", "order_paid"))
    assert record != SAMPLE
    handler.handle(record, CONTEXT)
    (key,) = [item.key for item in bucket.objects.all() if item.key.startswith("events/")]
    rows = pq.read_table(pa.BufferReader(bucket.Object(key).get()["Body"].read()))
    assert rows["event_name"].to_pylist() == ["Gift Bought"]
