"""What has landed: which objects are listed, and what their rows are."""

from datetime import UTC, datetime, timedelta

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.domain.events.columns import EVENT_COLUMNS

from tests.lake_rows import SCHEMA, some_rows

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return client


@pytest.fixture
def index(s3: S3Client) -> S3LandingIndex:
    return S3LandingIndex(s3, "lake", EVENTS)


def land(s3: S3Client, name: str, rows: pa.Table) -> str:
    S3LandingArea(s3, "lake", "landing", EVENT_COLUMNS).put(name, rows)
    return f"landing/{name}.parquet"


def put(s3: S3Client, key: str, table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    s3.put_object(Bucket="lake", Key=key, Body=sink.getvalue().to_pybytes())
    return key


def test_lists_parquet_objects_of_landing_with_their_stamp(s3: S3Client, index: S3LandingIndex) -> None:
    key = land(s3, "dt=2026-11-20/b1", some_rows(range(1)))
    s3.put_object(Bucket="lake", Key="landing/dt=2026-11-20/note.txt", Body=b"")
    s3.put_object(Bucket="lake", Key="quarantine/dt=2026-11-20/b1.parquet", Body=b"")
    s3.put_object(Bucket="lake", Key="landing/profiles/dt=2026-11-20/b1.parquet", Body=b"")
    (landed,) = index.objects_since(EVER)
    assert landed.key == key
    stamp = s3.head_object(Bucket="lake", Key=key)["LastModified"]
    assert landed.modified_at == stamp
    assert [one.key for one in index.objects_since(stamp)] == [key]
    assert index.objects_since(stamp + timedelta(seconds=1)) == []


def test_events_that_waited_in_the_queues_are_listed(s3: S3Client, index: S3LandingIndex) -> None:
    now = datetime.now(UTC)
    waited = land(s3, f"dt={now - timedelta(days=28):%Y-%m-%d}/b1", some_rows(range(1)))
    assert [one.key for one in index.objects_since(now - timedelta(minutes=15))] == [waited]


def test_more_than_a_page_is_listed(s3: S3Client, index: S3LandingIndex) -> None:
    for number in range(1001):
        s3.put_object(Bucket="lake", Key=f"landing/dt=2026-11-20/{number}.parquet", Body=b"")
    assert len(index.objects_since(EVER)) == 1001


def test_reads_in_order_up_to_the_limit(s3: S3Client, index: S3LandingIndex) -> None:
    keys = [
        land(s3, f"dt=2026-11-20/{n}", some_rows(range(n * 10, n * 10 + 10), platform="ios"))
        for n in range(12)
    ]
    rows, taken = index.read(keys, 25)
    assert (rows["dedup_key"].to_pylist(), taken) == (list(range(30)), 3)
    assert rows.schema == SCHEMA
    assert set(rows["platform"].to_pylist()) == {"ios"}
    assert index.read(keys, 1)[1] == 1
    rows, taken = index.read(keys, 1000)
    assert (rows["dedup_key"].to_pylist(), taken) == (list(range(120)), 12)


def test_an_object_of_an_older_version_lacks_columns(s3: S3Client, index: S3LandingIndex) -> None:
    older = some_rows(range(3)).drop_columns(["coupon"]).append_column("retired", pa.array(["x"] * 3))
    rows, _ = index.read([put(s3, "landing/dt=2026-11-20/old.parquet", older)], 10)
    assert rows.equals(some_rows(range(3)))


def test_a_damaged_object_is_named(s3: S3Client, index: S3LandingIndex) -> None:
    s3.put_object(Bucket="lake", Key="landing/dt=2026-11-20/bad.parquet", Body=b"PAR1nonsense")
    with pytest.raises(PermanentFailure, match=r"bad\.parquet cannot be read .* move it out of landing/"):
        index.read(["landing/dt=2026-11-20/bad.parquet"], 10)


def test_a_missing_bucket_says_what_to_do(aws: None) -> None:
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        S3LandingIndex(boto3.client("s3"), "nowhere", EVENTS).objects_since(EVER)
