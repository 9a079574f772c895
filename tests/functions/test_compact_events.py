"""functions/compact_events: closed days in many files in, one file a class out, on AWS in process."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.use_cases.compact_events import Compacted

from functions.compact_events import handler
from tests.lake_rows import some_rows
from tests.profile_rows import an_update, profiles

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-compact-events", get_remaining_time_in_millis=lambda: 900_000)


@pytest.fixture
def lake(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[IcebergLake]:
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    monkeypatch.setenv("TALLY_DATABASE", "lake")
    monkeypatch.setenv("TALLY_TIMEZONE", "Europe/Rome")
    s3: S3Client = boto3.client("s3")
    s3.create_bucket(Bucket="lake-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    glue_client().create_database(DatabaseInput={"Name": "lake"})
    handler.compactors.cache_clear()
    yield IcebergLake(LakeTable(EVENTS, glue_client(), s3, "lake", "lake-bucket"))
    handler.compactors.cache_clear()


def test_nothing_to_do(lake: IcebergLake) -> None:
    assert handler.handle(SAMPLE, CONTEXT) == {"days": 0, "rows": 0, "remaining": False}


def test_all_crowded_days_are_compacted(lake: IcebergLake, capsys: pytest.CaptureFixture[str]) -> None:
    for start in (0, 5):
        for shift in (0, 100):
            lake.record()
            lake.append(some_rows(range(start + shift, start + shift + 5)), {})
    assert handler.handle(SAMPLE, CONTEXT) == {"days": 1, "rows": 20, "remaining": False}
    measured = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line)
    assert (measured["service"], measured["RowsCompacted"]) == ("compact_events", [20.0])
    assert handler.handle(SAMPLE, CONTEXT) == {"days": 0, "rows": 0, "remaining": False}


def test_compacts_while_there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([200_000, 180_000])
    short = SimpleNamespace(function_name="f", get_remaining_time_in_millis=lambda: next(times))
    monkeypatch.setattr(handler, "compactors", lambda: [lambda: Compacted(1, 10, remaining=True)])
    assert handler.handle({}, short) == {"days": 2, "rows": 20, "remaining": True}


def test_the_second_table_waits_for_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [lambda: Compacted(1, 10, remaining=False), lambda: Compacted(1, 1, remaining=False)]
    monkeypatch.setattr(handler, "compactors", lambda: both)
    late = SimpleNamespace(function_name="f", get_remaining_time_in_millis=lambda: 180_000)
    assert handler.handle({}, late) == {"days": 1, "rows": 10, "remaining": True}
    assert handler.handle({}, CONTEXT) == {"days": 2, "rows": 11, "remaining": False}


def test_profile_updates_are_compacted(lake: IcebergLake) -> None:
    table = LakeTable(PROFILE_UPDATES, glue_client(), boto3.client("s3"), "lake", "lake-bucket")
    updates = IcebergLake(table)
    for number in range(3):
        updates.record()
        updates.append(profiles(an_update(f"u{number}", rows=2)), {})
    assert handler.handle(SAMPLE, CONTEXT) == {"days": 1, "rows": 6, "remaining": False}
    (file,) = [task.file.file_path for task in table.load().scan().plan_files()]
    assert "/profile_updates/data/business_date=2026-11-20/kind=person/" in file
