"""functions/commit_events: landed objects in, counts out, on AWS in process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES, TableLayout
from tally.adapters.lake.set_aside import SetAside
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.errors import Misconfigured
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS
from tally.use_cases.commit_events import Committed

from functions.commit_events import handler
from tests.lake_rows import a_row, some_rows, table_of
from tests.profile_rows import an_update, profiles

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
NOTHING = {
    "committed": 0,
    "profile_rows": 0,
    "record_versions": 0,
    "duplicates": 0,
    "quarantined": 0,
    "objects": 0,
    "unreadable_objects": 0,
    "remaining": False,
}


def context(*remaining_ms: int) -> SimpleNamespace:
    """A Lambda context whose clock shows these times, the last one for ever."""
    times = iter(remaining_ms)
    last = remaining_ms[-1]
    return SimpleNamespace(
        function_name="tally-commit-events", get_remaining_time_in_millis=lambda: next(times, last)
    )


@pytest.fixture
def s3(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Client]:
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    monkeypatch.setenv("TALLY_DATABASE", "lake")
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    for database in ("lake", "lakerecords"):
        glue_client().create_database(DatabaseInput={"Name": database})
    handler.committers.cache_clear()
    yield client
    handler.committers.cache_clear()


def rows_in_the_lake(s3: S3Client, layout: TableLayout = EVENTS) -> int:
    table = LakeTable(layout, glue_client(), s3, "lake", "lake-bucket").load()
    return 0 if table is None else table.scan().count()


def test_an_empty_landing_area_makes_empty_tables(s3: S3Client) -> None:
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING
    for layout in (EVENTS, PROFILE_UPDATES):
        assert rows_in_the_lake(s3, layout) == 0
        made = glue_client().get_table(DatabaseName="lake", Name=layout.name)["Table"]
        assert made["StorageDescriptor"]["Location"] == f"s3://lake-bucket/warehouse/{layout.name}"


def test_landed_events_are_committed_once(s3: S3Client, capsys: pytest.CaptureFixture[str]) -> None:
    landing = S3LandingArea(s3, "lake-bucket", "landing", EVENT_COLUMNS)
    landing.put("dt=2026-11-20/b1", some_rows(range(10)))
    landing.put(
        "dt=2026-11-20/b2", table_of(a_row(3), a_row(4, payload_fingerprint=9, user_id="other"), a_row(99))
    )
    expected = {"committed": 11, "duplicates": 1, "quarantined": 1, "objects": 2}
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING | expected
    assert rows_in_the_lake(s3) == 11
    measured = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line)
    assert measured["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Tally"
    assert measured["service"] == "commit_events"
    assert measured["EventsCommitted"] == [11.0]

    listed = s3.list_objects_v2(Bucket="lake-bucket", Prefix="quarantine/")["Contents"]
    assert len(listed) == 1
    assert listed[0]["Key"].startswith("quarantine/dt=2026-11-20/same-id-")
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING
    assert rows_in_the_lake(s3) == 11


def test_profile_updates_are_committed_once(s3: S3Client, capsys: pytest.CaptureFixture[str]) -> None:
    landing = S3LandingArea(s3, "lake-bucket", "landing/profiles", PROFILE_COLUMNS)
    landing.put("dt=2026-11-20/b1", profiles(an_update("u1", rows=3), an_update("u2")))
    landing.put("dt=2026-11-20/b2", profiles(an_update("u2"), an_update("u1", rows=4, payload_fingerprint=2)))
    expected = {"profile_rows": 4, "duplicates": 1, "quarantined": 1, "objects": 2}
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING | expected
    assert (rows_in_the_lake(s3), rows_in_the_lake(s3, PROFILE_UPDATES)) == (0, 4)
    measured = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line)
    assert (measured["EventsCommitted"], measured["ProfileRowsCommitted"]) == ([0.0], [4.0])
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING


def test_an_object_that_cannot_be_read_is_told_until_it_is_looked_at(
    s3: S3Client, capsys: pytest.CaptureFixture[str]
) -> None:
    s3.put_object(Bucket="lake-bucket", Key="landing/dt=2026-11-20/bad.parquet", Body=b"bad")
    s3.put_object(Bucket="lake-bucket", Key="landing/profiles/dt=2026-11-20/bad.parquet", Body=b"bad")
    S3LandingArea(s3, "lake-bucket", "landing", EVENT_COLUMNS).put("dt=2026-11-20/good", some_rows(range(3)))
    told = {"unreadable_objects": 2}
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING | told | {"committed": 3, "objects": 1}
    assert handler.handle(SAMPLE, context(900_000)) == NOTHING | told
    measured = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert [each["UnreadableObjects"] for each in measured] == [[2.0], [2.0]]
    aside = SetAside(s3, "lake-bucket")
    aside.discard("landing/profiles/dt=2026-11-20/bad.parquet")
    aside.release("landing/dt=2026-11-20/bad.parquet")
    assert handler.handle(SAMPLE, context(900_000))["unreadable_objects"] == 1


@pytest.fixture
def nothing_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "set_aside", lambda: SimpleNamespace(count=lambda: 0))


@pytest.mark.usefixtures("nothing_set_aside")
def test_commits_while_there_is_time_and_says_what_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def use_case() -> Committed:
        calls.append(1)
        return Committed(committed=5, objects=1, remaining=len(calls) < 4)

    monkeypatch.setattr(handler, "committers", lambda: [use_case, lambda: Committed(committed=1, objects=1)])
    expected = {"committed": 15, "profile_rows": 1, "objects": 4, "remaining": True}
    assert handler.handle({}, context(90_000, 61_000, 60_000)) == NOTHING | expected
    assert handler.handle({}, context(90_000))["remaining"] is False


@pytest.mark.usefixtures("nothing_set_aside")
def test_no_table_waits_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Committed(committed=1, objects=1, remaining=True)
    monkeypatch.setattr(handler, "committers", lambda: [lambda: waiting, lambda: waiting])
    expected = {"committed": 1, "profile_rows": 1, "objects": 2, "remaining": True}
    assert handler.handle({}, context(0)) == NOTHING | expected


def test_a_missing_variable_is_named(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLY_DATABASE", raising=False)
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    handler.committers.cache_clear()
    with pytest.raises(Misconfigured, match="TALLY_DATABASE is not set"):
        handler.handle(SAMPLE, context(900_000))


WITHOUT_PANDAS = """
import sys
sys.modules["pandas"] = sys.modules["numpy"] = None  # importing either fails, as in the function's layers
sys.path[:0] = [".", "layers/tally/python"]
import boto3
from moto import mock_aws
from functions.commit_events import handler
from tests.functions.test_commit_events import context
from tests.lake_rows import some_rows
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import EVENT_COLUMNS

with mock_aws():
    boto3.client("s3").create_bucket(Bucket="lake-bucket")
    boto3.client("glue").create_database(DatabaseInput={"Name": "lake"})
    boto3.client("glue").create_database(DatabaseInput={"Name": "lakerecords"})
    landing = S3LandingArea(boto3.client("s3"), "lake-bucket", "landing", EVENT_COLUMNS)
    landing.put("dt=2026-11-20/b1", some_rows(range(10)))
    assert handler.handle({}, context(900_000))["committed"] == 10
"""


def test_commits_where_neither_pandas_nor_numpy_is_installed() -> None:
    environment = {"TALLY_LAKE_BUCKET": "lake-bucket", "TALLY_DATABASE": "lake"}
    aws = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    subprocess.run([sys.executable, "-c", WITHOUT_PANDAS], env=environment | aws, check=True, timeout=60)
