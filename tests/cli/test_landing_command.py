"""`tally landing`: what lies apart, put back or deleted."""

import json
import re

import boto3
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.lake.set_aside import SetAside

from tests.cli.fake_tally import FakeTally, run

KEY = "landing/dt=2026-11-20/bad.parquet"
ADDRESS = f"s3://lake-bucket/{KEY}"


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    for bucket in ("lake-bucket", "witness-bucket"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    client.put_object(Bucket="lake-bucket", Key=KEY, Body=b"bad")
    return client


@pytest.fixture
def tally(s3: S3Client) -> FakeTally:
    tally = FakeTally()
    tally.set_aside = [SetAside(s3, "lake-bucket"), SetAside(s3, "witness-bucket")]
    return tally


def test_nothing_is_told_as_nothing(tally: FakeTally) -> None:
    told = run(tally, "landing")
    assert (told.exit_code, told.stdout) == (0, "Nothing is set aside.\n")
    assert run(tally, "landing", "--format", "json").stdout == "[]\n"


def test_set_aside_listed_and_put_back(tally: FakeTally) -> None:
    assert "`tally landing release s3://lake-bucket/" in run(tally, "landing", "set-aside", ADDRESS).stdout
    listed = run(tally, "landing", "--format", "json")
    assert listed.exit_code == 1
    assert [(row["object"], row["size_bytes"]) for row in json.loads(listed.stdout)] == [(ADDRESS, 3)]
    assert "tally run commit_events" in run(tally, "landing", "release", ADDRESS).stdout
    assert run(tally, "landing").exit_code == 0


def test_people_are_told_what_to_do_with_it(tally: FakeTally) -> None:
    run(tally, "landing", "set-aside", ADDRESS)
    told = run(tally, "landing").stdout.splitlines()
    assert told[0].split() == ["set", "aside", "(UTC)", "bytes", "object"]
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d +3  {ADDRESS}", told[2])
    assert told[-2:] == [
        "Back again, once it can be read: tally landing release OBJECT",
        "Away for good, with its events:  tally landing discard OBJECT",
    ]


def test_the_witness_has_its_own(tally: FakeTally, s3: S3Client) -> None:
    s3.put_object(Bucket="witness-bucket", Key="events/dt=2026-11-20/w.parquet", Body=b"bad")
    run(tally, "landing", "set-aside", "s3://witness-bucket/events/dt=2026-11-20/w.parquet")
    assert "s3://witness-bucket/events/dt=2026-11-20/w.parquet" in run(tally, "landing").stdout


def test_deleting_asks_first(tally: FakeTally) -> None:
    run(tally, "landing", "set-aside", ADDRESS)
    for typed, told in ((None, "add --yes"), ("another", "nothing was deleted")):
        refused = run(tally, "landing", "discard", ADDRESS, typed=typed)
        assert (refused.exit_code, told in refused.stderr) == (2, True)
    assert run(tally, "landing").exit_code == 1
    assert run(tally, "landing", "discard", ADDRESS, typed="bad.parquet").exit_code == 0
    assert run(tally, "landing").exit_code == 0


@pytest.mark.parametrize("part", ["release", "discard", "set-aside"])
def test_an_address_that_is_none_is_told(tally: FakeTally, part: str) -> None:
    strange = run(tally, "landing", part, "s3://other/x.parquet")
    assert "give s3://lake-bucket/... or s3://witness-bucket/..." in strange.stderr
    absent = run(tally, "landing", part, "s3://lake-bucket/landing/none.parquet")
    assert (strange.exit_code, absent.exit_code) == (2, 2)
