"""Adding a table of records is adding one file: it is imported, committed, made newest, told and erased."""

import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from tally.adapters.erasing.person_columns import person_columns
from tally.adapters.iceberg.lake_tables import version_tables
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.record_versions import RecordVersions
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.records import record_tables
from tally.modelling import catalog
from tally.use_cases.commit_events import CommitEvents
from tally.use_cases.forget_customer import ForgetRequest
from tally.use_cases.import_records import ImportRecords

from cli.output import model_docs, record_docs
from tests.erasing import BUCKETS, SmallShop
from tests.record_files import batches_of
from tests.sql import tables

SUPPLIERS = """
description = "Who the shop buys from"
grain = "one row per supplier_id and country"
owner = "buying"
key = ["supplier_id", "country"]
persons = ["contact_id", "deputy_id"]

[columns]
supplier_id = { type = "string", comment = "buying's id" }
country = { type = "string", comment = "ISO 3166 two-letter code" }
contact_id = { type = "string", comment = "customer id of who answers there" }
deputy_id = { type = "string", comment = "customer id of who answers otherwise" }
phone = { type = "string", personal = "hash", comment = "hashed" }
rating = { type = "bigint", comment = "1 to 5" }
"""
FILE = """supplier_id,country,contact_id,deputy_id,phone,rating
s1,IT,anna-mark,bea,+39 02 1234567,4
s1,FR,bea,anna-mark,,5
s2,IT,bea,cia,,3
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same tables and one more, as if its file lay with theirs."""
    folder = tmp_path / "records"
    shutil.copytree(str(resources.files("tally").joinpath("records")), folder)
    (folder / "suppliers.toml").write_text(SUPPLIERS)
    caches = (record_tables.record_tables, catalog._catalog, tables.column_types, person_columns)
    with monkeypatch.context() as patched:
        patched.setattr(record_tables, "records_folder", lambda: folder)
        for cached in caches:
            cached.cache_clear()
        columns = record_tables.record_table("suppliers").version_columns
        patched.setitem(tables._COLUMNS, "suppliers_versions", columns)
        yield
    for cached in caches:
        cached.cache_clear()


def test_it_is_a_model_and_stands_on_the_pages(added: None) -> None:
    assert "suppliers_versions" in catalog.version_sources()
    versions = """
        record_hash | supplier_id | rating | changed_at          | is_deleted
        1           | s1          | 4      | 2026-11-20 00:00:00 | false
        1           | s1          | 5      | 2026-11-21 00:00:00 | false
    """
    tables.check("records_suppliers", "supplier_id | rating\ns1 | 5", suppliers_versions=versions)
    assert "### records_suppliers\n" in model_docs.text()
    assert "### suppliers\n" in record_docs.text(record_docs.PATH.read_text())


def test_its_files_land_are_committed_and_erased(added: None, aws: None, tmp_path: Path) -> None:
    shop = SmallShop.empty()
    shop.commit()
    (opened,) = [
        each
        for each in version_tables(shop.glue, shop.s3, "lake", BUCKETS[0])
        if each.layout.name == "suppliers_versions"
    ]
    layout = opened.layout
    quarantine = S3LandingArea(shop.s3, BUCKETS[0], "quarantine", QUARANTINE_COLUMNS)
    landing = S3LandingArea(shop.s3, BUCKETS[0], layout.landing, layout.columns)
    ImportRecords(landing, quarantine)(batches_of("suppliers", tmp_path, FILE))
    index = S3LandingIndex(shop.s3, BUCKETS[0], layout)
    assert CommitEvents(index, IcebergLake(opened), RecordVersions(), quarantine)().committed == 3
    for each in version_tables(shop.glue, shop.s3, "lake", BUCKETS[0]):
        each.load_or_create()
    done = shop.forget()(ForgetRequest("anna-mark"), lambda: True)
    assert done.proof.places["records.suppliers_versions"].rows == 2
    assert done.proof.places["landing, records"].rows == 2
    left = opened.load().scan().to_arrow().to_pylist()
    assert [(row["supplier_id"], row["country"], row["contact_id"]) for row in left] == [("s2", "IT", "bea")]
