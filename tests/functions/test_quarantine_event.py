"""functions/quarantine_event: one event leaves the lake for quarantine and stays out, on AWS in process."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pyarrow.parquet as pq
import pytest
from mypy_boto3_s3 import S3Client
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.errors import TemporaryFailure
from tally.domain.events.columns import EVENT_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.events.withheld import WITHHELD
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.commit_events import CommitEvents, Committed
from tally.use_cases.compact_events import CompactEvents

from functions.quarantine_event import handler
from tests.lake_rows import FRIDAY, a_row, some_rows, table_of

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-quarantine-event")


class Shop:
    """A bucket with landing, lake and quarantine."""

    def __init__(self) -> None:
        self.s3: S3Client = boto3.client("s3")
        self.s3.create_bucket(
            Bucket="lake-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
        )
        glue_client().create_database(DatabaseInput={"Name": "lake"})
        self.table = LakeTable(EVENTS, glue_client(), self.s3, "lake", "lake-bucket")
        self.landed = 0

    def land_and_commit(self, *rows: dict[str, Any]) -> Committed:
        area = S3LandingArea(self.s3, "lake-bucket", "landing", EVENT_COLUMNS)
        area.put(f"dt={FRIDAY}/batch-{self.landed}", table_of(*rows))
        self.landed += 1
        quarantine = S3LandingArea(self.s3, "lake-bucket", "quarantine", QUARANTINE_COLUMNS)
        index = S3LandingIndex(self.s3, "lake-bucket", EVENTS)
        return CommitEvents(index, IcebergLake(self.table), ArrowDuplicates(), quarantine)()

    def keys(self) -> list[int]:
        """dedup_keys of the lake."""
        lake = IcebergLake(self.table)
        lake.record()
        days = [FRIDAY + timedelta(days=shift) for shift in range(-2, 3)]
        found: list[int] = lake.held_rows(range(20), days)["dedup_key"].to_pylist()
        return sorted(found)

    def quarantined(self) -> list[dict[str, Any]]:
        listed = self.s3.list_objects_v2(Bucket="lake-bucket", Prefix="quarantine/").get("Contents", [])
        bodies = [self.s3.get_object(Bucket="lake-bucket", Key=each["Key"])["Body"].read() for each in listed]
        return [row for body in bodies for row in pq.read_table(io.BytesIO(body)).to_pylist()]

    def compact(self) -> None:
        now = datetime(2026, 11, 25, tzinfo=UTC)
        CompactEvents(IcebergLake(self.table), ShopClock("Europe/Rome"), lambda: now)()


@pytest.fixture
def shop(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    monkeypatch.setenv("TALLY_DATABASE", "lake")
    handler.withholder.cache_clear()
    yield Shop()
    handler.withholder.cache_clear()


def withhold(*keys: int) -> int:
    count: int = handler.handle({**SAMPLE, "keys": list(map(str, keys))}, CONTEXT)["withheld"]
    return count


def test_the_event_leaves_the_lake_for_quarantine(shop: Shop) -> None:
    shop.land_and_commit(*(a_row(key) for key in range(5)))
    assert withhold(3) == 1
    assert shop.keys() == [0, 1, 2, 4]
    (row,) = shop.quarantined()
    assert (row["reason"], row["detail"], row["event_id"]) == ("withheld", "stops the night", "e3")
    assert (row["id_hash"], row["event_name"], row["raw_encoding"]) == (3, "Order Completed", "columns")
    assert json.loads(row["raw"])["distinct_id"] == "u3"


def test_a_retry_and_another_event_of_the_id_stay_out(shop: Shop) -> None:
    shop.land_and_commit(*(a_row(key) for key in range(5)))
    withhold(3)
    assert shop.land_and_commit(a_row(3)) == Committed(duplicates=1, objects=1)
    moved = a_row(3, business_date=FRIDAY + timedelta(days=1))
    assert shop.land_and_commit(moved) == Committed(duplicates=1, objects=1)
    other = a_row(3, payload_fingerprint=9, url="x")
    assert shop.land_and_commit(other) == Committed(quarantined=1, objects=1)
    assert shop.keys() == [0, 1, 2, 4]


def test_it_outlives_compaction_and_later_commits(shop: Shop) -> None:
    for start in (0, 5, 10):
        shop.land_and_commit(*(a_row(key) for key in range(start, start + 5)))
    withhold(3)
    shop.compact()
    shop.land_and_commit(a_row(15))
    assert withhold(12) == 1
    shop.compact()
    assert shop.land_and_commit(a_row(3), a_row(12)).committed == 0
    assert shop.keys() == [key for key in range(16) if key not in (3, 12)]


def test_twice_is_once(shop: Shop) -> None:
    shop.land_and_commit(a_row(3))
    assert withhold(3) == 1
    assert withhold(3) == 0
    assert len(shop.quarantined()) == 1
    assert shop.keys() == []


def test_killed_before_the_commit_it_is_done_by_the_next_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.land_and_commit(a_row(3), a_row(4))
    with monkeypatch.context() as broken:
        broken.setattr(IcebergLake, "withhold", lambda *_: (_ for _ in ()).throw(TemporaryFailure("killed")))
        with pytest.raises(TemporaryFailure):
            withhold(3)
    assert shop.keys() == [3, 4]
    assert withhold(3) == 1
    assert len(shop.quarantined()) == 1
    assert shop.keys() == [4]


def test_several_events_of_one_id(shop: Shop) -> None:
    shop.land_and_commit(a_row(3), a_row(4, event_class="volume"), a_row(5))
    assert withhold(3, 4) == 2
    assert shop.keys() == [5]


def test_what_is_not_there_changes_nothing(shop: Shop) -> None:
    shop.land_and_commit(*some_rows(range(3)).to_pylist())
    before = shop.table.load().current_snapshot()
    assert withhold(7) == 0
    assert shop.table.load().current_snapshot() == before
    assert WITHHELD not in IcebergLake(shop.table).record()
