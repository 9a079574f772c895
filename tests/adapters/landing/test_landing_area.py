"""Landing objects are written once, whole, and small."""

import json
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_s3 import S3Client
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.errors import Misconfigured, TemporaryFailure
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import a_receipt, an_event

NAME = "dt=2026-11-22/b-1"


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return client


def rows(count: int = 2) -> pa.Table:
    body = [
        an_event(event_id=f"e-{number}", properties={"os": "iOS", "x": number}) for number in range(count)
    ]
    return ColumnReader(ShopClock()).read("b-1", [(a_receipt(), json.dumps(body).encode())])[0]


class Answers:
    """An S3 client that answers puts with these error codes, then succeeds."""

    def __init__(self, *codes: str) -> None:
        self.codes = list(codes)
        self.puts = 0

    def put_object(self, **_: Any) -> None:
        self.puts += 1
        if self.codes:
            answer = {"Error": {"Code": self.codes.pop(0)}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, "PutObject")  # type: ignore[arg-type]  # as much of an answer as is read


def area(s3: Any, waits: list[float] | None = None) -> S3LandingArea:
    return S3LandingArea(s3, "lake", "landing", EVENT_COLUMNS, ([] if waits is None else waits).append)


def test_an_object_is_written_once(s3: S3Client) -> None:
    assert area(s3).put(NAME, rows(2))
    before = s3.get_object(Bucket="lake", Key=f"landing/{NAME}.parquet")["Body"].read()
    assert not area(s3).put(NAME, rows(3))
    assert s3.get_object(Bucket="lake", Key=f"landing/{NAME}.parquet")["Body"].read() == before


def test_equal_rows_make_equal_bytes(s3: S3Client) -> None:
    area(s3).put("one", rows(1500))
    area(s3).put("two", rows(1500))
    one, two = (
        s3.get_object(Bucket="lake", Key=f"landing/{name}.parquet")["Body"].read() for name in ("one", "two")
    )
    assert one == two


def test_what_is_stored_can_be_read_as_it_was(s3: S3Client) -> None:
    stored = rows(2500)
    area(s3).put(NAME, stored)
    body = s3.get_object(Bucket="lake", Key=f"landing/{NAME}.parquet")["Body"].read()
    file = pq.ParquetFile(pa.BufferReader(body))
    assert file.read().equals(stored.combine_chunks())
    assert file.metadata.num_row_groups == 1
    group = file.metadata.row_group(0)
    chunks = {group.column(place).path_in_schema: group.column(place) for place in range(group.num_columns)}
    for name, has_dictionary in (("os", True), ("event_id", False), ("properties", False)):
        assert (chunks[name].compression, chunks[name].has_dictionary_page) == ("ZSTD", has_dictionary)


def test_a_conflict_is_tried_again(s3: S3Client) -> None:
    waits: list[float] = []
    answers = Answers("ConditionalRequestConflict", "ConditionalRequestConflict")
    assert area(answers, waits).put(NAME, rows())
    assert (answers.puts, waits) == (3, [0.2, 0.4])


def test_a_lasting_conflict_passes_the_batch_back() -> None:
    with pytest.raises(TemporaryFailure, match="another request is writing"):
        area(Answers(*["ConditionalRequestConflict"] * 9)).put(NAME, rows())


@pytest.mark.parametrize(
    ("code", "error"),
    [("SlowDown", TemporaryFailure), ("AccessDenied", Misconfigured), ("NoSuchBucket", Misconfigured)],
)
def test_other_answers_are_said_in_our_words(code: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        area(Answers(code)).put(NAME, rows())
