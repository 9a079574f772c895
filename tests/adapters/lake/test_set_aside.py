"""Objects that lie apart: moved, put back, deleted, however often."""

import boto3
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.lake.set_aside import SetAside
from tally.domain.errors import Misconfigured

KEY = "landing/dt=2026-11-20/b1.parquet"


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    client.put_object(Bucket="lake", Key=KEY, Body=b"PAR1")
    return client


def keys(s3: S3Client) -> list[str]:
    return [found["Key"] for found in s3.list_objects_v2(Bucket="lake").get("Contents", [])]


def test_moved_and_put_back_it_is_what_it_was(s3: S3Client) -> None:
    aside = SetAside(s3, "lake")
    assert aside.move(KEY)
    assert keys(s3) == [f"unreadable/{KEY}"]
    (found,) = aside.list()
    assert (found.key, found.size_bytes, aside.count()) == (KEY, 4, 1)
    aside.release(KEY)
    assert (keys(s3), aside.count()) == ([KEY], 0)
    assert s3.get_object(Bucket="lake", Key=KEY)["Body"].read() == b"PAR1"


def test_what_has_gone_is_not_moved(s3: S3Client) -> None:
    assert not SetAside(s3, "lake").move("landing/dt=2026-11-20/gone.parquet")
    assert keys(s3) == [KEY]


def test_stopped_between_copy_and_delete_it_is_moved_again(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key=f"unreadable/{KEY}", Body=b"PAR1")
    SetAside(s3, "lake").move(KEY)
    assert keys(s3) == [f"unreadable/{KEY}"]


def test_discarded_it_is_no_more(s3: S3Client) -> None:
    aside = SetAside(s3, "lake")
    aside.move(KEY)
    aside.discard(KEY)
    aside.discard(KEY)
    assert keys(s3) == []


def test_only_what_lies_apart_is_put_back(s3: S3Client) -> None:
    with pytest.raises(Misconfigured, match="`tally landing` lists those that are"):
        SetAside(s3, "lake").release(KEY)
    assert keys(s3) == [KEY]
