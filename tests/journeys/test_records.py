"""Files of records on the emulator: imported, committed, newest at night, corrected, deleted, forgotten."""

import json
from pathlib import Path
from typing import Any

import pytest
from tally.domain.records.record_tables import record_tables

from cli.ask import ask
from cli.clients import Endpoint
from tests.journeys.conftest import tally
from tests.journeys.erased_bytes import stored
from tests.record_files import as_csv, full_row

ORDERS = """order_id,ordered_at,customer_id,email,status,currency,total,updated_at
R-1,2026-11-20T23:30:00Z,zz-anna,zz-anna@shop.example,completed,EUR,10.333333,2026-11-20T10:00:00Z
R-2,2026-11-20T09:00:00Z,zz-bea,zz-bea@shop.example,completed,KWD,7.1255,2026-11-20T10:00:00Z
R-3,2026-11-20T09:00:00Z,zz-bea,zz-bea@shop.example,completed,EUR,"1,5",2026-11-20T10:00:00Z
R-4,2026-11-20T09:00:00Z,zz-bea,zz-bea@shop.example,completed,EUR,4,2026-11-20T10:00:00Z
"""
LATER = """order_id,ordered_at,customer_id,status,currency,total,updated_at,is_deleted
R-2,2026-11-20T09:00:00Z,zz-bea,cancelled,KWD,7.1255,2026-11-22T10:00:00Z,
R-4,,,,,,2026-11-22T10:00:00Z,true
R-1,2026-11-20T23:30:00Z,zz-anna,completed,EUR,99,2026-11-19T10:00:00Z,
"""


def load(folder: Path, table: str, text: str, *options: str) -> dict[str, Any]:
    file = folder / f"{table}.csv"
    file.write_text(text)
    (row,) = json.loads(tally("import", str(file), "--table", table, *options, "--format", "json"))
    counts: dict[str, Any] = {name: row[name] for name in ("landed", "stored", "repeated", "quarantined")}
    return counts


def rows(endpoint: Endpoint, sql: str) -> list[dict[str, Any]]:
    return ask(endpoint, sql).rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def test_a_file_lands_once_and_its_bad_row_is_in_quarantine(emulator: Endpoint, folder: Path) -> None:
    assert load(folder, "orders", ORDERS) == {"landed": 3, "stored": 3, "repeated": 0, "quarantined": 1}
    assert load(folder, "orders", ORDERS) == {"landed": 0, "stored": 0, "repeated": 3, "quarantined": 1}
    shown = json.loads(tally("quarantine", "show", "--reason", "wrong_type", "--format", "json"))
    (refused,) = [row for row in shown if row["source"] == "orders.csv"]
    assert refused["detail"].startswith("orders.csv, line 4: column total holds no number")
    assert "shop.example" not in str(refused)


def test_every_table_takes_a_file(emulator: Endpoint, folder: Path) -> None:
    for name, table in record_tables().items():
        text = as_csv([full_row(table) | dict.fromkeys(table.persons, "zz-anna")])
        assert load(folder, name, text)["stored"] == 1, name


def test_the_night_has_the_newest_version_of_each(emulator: Endpoint, folder: Path) -> None:
    assert load(folder, "orders", LATER)["stored"] == 3
    (folder / "buyers.toml").write_text('conditions = ["did Order Completed"]\n')
    tally("settings", "put", str(folder / "buyers.toml"), "--as", "cohort/buyers", "--written-by", "anna")
    tally("run", "nightly")
    asked = "select order_id, status, total, business_date from records_orders where order_id like 'R-%'"
    assert {tuple(map(str, row.values())) for row in rows(emulator, asked)} == {
        ("R-1", "completed", "10.333333", "2026-11-21"),
        ("R-2", "cancelled", "7.125500", "2026-11-20"),
    }
    kept = "select name, version, written_by, text from settings where kind = 'cohort'"
    assert [tuple(row.values()) for row in rows(emulator, kept)] == [
        ("buyers", 1, "anna", 'conditions = ["did Order Completed"]\n')
    ]
    for name in record_tables():
        assert rows(emulator, f"select count(*) as records from records_{name}")[0]["records"] >= 1, name


def test_who_is_forgotten_is_in_no_byte_of_any_table(emulator: Endpoint) -> None:
    held = [name for name, text in stored(emulator) if "zz-anna" in text]
    assert {name.split("/")[1] for name in held} >= {"records", "warehouse", "marts"}
    tally("forget", "zz-anna", "--yes")
    assert [name for name, text in stored(emulator) if "zz-anna" in text] == []
    left = rows(emulator, "select order_id from records_orders where order_id like 'R-%'")
    assert [row["order_id"] for row in left] == ["R-2"]


def test_the_night_after_knows_nothing_of_them(emulator: Endpoint) -> None:
    tally("run", "nightly")
    left = rows(emulator, "select order_id from records_orders where order_id like 'R-%'")
    assert [row["order_id"] for row in left] == ["R-2"]
