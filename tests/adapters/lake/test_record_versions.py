"""Versions of records: what is new, what came before, what changes nothing; then in a real Iceberg table."""

from datetime import datetime, timedelta
from pathlib import Path

import boto3
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy_boto3_s3 import S3Client
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import lay_out_versions
from tally.adapters.lake.duplicates import ArrowSightings
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.record_versions import RecordVersions
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.records.record_tables import record_table
from tally.use_cases.commit_events import CommitEvents
from tally.use_cases.import_records import ImportRecords

from tests.record_files import IMPORTED_AT, batches_of, versions_of

CHECK = RecordVersions()
RATES = "day,from,to,rate{}\n2026-11-20,JPY,EUR,{}{}\n"


def rate(folder: Path, value: str, *, changed: str = "", hours: int = 0) -> pa.Table:
    at = IMPORTED_AT + timedelta(hours=hours)
    told = (",changed_at", f",{changed}") if changed else ("", "")
    return versions_of("exchange_rates", folder, RATES.format(told[0], value, told[1]), at=at)


def split(rows: pa.Table, known: pa.Table) -> ArrowSightings:
    return CHECK.split(rows, known, lambda keys: known)


def kept(rows: pa.Table, known: pa.Table) -> list[str]:
    found = split(rows, known)
    assert found.repeated == len(rows) - len(found.new)
    return [str(row["rate"].normalize()) for row in found.new.to_pylist()]


def test_a_file_that_comes_again_brings_nothing(tmp_path: Path) -> None:
    known = rate(tmp_path, "0.0061")
    assert kept(rate(tmp_path, "0.0061", hours=5), known) == []
    assert kept(rate(tmp_path, "0.00610", hours=5), known) == []


def test_a_file_that_goes_back_to_an_older_state_is_a_new_version(tmp_path: Path) -> None:
    known = pa.concat_tables([rate(tmp_path, "0.0061"), rate(tmp_path, "0.0062", hours=1)])
    assert kept(rate(tmp_path, "0.0061", hours=2), known) == ["0.0061"]
    assert kept(rate(tmp_path, "0.0062", hours=2), known) == []


def test_the_same_told_version_comes_once_whenever_it_arrives(tmp_path: Path) -> None:
    first = rate(tmp_path, "0.0061", changed="2026-11-21T00:00:00Z")
    again = rate(tmp_path, "0.0061", changed="2026-11-21T00:00:00Z", hours=30)
    older = rate(tmp_path, "0.0061", changed="2026-11-20T00:00:00Z", hours=30)
    nothing = first.slice(0, 0)
    assert kept(pa.concat_tables([first, again]), nothing) == ["0.0061"]
    assert kept(again, first) == []
    assert kept(older, first) == ["0.0061"]


def test_of_two_rows_of_one_import_the_later_counts(tmp_path: Path) -> None:
    rows = versions_of(
        "exchange_rates",
        tmp_path,
        "day,from,to,rate\n2026-11-20,JPY,EUR,1\n2026-11-20,JPY,EUR,2\n2026-11-20,USD,EUR,3\n",
    )
    assert sorted(kept(rows, rows.slice(0, 0))) == ["2", "3"]
    again = versions_of(
        "exchange_rates",
        tmp_path,
        "day,from,to,rate\n2026-11-20,JPY,EUR,1\n2026-11-20,JPY,EUR,2\n2026-11-20,USD,EUR,3\n",
        at=IMPORTED_AT + timedelta(days=1),
    )
    assert kept(again, split(rows, rows.slice(0, 0)).new) == []


IMPORTS = st.lists(
    st.tuples(st.sampled_from(["JPY", "USD"]), st.integers(1, 3), st.sampled_from(["", "1", "2"])), max_size=8
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@given(imports=IMPORTS, chunk=st.integers(1, 8))
def test_whatever_the_commits_the_newest_versions_are_those_of_the_rule(
    folder: Path, imports: list[tuple[str, int, str]], chunk: int
) -> None:
    """The rule: the newest by changed_at (else the import's), of equal ones that which first came later."""
    tables, newest, seen = [], {}, set()
    for number, (currency, value, told) in enumerate(imports):
        at = IMPORTED_AT + timedelta(hours=number)
        changed = f"2026-11-2{told}T00:00:00Z" if told else ""
        text = RATES.replace("JPY", currency).format(
            ",changed_at" if told else "", value, f",{changed}" if told else ""
        )
        tables.append(versions_of("exchange_rates", folder, text, at=at))
        moment = datetime.fromisoformat(changed) if told else at
        if (currency, moment, value) not in seen:
            newest[currency] = max(newest.get(currency, (moment, -1, 0)), (moment, number, value))
        seen.add((currency, moment, value))
    held: pa.Table | None = None
    for start in range(0, len(tables), chunk):
        rows = pa.concat_tables(tables[start : start + chunk])
        known = rows.slice(0, 0) if held is None else held
        new = split(rows, known).new
        held = pa.concat_tables([known, new])
    found: dict[str, tuple[datetime, datetime, int]] = {}
    for row in [] if held is None else held.to_pylist():
        one = (row["changed_at"], row["arrived_at"], int(row["rate"]))
        found[row["from_currency"]] = max(found.get(row["from_currency"], one), one)
    assert {currency: one[2] for currency, one in found.items()} == {
        currency: one[2] for currency, one in newest.items()
    }


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    glue_client().create_database(DatabaseInput={"Name": "lakerecords"})
    return client


def commit(s3: S3Client, table: str) -> CommitEvents:
    layout = lay_out_versions(record_table(table))
    opened = LakeTable(layout, glue_client(), s3, "lakerecords", "lake-bucket")
    quarantine = S3LandingArea(s3, "lake-bucket", "quarantine", QUARANTINE_COLUMNS)
    return CommitEvents(
        S3LandingIndex(s3, "lake-bucket", layout), IcebergLake(opened), RecordVersions(), quarantine
    )


def land(s3: S3Client, folder: Path, table: str, text: str, hours: int = 0) -> None:
    layout = lay_out_versions(record_table(table))
    landing = S3LandingArea(s3, "lake-bucket", layout.landing, layout.columns)
    quarantine = S3LandingArea(s3, "lake-bucket", "quarantine", QUARANTINE_COLUMNS)
    ImportRecords(landing, quarantine)(
        batches_of(table, folder, text, at=IMPORTED_AT + timedelta(hours=hours))
    )


def stored(s3: S3Client, table: str) -> list[dict[str, object]]:
    layout = lay_out_versions(record_table(table))
    opened = LakeTable(layout, glue_client(), s3, "lakerecords", "lake-bucket").load()
    assert opened is not None
    return sorted(opened.scan().to_arrow().to_pylist(), key=lambda row: row["arrived_at"])


def test_an_empty_table_is_made_with_the_columns_of_its_file(s3: S3Client) -> None:
    assert commit(s3, "orders")().objects == 0
    made = glue_client().get_table(DatabaseName="lakerecords", Name="orders_versions")["Table"]
    assert made["StorageDescriptor"]["Location"] == "s3://lake-bucket/warehouse/orders_versions"
    columns = [column["Name"] for column in made["StorageDescriptor"]["Columns"]]
    assert columns == [column.name for column in record_table("orders").version_columns]
    assert stored(s3, "orders") == []


@pytest.mark.parametrize("changed_at", ["", "2026-11-21T00:00:00Z"], ids=["not told", "told"])
def test_versions_are_appended_once(s3: S3Client, tmp_path: Path, changed_at: str) -> None:
    head = "order_id,ordered_at,total,updated_at\n"
    file = f"{head}1,2026-11-20T09:00:00Z,10,{changed_at}\n2,2025-03-01T09:00:00Z,5,{changed_at}\n"
    land(s3, tmp_path, "orders", file)
    assert commit(s3, "orders")().committed == 2
    assert commit(s3, "orders")().objects == 0
    land(s3, tmp_path, "orders", file)
    land(s3, tmp_path, "orders", file, hours=30)
    done = commit(s3, "orders")()
    assert (done.committed, done.duplicates) == (0, 2)
    corrected = file.replace(",10,", ",12,").replace("11-21", "11-22")
    land(s3, tmp_path, "orders", corrected, hours=40)
    assert commit(s3, "orders")().committed == (2 if changed_at else 1)
    assert [str(row["total"]) for row in stored(s3, "orders") if row["order_id"] == "1"] == [
        "10.000000",
        "12.000000",
    ]


def test_months_are_partitions_and_are_compacted(s3: S3Client, tmp_path: Path) -> None:
    head = "order_id,ordered_at\n"
    for number in range(1, 4):
        land(s3, tmp_path, "orders", f"{head}{number},2026-10-0{number}T09:00:00Z\n", hours=number)
        assert commit(s3, "orders")().committed == 1
    layout = lay_out_versions(record_table("orders"))
    lake = IcebergLake(LakeTable(layout, glue_client(), s3, "lakerecords", "lake-bucket"))
    october = datetime(2026, 10, 1).date()
    assert lake.days_to_compact(datetime(2026, 11, 29).date()) == [october]
    assert lake.rewrite_day(october) == 3
    assert lake.days_to_compact(datetime(2026, 11, 29).date()) == []
    assert len(stored(s3, "orders")) == 3
