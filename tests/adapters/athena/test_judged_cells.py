"""S3JudgedCells: what is written can be read, and the catalog knows it."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pyarrow.parquet as pq
import pytest
from tally.adapters.athena.judged_cells import S3JudgedCells
from tally.domain.audit.audit_cells import CELL_COLUMNS
from tally.domain.errors import Misconfigured

LOCATION = "s3://lake/marts/b1/audit_cells/try/"
CELL: dict[str, Any] = {
    "event_name": "Order Completed",
    "hour_at": datetime(2026, 3, 2, 6, tzinfo=UTC),
    "platform": "ios",
    "business_date": date(2026, 3, 2),
    "local_hour": 7,
    "verdict": "disputed",
    "reason": "7 of 71 orders the witness saw are not in the lake",
    "coverage_low": 0.81,
    "coverage_high": 0.95,
    "lake_events": 64,
    "witness_events": 71,
    "matched": 64,
    "missing_in_lake": 7,
    "quarantined": 0,
    "missing_in_witness": 0,
    "duplicates_in_lake": 0,
    "duplicates_in_witness": 0,
    "moved": 0,
    "amount_differs": 0,
    "lake_amount": Decimal("6400.50"),
    "witness_amount": None,
    "missing_amount": None,
}


@pytest.fixture
def build(aws: None) -> None:
    boto3.client("s3").create_bucket(
        Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
    )
    boto3.client("glue").create_database(DatabaseInput={"Name": "lake_b1"})


def stored() -> list[dict[str, Any]]:
    s3 = boto3.client("s3")
    (found,) = s3.list_objects_v2(Bucket="lake", Prefix="marts/b1/audit_cells/try/")["Contents"]
    body = s3.get_object(Bucket="lake", Key=found["Key"])["Body"].read()
    return pq.read_table(io.BytesIO(body)).to_pylist()


@pytest.mark.usefixtures("build")
def test_cells_come_back_as_they_were() -> None:
    S3JudgedCells().put("lake_b1", LOCATION, [CELL])
    assert stored() == [{**CELL, "hour_at": datetime(2026, 3, 2, 6)}]


@pytest.mark.usefixtures("build")
def test_the_table_has_the_stated_columns() -> None:
    S3JudgedCells().put("lake_b1", LOCATION, [CELL])
    table = boto3.client("glue").get_table(DatabaseName="lake_b1", Name="audit_cells")["Table"]
    columns = [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]
    assert columns == [(column.name, column.type) for column in CELL_COLUMNS]
    assert table["StorageDescriptor"]["Location"] == LOCATION


@pytest.mark.usefixtures("build")
def test_writing_again_replaces() -> None:
    for cells in ([CELL, CELL], [CELL]):
        S3JudgedCells().put("lake_b1", LOCATION, cells)
    assert len(stored()) == 1


@pytest.mark.usefixtures("build")
def test_a_lake_without_closed_hours_has_an_empty_table() -> None:
    S3JudgedCells().put("lake_b1", LOCATION, [])
    assert stored() == []


@pytest.mark.usefixtures("aws")
def test_a_missing_bucket_is_told() -> None:
    with pytest.raises(Misconfigured, match="audit_cells"):
        S3JudgedCells().put("lake_b1", LOCATION, [CELL])
