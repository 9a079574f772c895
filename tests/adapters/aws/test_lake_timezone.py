"""The zone of the lake's days: the first one stays."""

import boto3
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.aws.lake_timezone import keep_timezone
from tally.domain.errors import Misconfigured


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return client


def test_the_first_zone_is_kept(s3: S3Client) -> None:
    for _ in range(2):
        assert keep_timezone(s3, "lake", "Europe/Rome") == "Europe/Rome"
    assert s3.get_object(Bucket="lake", Key="shop/timezone")["Body"].read() == b"Europe/Rome"


def test_another_zone_is_refused_and_says_what_to_set(s3: S3Client) -> None:
    keep_timezone(s3, "lake", "Europe/Rome")
    for _ in range(2):
        with pytest.raises(Misconfigured, match=r'set timezone = "Europe/Rome" in tally\.toml'):
            keep_timezone(s3, "lake", "Europe/Paris")
    assert keep_timezone(s3, "lake", "Europe/Rome") == "Europe/Rome"


def test_a_lake_that_is_not_there_is_told(aws: None) -> None:
    with pytest.raises(Misconfigured, match="deploy the stacks again"):
        keep_timezone(boto3.client("s3"), "nowhere", "Europe/Rome")
