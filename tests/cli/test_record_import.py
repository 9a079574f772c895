"""`tally import --table` up to landing: what lands, what is refused, what is told of it."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.plan_in_force import ADDRESS
from tests.cli.fake_tally import FakeTally, run
from tests.settings import writer

ORDERS = """Order ID,created_at,customer_id,email,status,total,updated_at,margin
1001,2026-11-20T09:00:00Z,u1,anna@shop.example,Completed,10.5,2026-11-20T10:00:00Z,3
1002,2026-11-20T09:00:00Z,u2,bea@shop.example,paid,10.5,2026-11-20T10:00:00Z,3
1003,2026-11-20T09:00:00Z,u3,cia@shop.example,completed,"10,5",2026-11-20T10:00:00Z,3
,2026-11-20T09:00:00Z,u4,dora@shop.example,completed,1,2026-11-20T10:00:00Z,3
"""


@pytest.fixture
def tally() -> FakeTally:
    fake = FakeTally()
    fake.functions["commit_events"] = lambda _: {"remaining": False}
    return fake


def load(tally: FakeTally, folder: Path, text: str = ORDERS, *options: str, table: str = "orders") -> Result:
    file = folder / "in.csv"
    file.write_text(text)
    return run(tally, "import", str(file), "--table", table, *options)


def printed(done: Result) -> dict[str, Any]:
    [row] = json.loads(done.stdout)
    row.pop("seconds")
    return row


def test_good_rows_land_and_bad_ones_are_kept_with_line_and_column(tally: FakeTally, tmp_path: Path) -> None:
    done = load(tally, tmp_path, ORDERS, "--format", "json")
    assert done.exit_code == 0
    counts = {"rows": 4, "landed": 1, "stored": 1, "repeated": 0, "quarantined": 3}
    assert printed(done) == {"table": "orders", **counts, "changed_at": "updated_at"}
    (landed,) = tally.landed.values()
    assert landed["order_id"].to_pylist() == ["1001"]
    (kept,) = tally.quarantined.values()
    found = {(row["field"], row["reason"], row["detail"].partition(" holds")[0]) for row in kept.to_pylist()}
    assert found == {
        ("status", "not_allowed", "in.csv, line 3: column status"),
        ("total", "wrong_type", "in.csv, line 4: column total"),
        (
            "Order ID",
            "missing_field",
            "in.csv, line 5: column Order ID is empty, or means nobody as undefined, null and 0 do: every "
            "row needs an id there. Correct it and import the file again",
        ),
    }


def test_personal_data_reach_neither_landing_nor_quarantine(tally: FakeTally, tmp_path: Path) -> None:
    load(tally, tmp_path)
    for rows in (*tally.landed.values(), *tally.quarantined.values()):
        assert "shop.example" not in str(rows.to_pylist())
        assert "hmac:" in str(rows.to_pylist())


def test_people_read_what_happened_and_what_to_do(tally: FakeTally, tmp_path: Path) -> None:
    said = load(tally, tmp_path).stdout
    assert "not_allowed" in said
    assert "tally quarantine show " in said
    assert "Not stored, for orders has no such columns: margin" in said
    assert "Next: tally run nightly, then records_orders has the newest versions" in said


def test_words_that_became_null_are_told(tally: FakeTally, tmp_path: Path) -> None:
    text = "order_id,ordered_at,country\n1,2026-11-20,Unspecified\n2,2026-11-20,Italy\n"
    said = " ".join(load(tally, tmp_path, text).stdout.split())
    assert "Null, for the words are unknown: country (1). Tell in a map what they mean" in said
    assert "Null," not in load(tally, tmp_path, text.replace("Unspecified", "France")).stdout


def test_ids_that_mean_nobody_are_told_by_the_plan_in_force(tally: FakeTally, tmp_path: Path) -> None:
    text = "order_id,ordered_at,customer_id\n1,2026-11-20,undefined\n2,2026-11-20,Demo\n3,2026-11-20,A@b.c\n"
    said = " ".join(load(tally, tmp_path, text).stdout.split())
    assert "Null, for the ids mean nobody, as undefined and 0 do: customer_id (1)" in said
    writer(tally.settings).put(ADDRESS, 'placeholder_ids = ["demo"]\nemail_ids_ignore_case = true\n')
    said = " ".join(load(tally, tmp_path, text).stdout.split())
    assert "customer_id (2)" in said
    first, second = (landed["customer_id"].to_pylist() for landed in tally.landed.values())
    assert (first, second) == ([None, "Demo", "A@b.c"], [None, None, "a@b.c"])


def test_the_same_file_again_lands_nothing(tally: FakeTally, tmp_path: Path) -> None:
    load(tally, tmp_path)
    row = printed(load(tally, tmp_path, ORDERS, "--format", "json"))
    assert (row["rows"], row["landed"], row["stored"], row["repeated"]) == (4, 0, 0, 1)
    assert len(tally.quarantined) == 1


def test_without_a_time_of_change_it_is_that_of_the_import(tally: FakeTally, tmp_path: Path) -> None:
    rates = "day,from,to,rate\n2026-11-20,JPY,EUR,0.0061\n"
    row = printed(load(tally, tmp_path, rates, "--format", "json", table="exchange_rates"))
    assert row["changed_at"] == "time of import"
    (landed,) = tally.landed.values()
    assert landed["changed_at"] == landed["arrived_at"]
    assert landed["is_changed_at_told"].to_pylist() == [False]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Rome", ["2026-11-21", "2026-11-20", "2026-11-20"]),
        ("Asia/Tokyo", ["2026-11-21", "2026-11-20", "2026-11-21"]),
        ("America/Los_Angeles", ["2026-11-20", "2026-11-19", "2026-11-20"]),
    ],
)
def test_days_are_those_of_the_deployed_zone_and_not_of_this_machine(
    tally: FakeTally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, days: list[str]
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    tally.timezone = zone
    try:
        moments = ["2026-11-20T23:30:00Z", "2026-11-20T03:30:00Z", "2026-11-20T16:30:00Z"]
        rows = [f"{number},{moment}" for number, moment in enumerate(moments, 1)]
        load(tally, tmp_path, "\n".join(["order_id,ordered_at", *rows]))
    finally:
        monkeypatch.undo()
        time.tzset()
    (landed,) = tally.landed.values()
    assert list(map(str, landed["business_date"].to_pylist())) == days


def test_deleted_records_need_their_key_only(tally: FakeTally, tmp_path: Path) -> None:
    row = printed(load(tally, tmp_path, "order_id\n1001\n", "--deleted", "--format", "json"))
    assert row["landed"] == 1
    (landed,) = tally.landed.values()
    assert landed["is_deleted"].to_pylist() == [True]


def test_a_map_says_which_column_is_which_and_what_a_value_means(tally: FakeTally, tmp_path: Path) -> None:
    mapped = tmp_path / "map.toml"
    mapped.write_text(
        """
[file]
delimiter = ";"
timezone = "Europe/Rome"
[columns]
order_id = "Nr."
ordered_at = { column = "Datum", format = "%d.%m.%Y %H:%M" }
total = "Summe"
status = "Status"
currency = { constant = "EUR" }
[values.status]
"bezahlt" = "completed"
"""
    )
    text = "Nr.;Datum;Summe;Status\n7;20.11.2026 09:30;12.5;bezahlt\n8;31.02.2026 09:30;1;bezahlt\n"
    row = printed(load(tally, tmp_path, text, "--map", str(mapped), "--format", "json"))
    assert (row["landed"], row["quarantined"]) == (1, 1)
    (landed,) = tally.landed.values()
    (order,) = landed.to_pylist()
    assert (order["order_id"], order["status"], order["currency"]) == ("7", "completed", "EUR")


@pytest.mark.parametrize(
    ("text", "options", "code", "told"),
    [
        (ORDERS, ["--table", "orderz"], 2, "there is no table orderz of records: there are care_contacts"),
        (
            "total\n1\n",
            ["--table", "orders"],
            3,
            "in.csv has no column order_id, which orders needs; it has total",
        ),
        ("order_id\n1\n", ["--table", "orders"], 3, "in.csv has no column ordered_at"),
    ],
)
def test_what_cannot_be_imported_at_all_is_said_in_a_sentence(
    tally: FakeTally, tmp_path: Path, text: str, options: list[str], code: int, told: str
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(text)
    done = run(tally, "import", str(file), *options)
    assert done.exit_code == code
    assert told in done.stderr
    assert not tally.landed


def test_a_file_without_one_good_row_ends_with_1(tally: FakeTally, tmp_path: Path) -> None:
    assert load(tally, tmp_path, "order_id,ordered_at\n1,yesterday\n").exit_code == 1


def test_events_still_need_a_map(tally: FakeTally, tmp_path: Path) -> None:
    assert run(tally, "import", str(tmp_path / "in.csv")).exit_code == 2


def test_a_map_that_is_kept_in_the_settings_is_named(tally: FakeTally, tmp_path: Path) -> None:
    mapped = tmp_path / "map.toml"
    mapped.write_text('table = "orders"\n[columns]\norder_id = "Nr"\n')
    assert run(tally, "settings", "put", str(mapped), "--as", "import_map/till").exit_code == 0
    row = printed(load(tally, tmp_path, "Nr\n7\n", "--map", "till", "--deleted", "--format", "json"))
    assert row["rows"] == 1
    for words, told in (
        (("--map", "shop"), "there is no file shop, and no import map"),
        (("--map", "it's"), "use a-z, 0-9"),
        (
            ("--map", "till", "--table", "refunds"),
            "import_map/till, version 1: this is a map of orders, and not",
        ),
    ):
        refused = load(tally, tmp_path, "Nr\n7\n", *words)
        assert (refused.exit_code in (2, 3), told in refused.stderr) == (True, True)
