"""What has landed: which objects are listed, and what their rows are."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st
from mypy_boto3_s3 import S3Client
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.errors import Misconfigured, TemporaryFailure
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


def in_parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


def put(s3: S3Client, key: str, table: pa.Table) -> str:
    s3.put_object(Bucket="lake", Key=key, Body=in_parquet(table))
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
    rows, *looked_at = index.read(keys, 25)
    assert (rows["dedup_key"].to_pylist(), looked_at) == (list(range(30)), [3, []])
    assert rows.schema == SCHEMA
    assert set(rows["platform"].to_pylist()) == {"ios"}
    assert index.read(keys, 1)[1] == 1
    rows, *looked_at = index.read(keys, 1000)
    assert (rows["dedup_key"].to_pylist(), looked_at) == (list(range(120)), [12, []])


def test_an_object_of_an_older_version_lacks_columns(s3: S3Client, index: S3LandingIndex) -> None:
    older = some_rows(range(3)).drop_columns(["coupon"]).append_column("retired", pa.array(["x"] * 3))
    rows, *_ = index.read([put(s3, "landing/dt=2026-11-20/old.parquet", older)], 10)
    assert rows.equals(some_rows(range(3)))


def test_an_object_without_rows_is_no_fault(s3: S3Client, index: S3LandingIndex) -> None:
    rows, *looked_at = index.read([put(s3, "landing/dt=2026-11-20/none.parquet", some_rows(range(0)))], 10)
    assert (len(rows), looked_at) == (0, [1, []])


def with_nulls(name: str) -> bytes:
    rows = some_rows(range(3))
    place = rows.column_names.index(name)
    return in_parquet(rows.set_column(place, rows.field(name), pa.nulls(3, rows.field(name).type)))


GOOD = in_parquet(some_rows(range(500)))
UNREADABLE = {
    "empty": b"",
    "no Parquet": b"PAR1nonsense",
    "JSON": b'{"event":"Order Completed"}',
    "cut": GOOD[:-100],
    "its end alone": GOOD[-2000:],
    "damaged pages": GOOD[:4] + bytes(len(GOOD) // 2) + GOOD[4 + len(GOOD) // 2 :],
    "another table's": in_parquet(pa.table({"id": [1, 2]})),
    "no key": in_parquet(some_rows(range(3)).drop_columns(["dedup_key"])),
    "keys of another type": in_parquet(
        some_rows(range(1)).drop_columns(["dedup_key"]).append_column("dedup_key", pa.array(["x"]))
    ),
    "keys unknown": with_nulls("dedup_key"),
    "days unknown": with_nulls("business_date"),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_holds_no_landed_rows_is_told_and_the_rest_is_read(
    s3: S3Client, index: S3LandingIndex, body: bytes
) -> None:
    bad = "landing/dt=2026-11-20/bad.parquet"
    s3.put_object(Bucket="lake", Key=bad, Body=body)
    good = land(s3, "dt=2026-11-20/good", some_rows(range(3)))
    rows, *looked_at = index.read([bad, good], 10)
    assert (rows["dedup_key"].to_pylist(), looked_at) == ([0, 1, 2], [2, [bad]])
    rows, *looked_at = index.read([bad], 10)
    assert (len(rows), rows.schema, looked_at) == (0, SCHEMA, [1, [bad]])


@given(place=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
@settings(max_examples=50)
def test_a_wrong_byte_never_stops_the_reading(place: int, byte: int) -> None:
    """Whether rows come out or the object is told as unreadable."""
    body = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    with Stubber(boto3.client("s3", region_name="eu-south-1")) as stub:
        for _ in range(2):
            answer = {"Body": StreamingBody(BytesIO(body), len(body))}
            stub.add_response("get_object", answer, {"Bucket": "lake", "Key": "k"})
        rows, looked_at, unreadable = S3LandingIndex(stub.client, "lake", EVENTS).read(["k"], 10)
    assert (looked_at, len(rows) > 0) == (1, not unreadable)


def test_a_transfer_that_went_wrong_is_tried_again(index: S3LandingIndex) -> None:
    with Stubber(boto3.client("s3", region_name="eu-south-1")) as stub:
        for body in (GOOD[:-100], GOOD):
            answer = {"Body": StreamingBody(BytesIO(body), len(body))}
            stub.add_response("get_object", answer, {"Bucket": "lake", "Key": "k"})
        rows, _, unreadable = S3LandingIndex(stub.client, "lake", EVENTS).read(["k"], 10)
    assert (len(rows), unreadable) == (500, [])


def test_what_has_gone_since_it_was_listed_is_looked_for_anew(s3: S3Client, index: S3LandingIndex) -> None:
    with pytest.raises(TemporaryFailure, match=r"gone\.parquet has gone since it was listed"):
        index.read(["landing/dt=2026-11-20/gone.parquet"], 10)


def test_what_is_set_aside_is_listed_no_more(s3: S3Client, index: S3LandingIndex) -> None:
    s3.put_object(Bucket="lake", Key="landing/dt=2026-11-20/bad.parquet", Body=b"bad")
    index.set_aside("landing/dt=2026-11-20/bad.parquet")
    assert index.objects_since(EVER) == []
    index.set_aside("landing/dt=2026-11-20/bad.parquet")


def test_a_missing_bucket_says_what_to_do(aws: None) -> None:
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        S3LandingIndex(boto3.client("s3"), "nowhere", EVENTS).objects_since(EVER)
