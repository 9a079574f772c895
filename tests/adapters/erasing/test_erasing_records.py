"""A customer is in every table of records that names persons: in landing, versions, marts. Then no more."""

from pathlib import Path
from typing import Any

import pytest
from tally.adapters.iceberg.lake_tables import version_tables
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.record_versions import RecordVersions
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import record_tables
from tally.use_cases.commit_events import CommitEvents
from tally.use_cases.forget_customer import ForgetRequest
from tally.use_cases.import_records import ImportRecords

from tests.erasing import BUCKETS, SmallShop
from tests.record_files import LABELS, as_csv, batches_of, full_row

LAKE = BUCKETS[0]
NAMING = [table for table in record_tables().values() if table.persons]


def rows_of(table: RecordTable, *, bad: bool = False) -> str:
    """A record of Anna for each column that names a person, and two of others."""
    rows = []
    for number, person in enumerate([*(f"anna in {name}" for name in table.persons), "bea", "cia"]):
        cells = dict.fromkeys(table.key, f"k{number}")
        cells |= {name: "anna-mark" if person == f"anna in {name}" else "bea-mark" for name in table.persons}
        for column in table.columns:
            if column.label and column.name in table.key:
                cells[column.name] = LABELS[column.label][number]
        cells = {name: cell for name, cell in cells.items() if typed(table, name) == "string"}
        cells |= dict.fromkeys(table.differ[1:], "USD")
        rows.append(full_row(table, **cells))
    if bad:
        date = next(column.name for column in table.columns if column.type in ("date", "timestamp"))
        rows.append(rows[0] | {date: "never"})
    return as_csv(rows)


def typed(table: RecordTable, name: str) -> str:
    return next(column.type for column in table.columns if column.name == name)


@pytest.fixture
def shop(aws: None, tmp_path: Path) -> SmallShop:
    """All tables filled and committed; half of the versions in a landing object that is not committed yet."""
    shop = SmallShop.empty()
    shop.commit()
    quarantine = S3LandingArea(shop.s3, LAKE, "quarantine", QUARANTINE_COLUMNS)
    for opened in version_tables(shop.glue, shop.s3, "lake", LAKE):
        name = opened.layout.name.removesuffix("_versions")
        table = record_tables()[name]
        landing = S3LandingArea(shop.s3, LAKE, opened.layout.landing, opened.layout.columns)
        commit = CommitEvents(
            S3LandingIndex(shop.s3, LAKE, opened.layout), IcebergLake(opened), RecordVersions(), quarantine
        )
        batches = batches_of(table, tmp_path, rows_of(table, bad=True))
        ImportRecords(landing, quarantine)(batches)
        assert commit().committed == len(table.persons) + 2
        shop.put(LAKE, f"marts/b1/records_{name}/t/a.parquet", batches[0].rows)
        corrected = rows_of(table).replace("19.90", "17").replace("2.5", "3").replace(",x,", ",y,")
        ImportRecords(landing, quarantine)(batches_of(table, tmp_path, corrected))
    return shop


def stored(shop: SmallShop) -> dict[str, list[dict[str, Any]]]:
    tables = version_tables(shop.glue, shop.s3, "lake", LAKE)
    return {each.layout.name: each.load().scan().to_arrow().to_pylist() for each in tables}


def objects_with(shop: SmallShop, text: str) -> list[str]:
    found = []
    for bucket in BUCKETS:
        for listed in shop.s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            body = shop.s3.get_object(Bucket=bucket, Key=listed["Key"])["Body"].read()
            if text in body.decode("latin-1") or _rows_name(body, text):
                found.append(listed["Key"])
    return found


def _rows_name(body: bytes, text: str) -> bool:
    import io

    import pyarrow.parquet as pq

    return body[:4] == b"PAR1" and text in str(pq.ParquetFile(io.BytesIO(body)).read().to_pylist())


def test_nothing_of_a_person_stays_in_any_table(shop: SmallShop) -> None:
    tables = {f"{table.name}_versions" for table in NAMING}
    held = objects_with(shop, "anna-mark")
    for place in ("records/table=", "warehouse/", "marts/b1/", "quarantine/"):
        assert any(key.startswith(place) for key in held), place
    before = stored(shop)
    done = shop.forget()(ForgetRequest("anna-mark"), lambda: True)
    assert done.reasons == ()
    assert objects_with(shop, "anna-mark") == []
    after = stored(shop)
    for name, rows in before.items():
        others = [row for row in rows if "anna-mark" not in row.values()]
        assert sorted(after[name], key=str) == sorted(others, key=str)
        assert (len(others) < len(rows)) == (name in tables)


def test_a_dry_run_tells_what_lies_in_each_place(shop: SmallShop) -> None:
    places = shop.forget().look(ForgetRequest("anna-mark", dry_run=True)).places
    assert places["landing, records"].rows == 2 * sum(len(table.persons) for table in NAMING)
    for table in NAMING:
        assert places[f"records.{table.name}_versions"].rows == len(table.persons)
    assert objects_with(shop, "anna-mark")


def test_a_commit_after_the_erasure_brings_nothing_back(shop: SmallShop) -> None:
    shop.forget()(ForgetRequest("anna-mark"), lambda: True)
    quarantine = S3LandingArea(shop.s3, LAKE, "quarantine", QUARANTINE_COLUMNS)
    for opened in version_tables(shop.glue, shop.s3, "lake", LAKE):
        index = S3LandingIndex(shop.s3, LAKE, opened.layout)
        CommitEvents(index, IcebergLake(opened), RecordVersions(), quarantine)()
    assert objects_with(shop, "anna-mark") == []
