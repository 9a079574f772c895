"""S3KpiFiles: both formats, and the pointer last."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import boto3
import pytest
from tally.adapters.publishing.kpi_files import S3KpiFiles
from tally.domain.errors import Misconfigured
from tally.domain.reports.restatements import Restatement
from tally.ports.publishing import KpiRows, Publication

ROWS = [
    {"business_date": date(2026, 11, 20), "kpi": "orders", "value": 4.0, "reason": 'he said "è, sì"'},
    {"business_date": date(2026, 11, 20), "kpi": "net_revenue", "value": Decimal("12.50"), "reason": None},
]


@pytest.fixture
def files(aws: None) -> S3KpiFiles:
    place = {"LocationConstraint": "eu-south-1"}
    boto3.client("s3").create_bucket(Bucket="results", CreateBucketConfiguration=place)
    return S3KpiFiles(boto3.client("s3"), "results")


def put(files: S3KpiFiles, build: str, tables: KpiRows, *restated: Restatement) -> Sequence[str]:
    return files.put(Publication(build, tables, restated))


def read(key: str) -> dict[str, Any]:
    return boto3.client("s3").get_object(Bucket="results", Key=key)


def test_json_csv_and_pointer(files: S3KpiFiles) -> None:
    assert put(files, "b1", {"kpis": ROWS, "kpis_by_country": []}) == [
        "kpis/b1/kpis.json",
        "kpis/b1/kpis.csv",
        "kpis/b1/kpis_by_country.json",
        "kpis/b1/kpis_by_country.csv",
        "kpis/b1/restated.json",
        "kpis/latest.json",
    ]
    stored = read("kpis/b1/kpis.json")
    assert stored["ContentType"] == "application/json"
    assert json.loads(stored["Body"].read()) == {
        "build": "b1",
        "kpis": [
            {"business_date": "2026-11-20", "kpi": "orders", "value": 4.0, "reason": 'he said "è, sì"'},
            {"business_date": "2026-11-20", "kpi": "net_revenue", "value": 12.5, "reason": None},
        ],
    }
    assert read("kpis/b1/kpis.csv")["Body"].read().decode() == (
        "business_date,kpi,value,reason\n"
        '2026-11-20,orders,4.0,"he said ""è, sì"""\n'
        "2026-11-20,net_revenue,12.50,\n"
    )
    assert json.loads(read("kpis/latest.json")["Body"].read()) == {
        "build": "b1",
        "tables": {
            "kpis": {"rows": 2, "json": "kpis/b1/kpis.json", "csv": "kpis/b1/kpis.csv"},
            "kpis_by_country": {
                "rows": 0,
                "json": "kpis/b1/kpis_by_country.json",
                "csv": "kpis/b1/kpis_by_country.csv",
            },
        },
        "restated": {"rows": 0, "json": "kpis/b1/restated.json"},
    }


def test_what_is_published_is_read_again(files: S3KpiFiles) -> None:
    assert files.newest() is None
    restated = Restatement(date(2026, 11, 19), "all", "all", "orders", 3.0, None, "because")
    put(files, "b1", {"kpis": ROWS})
    put(files, "b2", {"kpis": ROWS, "kpis_by_country": []}, restated)
    found = files.newest()
    assert found is not None
    assert (found.build, list(found.restated)) == ("b2", [restated])
    assert [row["value"] for row in found.tables["kpis"]] == [4.0, 12.5]
    assert found.tables["kpis_by_country"] == []


def test_no_rows_are_files_too(files: S3KpiFiles) -> None:
    put(files, "b1", {"kpis": []})
    assert json.loads(read("kpis/b1/kpis.json")["Body"].read())["kpis"] == []
    assert read("kpis/b1/kpis.csv")["Body"].read() == b""


def test_the_pointer_stays_where_it_was_when_a_file_cannot_be_written(files: S3KpiFiles) -> None:
    put(files, "b1", {"kpis": ROWS})
    with pytest.raises(TypeError):
        put(files, "b2", {"kpis": [{"value": object()}]})
    assert json.loads(read("kpis/latest.json")["Body"].read())["build"] == "b1"


def test_a_missing_bucket_is_said(aws: None) -> None:
    with pytest.raises(Misconfigured, match="write KPI files"):
        put(S3KpiFiles(boto3.client("s3"), "nowhere"), "b1", {"kpis": ROWS})
