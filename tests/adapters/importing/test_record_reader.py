"""Files of records as versions: kinds of files, keys and hashes, what is refused and what is kept of it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_file import RecordFile
from tally.adapters.importing.record_map import RecordMap, read_record_map
from tally.adapters.importing.record_reader import RecordReader
from tally.adapters.wire.id_key import key_of
from tally.domain.errors import Misconfigured
from tally.domain.people.id_rules import IdRules
from tally.domain.records.record_tables import record_table
from tally.domain.shop.shop_clock import ShopClock

from tests.record_files import IMPORTED_AT, SHOP, as_csv, batches_of, full_row, versions_of

DATES = BusinessDates(SHOP)
ORDER = {"order_id": "1", "ordered_at": "2026-11-20T09:00:00Z", "total": "10.5"}
ROWS = [ORDER, ORDER | {"order_id": "2", "total": "7.1255"}]


def write(folder: Path, name: str) -> Path:
    file = folder / name
    if name.endswith(".parquet"):
        moments = [datetime(2026, 11, 20, 9)] * 2
        table = {"order_id": [1, 2], "ordered_at": moments, "total": [Decimal("10.5"), Decimal("7.1255")]}
        pq.write_table(pa.table(table), file)
    elif name.endswith(".jsonl"):
        typed = [row | {"order_id": int(row["order_id"]), "total": float(row["total"])} for row in ROWS]
        file.write_text("\n".join(map(json.dumps, typed)))
    else:
        file.write_text(as_csv(ROWS))
    return file


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_row_is_the_same_version_whatever_the_kind_of_file(tmp_path: Path, name: str) -> None:
    reader = RecordReader(record_table("orders"), RecordMap(), "a", IMPORTED_AT, DATES)
    (batch,) = RecordFile(write(tmp_path, name), reader)
    (wanted,) = RecordFile(
        write(tmp_path, "b.csv"), RecordReader(record_table("orders"), RecordMap(), "a", IMPORTED_AT, DATES)
    )
    for column in ("order_id", "total", "record_hash", "payload_fingerprint", "dedup_key", "month"):
        assert batch.rows[column].to_pylist() == wanted.rows[column].to_pylist(), column


def test_rows_of_parquet_are_numbered_over_all_row_groups(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    moments = [datetime(2026, 11, 20, 9)] * 5
    pq.write_table(pa.table({"order_id": [*"abcde"], "ordered_at": moments}), file, row_group_size=2)
    (batch,) = RecordFile(file, RecordReader(record_table("orders"), RecordMap(), "a", IMPORTED_AT, DATES))
    assert batch.rows["place"].to_pylist() == [1, 2, 3, 4, 5]
    assert batch.rows["order_id"].to_pylist() == [*"abcde"]


def test_keys_are_those_that_sql_computes(tmp_path: Path) -> None:
    rates = versions_of("exchange_rates", tmp_path, "day,from,to,rate\n2026-11-20,JPY,EUR,1\n")
    assert rates["record_hash"].to_pylist() == [key_of("2026-11-20\x1fJPY\x1fEUR")]
    orders = versions_of(
        "orders", tmp_path, as_csv([ORDER | {"customer_id": "u1"}, ORDER | {"customer_id": ""}])
    )
    assert orders["record_hash"].to_pylist() == [key_of("1")] * 2
    assert orders["sent_person_key"].to_pylist() == [key_of("u1"), None]


@pytest.mark.parametrize(
    ("zone", "ordered_at", "day"),
    [
        ("Europe/Rome", "2026-11-20T22:59:59Z", "2026-11-20"),
        ("Europe/Rome", "2026-11-20T23:00:00Z", "2026-11-21"),
        ("Europe/Rome", "2026-07-20T22:00:00Z", "2026-07-21"),
        ("Europe/Rome", "2026-11-20T00:30:00+02:00", "2026-11-19"),
        ("Europe/Rome", "1905-06-01T23:30:00Z", "1905-06-02"),
        ("America/New_York", "2026-11-20T04:30:00Z", "2026-11-19"),
        ("Asia/Kathmandu", "2026-11-20T18:15:00Z", "2026-11-21"),
        ("Pacific/Kiritimati", "1975-06-01T10:39:59Z", "1975-05-31"),
        ("UTC", "2026-11-20T23:59:59.999999Z", "2026-11-20"),
        ("UTC", "1969-12-31T23:59:59.5Z", "1969-12-31"),
    ],
)
def test_a_time_belongs_to_the_shops_day(tmp_path: Path, zone: str, ordered_at: str, day: str) -> None:
    text = as_csv([ORDER | {"ordered_at": ordered_at}])
    (row,) = versions_of("orders", tmp_path, text, clock=ShopClock(zone)).to_pylist()
    assert str(row["business_date"]) == day


def test_a_date_is_the_shops_day_in_any_zone_and_no_date_is_none(tmp_path: Path) -> None:
    west = ShopClock("Pacific/Honolulu")
    rates = "day,from,to,rate\n2026-11-20,JPY,EUR,1\n2026-11-21T23:30:00Z,JPY,EUR,1\n"
    found = versions_of("exchange_rates", tmp_path, rates, clock=west)["business_date"].to_pylist()
    assert list(map(str, found)) == ["2026-11-20", "2026-11-21"]
    stock = versions_of("stock_allocations", tmp_path, "campaign_id,sku,quantity\nc,s,1\n", clock=west)
    assert stock["business_date"].to_pylist() == [None]
    gone = versions_of("orders", tmp_path, "order_id\n1\n", deleted=True)
    assert gone["business_date"].to_pylist() == [None]


def test_another_zone_makes_no_other_version(tmp_path: Path) -> None:
    first = versions_of("orders", tmp_path, as_csv([ORDER]))
    other = versions_of("orders", tmp_path, as_csv([ORDER]), clock=ShopClock("Pacific/Honolulu"))
    assert first["dedup_key"] == other["dedup_key"]


def test_a_column_more_in_the_table_changes_no_fingerprint(tmp_path: Path) -> None:
    fewer = versions_of("orders", tmp_path, as_csv([ORDER]))
    more = versions_of("orders", tmp_path, as_csv([ORDER | {"coupon": ""}]))
    other = versions_of("orders", tmp_path, as_csv([ORDER | {"coupon": "X"}]))
    assert fewer["dedup_key"] == more["dedup_key"]
    assert fewer["dedup_key"] != other["dedup_key"]


def test_a_value_of_one_column_is_not_that_of_its_neighbour(tmp_path: Path) -> None:
    first = versions_of("orders", tmp_path, as_csv([ORDER | {"coupon": "X", "affiliation": ""}]))
    second = versions_of("orders", tmp_path, as_csv([ORDER | {"coupon": "", "affiliation": "X"}]))
    assert first["payload_fingerprint"] != second["payload_fingerprint"]


@pytest.mark.parametrize(
    ("row", "column", "detail"),
    [
        ({"updated_at": "2026-12-24T00:00:00Z"}, "updated_at", "lies in the future"),
        (
            {"ordered_at": "2062-11-20T09:00:00Z"},
            "ordered_at",
            "lies in the future: it tells of what has happened",
        ),
        ({"updated_at": "soon"}, "updated_at", "holds no time"),
        ({"is_deleted": "maybe"}, "is_deleted", "holds no yes or no"),
        ({"order_id": " "}, "order_id", "is empty, or means nobody"),
        ({"order_id": "undefined"}, "order_id", "is empty, or means nobody as undefined, null and 0 do"),
        ({"order_id": "#0"}, "order_id", "is empty, or means nobody"),
        ({"order_id": "{{ order.id }}"}, "order_id", "is empty, or means nobody"),
        ({"ordered_at": ""}, "ordered_at", "is empty"),
        ({"total": "a lot"}, "total", "holds no number"),
    ],
)
def test_a_bad_row_is_told_by_line_and_column(
    tmp_path: Path, row: dict[str, str], column: str, detail: str
) -> None:
    filler = dict.fromkeys(row, "") | ORDER
    (batch,) = batches_of("orders", tmp_path, as_csv([filler, filler | row]))
    assert len(batch.rows) == 1
    (refused,) = batch.refused.to_pylist()
    assert refused["field"] == column
    assert refused["detail"].startswith(f"file.csv, line 3: column {column} {detail}")
    assert refused["route"] == "tally import --table orders"


@pytest.mark.parametrize(
    ("table", "column", "last", "first_refused"),
    [
        ("orders", "ordered_at", "2026-11-30T12:00:00Z", "2026-11-30T12:00:01Z"),
        ("order_lines", "ordered_at", "2026-11-30T13:00:00+01:00", "2026-12-29T00:00:00Z"),
        ("refunds", "refunded_at", "2026-11-29T12:00:00Z", "9999-01-01T00:00:00Z"),
        ("care_contacts", "contacted_at", "1900-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("care_contacts", "solved_at", "2026-11-30T12:00:00Z", "2027-01-01T00:00:00Z"),
        ("marketing_spend", "day", "2026-11-30", "2026-12-01"),
    ],
)
def test_what_happened_cannot_lie_ahead_by_more_than_a_day(
    tmp_path: Path, table: str, column: str, last: str, first_refused: str
) -> None:
    rows = [full_row(record_table(table), **{column: moment}) for moment in (last, first_refused)]
    (batch,) = batches_of(table, tmp_path, as_csv(rows))
    assert len(batch.rows) == 1
    (refused,) = batch.refused.to_pylist()
    assert (refused["field"], refused["reason"]) == (column, "out_of_range")


@pytest.mark.parametrize(
    ("table", "column", "moment"),
    [
        ("sales_campaigns", "starts_at", "2027-06-01T06:00:00Z"),
        ("sales_campaigns", "ends_at", "2099-01-01T00:00:00Z"),
        ("stock_allocations", "allocated_on", "2027-06-01"),
        ("exchange_rates", "day", "2026-12-15"),
    ],
)
def test_what_is_planned_may_lie_ahead(tmp_path: Path, table: str, column: str, moment: str) -> None:
    row = full_row(record_table(table), **{column: moment})
    assert len(versions_of(table, tmp_path, as_csv([row]))) == 1


def test_tomorrow_is_that_of_the_shop(tmp_path: Path) -> None:
    """At 12:00 UTC it is the next day on Kiritimati, and the same in Honolulu."""
    text = as_csv([full_row(record_table("marketing_spend"), day="2026-12-01")])
    (east,) = batches_of("marketing_spend", tmp_path, text, clock=ShopClock("Pacific/Kiritimati"))
    (west,) = batches_of("marketing_spend", tmp_path, text, clock=ShopClock("Pacific/Honolulu"))
    assert (len(east.rows), len(west.rows)) == (1, 0)


def test_the_same_bad_row_has_the_same_id_whenever_it_comes(tmp_path: Path) -> None:
    text = as_csv([ORDER, ORDER | {"total": "?"}])
    (first,) = batches_of("orders", tmp_path, text)
    (again,) = batches_of("orders", tmp_path, text, at=IMPORTED_AT + timedelta(days=3))
    assert first.refused["quarantine_id"] == again.refused["quarantine_id"]


def test_a_refund_is_the_same_whatever_its_sign_and_an_order_keeps_its_own(tmp_path: Path) -> None:
    refund = "refund_id,order_id,refunded_at,amount,quantity\n1,2,2026-11-20T09:00:00Z,{},{}\n"
    below = versions_of("refunds", tmp_path, refund.format("-12.50", "-2"))
    above = versions_of("refunds", tmp_path, refund.format("12.5", "2"))
    assert below["dedup_key"] == above["dedup_key"]
    assert (below["amount"].to_pylist(), below["quantity"].to_pylist()) == ([Decimal("12.5")], [Decimal(2)])
    note = versions_of("orders", tmp_path, as_csv([ORDER | {"total": "-10.5"}]))
    assert note["total"].to_pylist() == [Decimal("-10.5")]


RATE = {"day": "2026-11-20", "from": "JPY", "to": "EUR", "rate": "0.0061"}


@pytest.mark.parametrize(
    ("cells", "column", "detail"),
    [
        ({"from": "$"}, "from", "names no single currency: write its code of ISO 4217, such as EUR,"),
        ({"to": "yen"}, "to", "names no single currency"),
        ({"to": "jpy"}, "to", "is the same as from_currency: they must differ"),
        ({"rate": "0"}, "rate", "must be more than 0"),
        ({"rate": "-0.0061"}, "rate", "must be more than 0"),
        ({"rate": "0.00000000001"}, "rate", "must be more than 0"),
    ],
)
def test_a_rate_that_cannot_be_is_told(
    tmp_path: Path, cells: dict[str, str], column: str, detail: str
) -> None:
    (batch,) = batches_of("exchange_rates", tmp_path, as_csv([RATE, RATE | cells]))
    assert len(batch.rows) == 1
    (refused,) = batch.refused.to_pylist()
    assert (refused["field"], refused["detail"].split(f"column {column} ")[1][: len(detail)]) == (
        column,
        detail,
    )


def test_one_currency_is_one_key_however_it_is_written(tmp_path: Path) -> None:
    written = [RATE, RATE | {"from": "jpy", "to": "€"}, RATE | {"from": " JPY ", "to": "euro"}]
    rates = versions_of("exchange_rates", tmp_path, as_csv(written))
    assert len(set(rates["dedup_key"].to_pylist())) == 1
    assert set(rates["to_currency"].to_pylist()) == {"EUR"}


def test_an_unknown_country_costs_no_order_an_unknown_currency_does(tmp_path: Path) -> None:
    odd = ORDER | {"country": "Unspecified", "platform": "fax", "currency": "€"}
    reader = RecordReader(record_table("orders"), RecordMap(), "file.csv", IMPORTED_AT, DATES)
    file = tmp_path / "file.csv"
    file.write_text(as_csv([odd, odd | {"currency": "$"}, odd | {"country": "Italy", "platform": "POS"}]))
    (batch,) = RecordFile(file, reader)
    assert batch.rows.select(["country", "platform", "currency"]).to_pylist() == [
        {"country": None, "platform": None, "currency": "EUR"},
        {"country": "IT", "platform": "store", "currency": "EUR"},
    ]
    assert batch.refused["field"].to_pylist() == ["currency"]
    assert +reader.unlabelled == {"country": 2, "platform": 2}


def test_a_map_says_what_a_word_means_and_that_one_means_nothing(tmp_path: Path) -> None:
    mapped = tmp_path / "map.toml"
    mapped.write_text('[values.currency]\n"$" = "USD"\n[values.country]\n"Isle" = "IE"\n"?" = ""\n')
    form = read_record_map(mapped, record_table("orders"))
    rows = [ORDER | {"currency": "$", "country": "Isle"}, ORDER | {"currency": "", "country": "?"}]
    found = versions_of("orders", tmp_path, as_csv(rows), mapped=form)
    assert found["currency"].to_pylist() == ["USD", None]
    assert found["country"].to_pylist() == ["IE", None]


def test_a_campaign_of_an_unknown_country_is_not_one_of_everywhere(tmp_path: Path) -> None:
    row = full_row(record_table("sales_campaigns"), country="Neverland")
    (batch,) = batches_of("sales_campaigns", tmp_path, as_csv([row]))
    assert batch.refused["field"].to_pylist() == ["country"]


@pytest.mark.parametrize("sent", ["#1001", "No. 1001", "Order #1001", "gid://shopify/Order/1001", "1001.0"])
def test_order_numbers_have_the_form_that_events_give_them(sent: str, tmp_path: Path) -> None:
    refund = "refund_id,order_id,refunded_at,amount\n#7,{},2026-11-20T09:00:00Z,5\n"
    found = versions_of("refunds", tmp_path, refund.format(sent))
    assert (found["order_id"].to_pylist(), found["refund_id"].to_pylist()) == (["1001"], ["#7"])
    orders = [ORDER | {"order_id": one} for one in (sent, "NO1001", "SE1001")]
    assert versions_of("orders", tmp_path, as_csv(orders))["order_id"].to_pylist() == [
        *("1001", "NO1001", "SE1001")
    ]


@pytest.mark.parametrize(
    "sent", ["4711", "4711.0", " 4711\u200b", "\ufeff4711", 4711, 4711.0, Decimal("4711.00")]
)
def test_an_id_of_a_record_has_the_form_of_events_whatever_wrote_it(sent: Any, tmp_path: Path) -> None:
    file = tmp_path / "file.parquet"
    moment = [datetime(2026, 11, 20, 9)]
    cells = {"order_id": [sent], "customer_id": [sent], "affiliation": [sent], "ordered_at": moment}
    pq.write_table(pa.table(cells), file)
    reader = RecordReader(record_table("orders"), RecordMap(), "a", IMPORTED_AT, DATES)
    ((row,),) = (batch.rows.to_pylist() for batch in RecordFile(file, reader))
    assert (row["order_id"], row["customer_id"], row["affiliation"]) == ("4711", "4711", "4711")
    assert (row["sent_person_key"], row["record_hash"]) == (key_of("4711"), key_of("4711"))


def test_an_id_of_a_record_means_nobody_where_that_of_an_event_does(tmp_path: Path) -> None:
    """Such a customer is a guest and told; case and other letters still tell people apart."""
    sent = ["undefined", "0", " NULL ", "[object Object]", "00000000-0000-0000-0000-000000000000", ""]
    kept = ["Anna@Shop.example", "anna@shop.example", "Ka\u0308the", "K\u00e4the", "007"]
    rows = [ORDER | {"order_id": f"o{n}", "customer_id": one} for n, one in enumerate([*sent, *kept])]
    reader = RecordReader(record_table("orders"), RecordMap(), "a", IMPORTED_AT, DATES)
    file = tmp_path / "file.csv"
    file.write_text(as_csv(rows))
    (batch,) = RecordFile(file, reader)
    forms = [*kept[:2], "K\u00e4the", "K\u00e4the", "007"]
    assert batch.rows["customer_id"].to_pylist() == [None] * 6 + forms
    assert batch.rows["sent_person_key"].to_pylist() == [None] * 6 + [key_of(form) for form in forms]
    assert +reader.placeholders == {"customer_id": 5}


def test_the_plan_adds_its_own_rules_of_ids(tmp_path: Path) -> None:
    rules = IdRules.of(["Walk-in"], ignores_email_case=True)
    sent = ["Anna@Shop.example", "ANNA@shop.EXAMPLE", "walk-in", "Anna"]
    rows = [ORDER | {"order_id": f"No. {n}", "customer_id": one} for n, one in enumerate(sent, 1)]
    found = versions_of("orders", tmp_path, as_csv(rows), ids=rules)
    assert found["customer_id"].to_pylist() == ["anna@shop.example", "anna@shop.example", None, "Anna"]
    (refused,) = batches_of("orders", tmp_path, as_csv([ORDER | {"order_id": "WALK-IN"}]), ids=rules)
    assert refused.refused["reason"].to_pylist() == ["missing_field"]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("care_contacts", "contact_id"),
        ("order_lines", "order_id"),
        ("refunds", "refund_id"),
        ("refunds", "order_id"),
        ("sales_campaigns", "campaign_id"),
        ("stock_allocations", "sku"),
    ],
)
def test_what_every_row_needs_cannot_mean_nothing(table: str, column: str, tmp_path: Path) -> None:
    rows = [full_row(record_table(table), **{column: one}) for one in ("undefined", "8.0", "8")]
    (batch,) = batches_of(table, tmp_path, as_csv(rows))
    assert batch.refused["field"].to_pylist() == [column]
    assert batch.rows[column].to_pylist() == ["8", "8"]
    assert len(set(batch.rows["record_hash"].to_pylist())) == 1


def test_a_line_may_have_the_number_0(tmp_path: Path) -> None:
    rows = [full_row(record_table("order_lines"), line_no=one) for one in ("0", "0.0", "2.0", "null")]
    found = versions_of("order_lines", tmp_path, as_csv(rows))
    assert found["line_no"].to_pylist() == ["0", "0", "2", "null"]


def test_a_refund_that_is_gone_needs_no_order(tmp_path: Path) -> None:
    found = versions_of("refunds", tmp_path, "refund_id,order_id\nR1,undefined\n", deleted=True)
    assert found.select(["refund_id", "order_id"]).to_pylist() == [{"refund_id": "R1", "order_id": None}]


def test_of_a_line_that_is_no_row_nothing_is_kept(tmp_path: Path) -> None:
    (batch,) = batches_of("orders", tmp_path, "order_id,ordered_at\n1,2026-11-20,anna@shop.example\n")
    (refused,) = batch.refused.to_pylist()
    assert (refused["reason"], refused["raw"]) == ("not_a_row", None)
    assert refused["detail"].startswith("file.csv, line 2: has 3 cells")
    assert "anna" not in str(refused)


def test_a_line_in_another_encoding_is_told_and_not_quoted(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes("order_id,ordered_at,email\n1,2026-11-20,anna.müller@shop.example\n".encode("cp1252"))
    reader = RecordReader(record_table("orders"), RecordMap(), "file.csv", IMPORTED_AT, DATES)
    (batch,) = RecordFile(file, reader)
    (refused,) = batch.refused.to_pylist()
    told = "file.csv, line 2: column email is no UTF-8 text: say encoding under [file] of a map"
    assert refused["detail"].startswith(told)
    assert "anna" not in str(refused)


def test_a_map_of_the_file_alone_leaves_columns_to_their_names(tmp_path: Path) -> None:
    mapped = tmp_path / "map.toml"
    mapped.write_text('[file]\nencoding = "cp1252"\ndelimiter = ";"\ndecimal = ","\nthousands = "."\n')
    file = tmp_path / "file.csv"
    file.write_bytes("order_id;ordered_at;total;coupon\n1;2026-11-20;1.234,5;Größe\n".encode("cp1252"))
    form = read_record_map(mapped, record_table("orders"))
    (batch,) = RecordFile(file, RecordReader(record_table("orders"), form, "file.csv", IMPORTED_AT, DATES))
    (row,) = batch.rows.to_pylist()
    assert (row["total"], row["coupon"]) == (Decimal("1234.500000"), "Größe")


def test_of_a_refused_row_only_what_may_be_stored_is_kept(tmp_path: Path) -> None:
    row = ORDER | {"total": "?", "email": "anna@shop.example", "postal_code": "20121", "phone": "+39 1234567"}
    (batch,) = batches_of("orders", tmp_path, as_csv([row]))
    kept = json.loads(batch.refused["raw"][0].as_py())
    assert kept["total"] == "?"
    assert kept["email"].startswith("hmac:")
    assert kept["postal_code"] == "2012"
    assert "phone" not in kept


def test_a_dropped_column_is_stored_nowhere(tmp_path: Path) -> None:
    contact = full_row(record_table("care_contacts"), message="call anna at once")
    (batch,) = batches_of("care_contacts", tmp_path, as_csv([contact, contact | {"contacted_at": "?"}]))
    assert "call anna" not in str(batch.rows.to_pylist()) + str(batch.refused.to_pylist())


def test_a_map_with_a_mistake_is_refused_with_file_and_key(tmp_path: Path) -> None:
    mistakes = {
        "[file]\nencoding = 'x'": "map.toml: [file] encoding: there is no 'x'",
        "[columns]\nnumber = 'Nr'": "map.toml: [columns] number is unknown; there are order_id",
        "[columns]\nordered_at = 'Nr'": "map.toml: [columns] lacks order_id, a part of the key of orders",
        "[file]\ntimezone = 'Mars'": "map.toml: [file] timezone 'Mars' is none",
        "[values.status]\npaid = 1": "map.toml: [values.status] holds lines such as",
        "columns = 3": "map.toml: [file], [columns] and [values.column] are tables",
        "[column]": "map.toml: column is unknown; there are file, columns, values, table",
        "=": "map.toml is no TOML",
    }
    file = tmp_path / "map.toml"
    for text, told in mistakes.items():
        file.write_text(text)
        with pytest.raises(Misconfigured) as refused:
            read_record_map(file, record_table("orders"))
        assert told in str(refused.value)


def test_a_map_that_reads_what_the_file_lacks_is_told(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text("[columns]\norder_id = 'Nr'\nordered_at = 'Date'")
    with pytest.raises(
        Misconfigured, match=r"the map reads Nr for order_id, which file.csv lacks; it has a, Date"
    ):
        batches_of(
            "orders", tmp_path, "a,Date\n1,2026-11-20\n", mapped=read_record_map(file, record_table("orders"))
        )


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
NAMES = st.sampled_from(
    ["order_id", "ordered_at", "total", "status", "updated_at", "is_deleted", "email", "x"]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@given(st.lists(st.dictionaries(NAMES, JSON, max_size=5), min_size=1, max_size=4))
def test_whatever_a_line_of_json_holds_it_lands_or_is_told(folder: Path, rows: list[dict[str, Any]]) -> None:
    rows = [{"order_id": "1", "ordered_at": "2026-11-20T09:00:00Z"}, *rows]
    text = "\n".join(map(json.dumps, rows))
    found = batches_of("orders", folder, text, name="file.jsonl")
    assert sum(len(batch.rows) + len(batch.refused) for batch in found) == len(rows)
    assert all(
        batch.rows["arrived_at"][0].as_py() == IMPORTED_AT.astimezone(UTC).replace(tzinfo=None)
        for batch in found
    )
