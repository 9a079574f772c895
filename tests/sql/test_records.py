"""Tables of records: the newest version of each key, for every table that there is."""

import pytest
from tally.domain.records.record_tables import record_tables
from tally.modelling import catalog
from tally.modelling.literals import Rows, bind

from tests.sql.tables import check, run, run_query

HEAD = "record_hash | dedup_key | day | from_currency | to_currency | rate | changed_at | arrived_at | place | is_deleted | source"


def rates(*versions: str) -> list[tuple[str, str]]:
    drawn = "\n".join([HEAD, *versions])
    rows = run("records_exchange_rates", exchange_rates_versions=drawn)
    return sorted((row["from_currency"], row["rate"]) for row in rows)


def version(
    rate: str,
    changed: str = "2026-11-20",
    arrived: str = "2026-11-21",
    *,
    place: int = 2,
    currency: str = "JPY",
    deleted: str = "false",
) -> str:
    key = {"JPY": 1, "USD": -2}[currency]
    moments = f"{changed} 00:00:00 | {arrived} 00:00:00"
    return f"{key} | {hash((rate, changed)) % 10**9} | 2026-11-20 | {currency} | EUR | {rate} | {moments} | {place} | {deleted} | r.csv"


def test_the_newest_version_counts_whatever_came_when() -> None:
    assert rates(
        version("2", changed="2026-11-22", arrived="2026-11-22"), version("1", arrived="2026-11-25")
    ) == [("JPY", "2.0000000000")]


def test_of_equally_new_versions_the_later_import_counts_then_the_later_line() -> None:
    assert rates(version("1", arrived="2026-11-23"), version("2")) == [("JPY", "1.0000000000")]
    assert rates(version("1", place=9), version("2", place=10)) == [("JPY", "2.0000000000")]


def test_equal_in_all_of_these_one_stays_and_always_the_same() -> None:
    versions = [version("1"), version("2")]
    assert len(rates(*versions)) == 1
    assert rates(*versions) == rates(*reversed(versions))


def test_a_deleted_record_is_gone_until_a_newer_version_comes() -> None:
    gone = version("1", changed="2026-11-22", deleted="true")
    assert rates(version("1"), gone, version("3", currency="USD")) == [("USD", "3.0000000000")]
    assert rates(version("1"), gone, version("4", changed="2026-11-23")) == [("JPY", "4.0000000000")]


def test_a_rate_keeps_ten_decimals() -> None:
    assert rates(version("0.0061234567")) == [("JPY", "0.0061234567")]


def test_a_record_is_of_the_day_that_its_newest_version_has() -> None:
    drawn = """record_hash | order_id | business_date | changed_at | is_deleted
1 | a | 2026-11-21 | 2026-11-22 00:00:00 | false
1 | a | 2026-11-20 | 2026-11-20 00:00:00 | false
2 | b |  | 2026-11-22 00:00:00 | false"""
    found = run("records_orders", orders_versions=drawn)
    assert {row["order_id"]: row.get("business_date") for row in found} == {"a": "2026-11-21", "b": None}


@pytest.mark.parametrize("table", record_tables().values(), ids=lambda table: table.name)
def test_every_table_gives_its_columns(table: object) -> None:
    versions = catalog.version_sources()[list(record_tables().values()).index(table)]  # type: ignore[arg-type]
    name = f"records_{table.name}"  # type: ignore[attr-defined]
    drawn = "record_hash | dedup_key | changed_at | arrived_at | place | is_deleted | source\n"
    drawn += "1 | 1 | 2026-11-20 00:00:00 | 2026-11-20 00:00:00 | 2 | false | a.csv"
    check(name, "source\na.csv", **{versions: drawn})


def test_stored_versions_are_counted_by_their_landing_objects() -> None:
    found = catalog.of_records("stored_versions", record_tables()["orders"])
    drawn = "order_id | batch_id\no1 | a\no2 | a\no3 | b\no4 | c"
    values = {"batches": Rows(("varchar",), [("a",), ("c",)])}
    assert run_query(bind(found.sql, values), orders_versions=drawn) == [{"versions": "3"}]
