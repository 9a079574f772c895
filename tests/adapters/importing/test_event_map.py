"""importing: rows of any file, mapped to events; bad rows named, never fatal."""

import gzip
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.adapters.importing.event_map import EventMap, read_map
from tally.adapters.importing.file_rows import BadRow, Row
from tally.adapters.importing.rows import read_rows
from tally.domain.errors import Misconfigured

from cli.home import ROOT

REES46 = ROOT / "docs" / "guides" / "maps" / "rees46.toml"
MAP = """
[event]
column = "kind"
names = { view = "Product Viewed", buy = "Order Completed" }

[fields]
event_id = { hash = "*" }
occurred_at = { column = "at", timezone = "Europe/Rome" }
user_id = "user"
device_id = { template = "{user}-{kind}" }
platform = { constant = "web" }

[properties]
price = { column = "price", type = "number" }

[properties_of."Order Completed"]
products = [{ product_id = "product", quantity = { constant = 1 } }]
"""
HEADER = "at,kind,user,price,product\n"


def mapped(tmp_path: Path, text: str = MAP) -> EventMap:
    file = tmp_path / "map.toml"
    file.write_text(text)
    return read_map(file)


def written(tmp_path: Path, name: str, content: str | bytes) -> Path:
    file = tmp_path / name
    data = content.encode() if isinstance(content, str) else content
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return file


def events(tmp_path: Path, content: str | bytes, name: str = "in.csv", text: str = MAP) -> list[Any]:
    rules = mapped(tmp_path, text)
    rows = read_rows(written(tmp_path, name, content), rules.form)
    return [row if isinstance(row, BadRow) else rules.event(row) for row in rows]


def test_a_row_becomes_an_event(tmp_path: Path) -> None:
    [event] = events(tmp_path, HEADER + "2026-03-02 07:00:00,view,u1,12.90,p1\n")
    assert len(event.pop("event_id")) == 32
    assert event == {
        "event": "Product Viewed",
        "occurred_at": "2026-03-02T07:00:00.000+01:00",
        "user_id": "u1",
        "device_id": "u1-view",
        "platform": "web",
        "properties": {"price": 12.9},
    }


def test_one_event_s_own_properties_may_hold_lines(tmp_path: Path) -> None:
    [event] = events(tmp_path, HEADER + "2026-03-02 07:00:00,buy,u1,12.90,p1\n")
    assert event["properties"] == {"price": 12.9, "products": [{"product_id": "p1", "quantity": 1}]}


def test_equal_rows_have_equal_ids_and_others_do_not(tmp_path: Path) -> None:
    row = "2026-03-02 07:00:00,view,u1,12.90,p1\n"
    first, second, other = events(tmp_path, HEADER + row + row + row.replace("p1", "p2"))
    assert first == second
    assert first["event_id"] != other["event_id"]


def test_the_same_rows_as_csv_json_lines_and_gzip_are_the_same_events(tmp_path: Path) -> None:
    values = {"at": "2026-03-02 07:00:00", "kind": "view", "user": "u1", "price": "12.90", "product": "p1"}
    as_csv = HEADER + ",".join(values.values()) + "\n"
    forms = [
        events(tmp_path, as_csv),
        events(tmp_path, as_csv, "in.csv.gz"),
        events(tmp_path, json.dumps(values) + "\n\n", "in.jsonl"),
        events(tmp_path, json.dumps(values), "in.jsonl.gz"),
    ]
    assert all(form == forms[0] for form in forms)


def test_parquet_rows_keep_their_types(tmp_path: Path) -> None:
    file = tmp_path / "in.parquet"
    columns = {"at": [date(2026, 3, 2)], "kind": ["buy"], "user": [17], "price": [12.5], "product": [None]}
    pq.write_table(pa.table(columns), file)
    [row] = read_rows(file)
    assert isinstance(row, Row)
    event = mapped(tmp_path).event(row)
    assert isinstance(event, dict)
    assert (event["user_id"], event["occurred_at"]) == ("17", "2026-03-02T00:00:00.000+01:00")
    assert event["properties"] == {"price": 12.5, "products": [{"quantity": 1}]}


def test_nested_json_is_reached_by_path(tmp_path: Path) -> None:
    text = MAP.replace('user_id = "user"', 'user_id = "who.id"')
    row = {"at": "2026-03-02T07:00:00Z", "kind": "view", "user": "u", "who": {"id": "u9"}}
    [event] = events(tmp_path, json.dumps(row), "in.jsonl", text)
    assert event["user_id"] == "u9"


@pytest.mark.parametrize(
    ("row", "column", "detail"),
    [
        ("2026-03-02 07:00:00,view,u1,cheap,p1", "price", "'cheap' is no number"),
        ("yesterday,view,u1,1,p1", "at", "'yesterday' is no time"),
        ("2026-03-02 07:00:00,wish,u1,1,p1", "kind", "'wish' has no event name"),
        (",view,u1,1,p1", "at", "is empty: no occurred_at"),
        ("2026-03-02 07:00:00,view,u1", None, "has 3 cells, the header names 5 columns"),
        ("2026-03-02 07:00:00,view,u1,nan,p1", "price", "'nan' is no number"),
    ],
)
def test_a_bad_row_names_its_line_and_column(
    tmp_path: Path, row: str, column: str | None, detail: str
) -> None:
    good = "2026-03-02 07:00:00,view,u1,1,p1\n"
    first, bad, last = events(tmp_path, HEADER + good + row + "\n" + good)
    assert first == last
    assert (bad.line, bad.column) == (3, column)
    assert detail in bad.detail


def test_a_row_of_nobody_is_bad(tmp_path: Path) -> None:
    text = MAP.replace('device_id = { template = "{user}-{kind}" }', "")
    [bad] = events(tmp_path, HEADER + "2026-03-02 07:00:00,view,,1,p1\n", text=text)
    assert "says nobody" in bad.detail


def test_lines_are_those_of_the_file_even_after_a_cell_with_line_breaks(tmp_path: Path) -> None:
    rows = '2026-03-02 07:00:00,view,"u\n1",1,p1\n2026-03-02 07:00:00,wish,u1,1,p1\n'
    _, bad = events(tmp_path, HEADER + rows)
    assert bad.line == 4


def test_bytes_that_are_no_text_cost_one_row(tmp_path: Path) -> None:
    good = b"2026-03-02 07:00:00,view,u1,1,p1\n"
    bad, fine = events(tmp_path, HEADER.encode() + good.replace(b"u1", b"\xff\xfe") + good)
    assert bad.column == "user"
    assert "is no UTF-8 text. If it should read 'ÿþ', write encoding = \"cp1252\"" in bad.detail
    assert fine["user_id"] == "u1"
    json.dumps(bad.values).encode()


@pytest.mark.parametrize("line", ["{", "[1]", "NaN", '{"price": NaN}', '"text"'])
def test_a_line_that_is_no_json_object_costs_one_row(tmp_path: Path, line: str) -> None:
    good = json.dumps({"at": "2026-03-02", "kind": "view", "user": "u"})
    bad, fine = events(tmp_path, f"{line}\n{good}\n", "in.jsonl")
    assert isinstance(bad, BadRow)
    assert bad.line == 1
    assert fine["user_id"] == "u"


@pytest.mark.parametrize(
    ("cell", "settings_", "expected"),
    [
        ("1772431200", 'format = "epoch_s"', "2026-03-02T06:00:00.000+00:00"),
        ("1772431200123", 'format = "epoch_ms"', "2026-03-02T06:00:00.123+00:00"),
        ("02/03/2026 07.00", 'format = "%d/%m/%Y %H.%M"', "2026-03-02T07:00:00.000+00:00"),
        ("2026-03-02T07:00:00+05:00", 'timezone = "Europe/Rome"', "2026-03-02T07:00:00.000+05:00"),
    ],
)
def test_times(tmp_path: Path, cell: str, settings_: str, expected: str) -> None:
    text = MAP.replace('timezone = "Europe/Rome"', settings_)
    [event] = events(tmp_path, HEADER + f"{cell},view,u1,1,p1\n", text=text)
    assert event["occurred_at"] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12.90", 12.9), ("3", 3), ("12345678901234567.89", "12345678901234567.89"), ("1e3", 1000)],
)
def test_numbers_lose_nothing(tmp_path: Path, cell: str, expected: object) -> None:
    [event] = events(tmp_path, HEADER + f"2026-03-02,view,u1,{cell},p1\n")
    assert event["properties"]["price"] == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[event]", "[event", "is no TOML"),
        ("[properties]", "[property]", "[property] is unknown"),
        ('event_id = { hash = "*" }', "", "needs event_id"),
        ('user_id = "user"', 'who = "user"', "who is no field of an event"),
        ('type = "number"', 'type = "money"', "'money' is none of"),
        ('{ constant = "web" }', '{ value = "web" }', "platform: name a column"),
        ('timezone = "Europe/Rome"', 'timezone = "Mars"', "no time zone 'Mars'"),
        ('{ column = "price", type', '{ column = "price", kind', "kind is unknown here"),
    ],
)
def test_a_wrong_map_is_explained(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(message)):
        mapped(tmp_path, MAP.replace(old, new))


def test_a_column_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, "in.csv", "at,kind\n2026-03-02,view\n")
    [row] = read_rows(file)
    assert isinstance(row, Row)
    with pytest.raises(Misconfigured, match=r"column 'user', which in\.csv lacks; it has at, kind"):
        mapped(tmp_path).check_columns(row, file)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("in.xlsx", b"", r"name it \.csv, \.tsv, \.txt, \.jsonl, \.ndjson or \.json"),
        ("in.csv", b"", "is empty"),
        ("in.parquet", b"no parquet", "cannot be read as Parquet"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(Misconfigured, match=message):
        list(read_rows(written(tmp_path, name, content)))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no such file"):
        list(read_rows(tmp_path / "in.csv"))


def test_a_gzip_file_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "in.csv.gz"
    file.write_bytes(gzip.compress(HEADER.encode() + os.urandom(5000).hex().encode())[:2000])
    with pytest.raises(Misconfigured, match="is no whole gzip file"):
        list(read_rows(file))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), name=st.sampled_from(["in.csv", "in.jsonl"]))
def test_whatever_stands_in_a_file_every_line_is_an_event_or_a_bad_row(
    tmp_path: Path, content: bytes, name: str
) -> None:
    for made in events(tmp_path, HEADER.encode() + content, name):
        json.dumps(made if isinstance(made, dict) else made.values).encode()


def test_the_map_in_the_docs_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "guides" / "maps" / "README.md").read_text()
    [example] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    rules = mapped(tmp_path, example)
    header = "event_type;event_time;customer;price;invoice;sku;qty\n"
    [row] = read_rows(
        written(tmp_path, "in.csv", header + "purchase;02.03.2026 07:00;c1;9,50;7;s1;2\n"), rules.form
    )
    assert isinstance(row, Row)
    event = rules.event(row)
    assert isinstance(event, dict)
    assert event["occurred_at"] == "2026-03-02T07:00:00.000+01:00"
    assert event["properties"] == {
        "price": 9.5,
        "order_id": "shop-7",
        "products": [{"product_id": "s1", "quantity": 2}],
    }


def test_the_map_of_rees46(tmp_path: Path) -> None:
    header = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n"
    row = "2019-10-01 00:02:14 UTC,purchase,1004856,2053013555631882655,,samsung,130.76,543272936,s1\n"
    rules = read_map(REES46)
    [read] = read_rows(written(tmp_path, "in.csv", header + row))
    assert isinstance(read, Row)
    event = rules.event(read)
    assert isinstance(event, dict)
    assert (event["event"], event["occurred_at"], event["session_hint"], event["platform"]) == (
        "Order Completed",
        "2019-10-01T00:02:14.000+00:00",
        "s1",
        "web",
    )
    assert event["properties"] == {
        "product_id": "1004856",
        "price": 130.76,
        "category_id": "2053013555631882655",
        "brand": "samsung",
        "order_id": event["event_id"],
        "revenue": 130.76,
        "products": [{"product_id": "1004856", "brand": "samsung", "price": 130.76, "quantity": 1}],
    }
