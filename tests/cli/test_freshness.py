"""How fresh an answer is: read from the catalog, told on the shop's clock."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from cli.catalog_freshness import fetch_freshness
from cli.freshness import NIGHT_AT, Freshness
from cli.home import ROOT

SEEN = "2026-11-29T07:21:30+00:00"
RECORD = {"tally.landing-seen-until": SEEN, "tally.landing-seen-recently": "[]"}


def fetch() -> Freshness:
    return fetch_freshness(boto3.client("glue"), boto3.client("s3"), "lake", "kpis")


def make_table(name: str, **facts: object) -> None:
    boto3.client("glue").create_table(DatabaseName="lake", TableInput={"Name": name, **facts})  # type: ignore[typeddict-item]


def make_lake(*snapshots: dict[str, object]) -> None:
    body = json.dumps({"snapshots": snapshots}).encode()
    boto3.client("s3").put_object(Bucket="lake", Key="warehouse/events/metadata/1.json", Body=body)
    location = "s3://lake/warehouse/events/metadata/1.json"
    make_table("events", Parameters={"metadata_location": location})


@pytest.fixture(autouse=True)
def catalog(aws: None) -> None:
    boto3.client("glue").create_database(DatabaseInput={"Name": "lake"})
    boto3.client("s3").create_bucket(
        Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
    )


def test_events_are_as_fresh_as_the_newest_commit_that_keeps_a_record() -> None:
    make_lake({"timestamp-ms": 1, "summary": RECORD}, {"timestamp-ms": 2, "summary": {"operation": "delete"}})
    assert fetch().events_until == datetime.fromisoformat(SEEN)


def test_models_are_of_the_build_that_the_published_view_reads() -> None:
    sql = json.dumps({"originalSql": 'select * from "lake_b20261129t065900"."kpis"'})
    stored = base64.b64encode(sql.encode()).decode()
    make_table("kpis", ViewOriginalText=f"/* Presto View: {stored} */")
    assert fetch().models_of == datetime(2026, 11, 29, 6, 59, tzinfo=UTC)


def test_before_the_first_commit_and_night_nothing_is_known() -> None:
    assert fetch() == Freshness()
    make_lake()
    assert fetch() == Freshness()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-29T08:00", "Events up to 08:21, models of 07:59 (Europe/Rome)"),
        ("2026-11-30T08:00", "Events up to 29 Nov 08:21, models of 29 Nov 07:59 (Europe/Rome)"),
        ("2027-01-01T08:00", "Events up to 29 Nov 2026 08:21, models of 29 Nov 2026 07:59 (Europe/Rome)"),
    ],
)
def test_it_is_told_on_the_shop_s_clock(now: str, said: str) -> None:
    fresh = Freshness(datetime.fromisoformat(SEEN), datetime(2026, 11, 29, 6, 59, tzinfo=UTC))
    assert fresh.describe("Europe/Rome", datetime.fromisoformat(now).replace(tzinfo=UTC)) == said


def test_the_night_s_hour_is_that_of_its_schedule() -> None:
    text = Path(ROOT, "infra", "pipeline_stack.py").read_text()
    assert f'"cron({NIGHT_AT.minute} {NIGHT_AT.hour} * * ? *)"' in text
