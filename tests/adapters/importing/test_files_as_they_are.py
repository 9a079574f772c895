"""Files as shops have them: encodings, layouts of JSON, nested lists, changed clocks, equal rows."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tally.adapters.importing.event_map import EventMap, read_map
from tally.adapters.importing.file_findings import FileFindings
from tally.adapters.importing.file_rows import BadRow, Row
from tally.adapters.importing.rows import read_rows
from tally.domain.errors import Misconfigured

MAP = """
[file]
delimiter = ";"
{file}
[event]
constant = "Order Completed"
[fields]
event_id = {{ hash = "*"{equal} }}
occurred_at = {{ column = "when", timezone = "Europe/Rome" }}
user_id = "who"
[properties]
revenue = {{ column = "sum", type = "number" }}
{properties}
"""
TILL = "when;who;sum\n2026-03-02T10:00:00;Käthe;5\n"


def make_map(folder: Path, file: str = "", equal: str = "", properties: str = "") -> EventMap:
    path = folder / "map.toml"
    path.write_text(MAP.format(file=file, equal=equal, properties=properties))
    return read_map(path)


def read(folder: Path, content: bytes, name: str = "in.csv", **told: str) -> list[Any]:
    """Events and bad rows of a file."""
    mapped, file = make_map(folder, **told), folder / name
    file.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    rows = read_rows(file, mapped.form)
    return [row if isinstance(row, BadRow) else mapped.event(row) for row in rows]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp1252", 'encoding = "cp1252"'),
        ("cp1250", 'encoding = "windows-1250"'),
        ("utf-16", 'encoding = "utf-16"'),
        ("utf-16-le", 'encoding = "utf-16-le"'),
        ("latin-1", 'encoding = "ISO-8859-1"'),
    ],
)
@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz"])
def test_an_encoding_is_read_as_told(tmp_path: Path, encoding: str, told: str, name: str) -> None:
    [event] = read(tmp_path, TILL.encode(encoding), name, file=told)
    assert (event["user_id"], event["properties"]["revenue"]) == ("Käthe", 5)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_another_encoding_is_suggested_and_never_taken(tmp_path: Path, encoding: str) -> None:
    [bad] = read(tmp_path, TILL.encode(encoding))
    assert (bad.column, bad.line) == ("who", 2)
    assert "If it should read 'Käthe', write encoding = \"cp1252\"" in bad.detail
    json.dumps(bad.values).encode()


@pytest.mark.parametrize(("encoding", "named"), [("utf-16", "utf-16"), ("utf-16-le", "utf-16-le")])
def test_utf_16_is_named(tmp_path: Path, encoding: str, named: str) -> None:
    with pytest.raises(Misconfigured, match=f'looks like UTF-16: write encoding = "{named}"'):
        read(tmp_path, TILL.encode(encoding))


def test_a_file_of_another_encoding_than_told_is_explained(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"is no utf-16: .*Correct encoding"):
        read(tmp_path, TILL.encode(), file='encoding = "utf-16"')


ORDERS = [
    {
        "when": f"2026-03-02T10:00:0{place}",
        "who": f"u{place}",
        "sum": "5.5",
        "lines": [{"sku": "a", "n": place}],
    }
    for place in range(3)
]
LAYOUTS = {
    "a list over many lines": json.dumps(ORDERS, indent=1),
    "a list in one line": json.dumps(ORDERS),
    "a list after blank lines": "\n\n " + json.dumps(ORDERS, indent=4),
    "objects over many lines": "\n".join(json.dumps(order, indent=2) for order in ORDERS),
    "an object a line": "\n".join(map(json.dumps, ORDERS)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_is_read_however_it_is_laid_out(tmp_path: Path, layout: str, encoding: str) -> None:
    file = 'encoding = "utf-16"' if encoding == "utf-16" else ""
    events = read(tmp_path, LAYOUTS[layout].encode(encoding), "in.json", file=file)
    assert [event["user_id"] for event in events] == ["u0", "u1", "u2"]


def test_equal_orders_are_equal_events_in_every_layout(tmp_path: Path) -> None:
    found = [
        [event["event_id"] for event in read(tmp_path, text.encode(), "in.json")] for text in LAYOUTS.values()
    ]
    assert all(ids == found[0] for ids in found)


def test_a_list_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    text = json.dumps(ORDERS, indent=1)
    first, *others = read(tmp_path, text[: text.index("u1")].encode(), "in.json")
    assert first["user_id"] == "u0"
    assert [(bad.line, "nothing after it can be read" in bad.detail) for bad in others] == [(2, True)]


def test_members_that_are_no_objects_cost_themselves(tmp_path: Path) -> None:
    bad, good = read(tmp_path, json.dumps([7, ORDERS[0]], indent=1).encode(), "in.json")
    assert ((bad.line, bad.detail), good["user_id"]) == ((1, "is no JSON object"), "u0")


LINES = 'products = [{ each = "lines", product_id = "sku", quantity = { column = "n", type = "integer" } }]'


def test_each_object_of_a_list_is_a_line(tmp_path: Path) -> None:
    order = {**ORDERS[0], "lines": [{"sku": "a", "n": 2}, {"sku": "b", "n": "1"}]}
    [event] = read(tmp_path, json.dumps(order).encode(), "in.jsonl", properties=LINES)
    assert event["properties"]["products"] == [
        {"product_id": "a", "quantity": 2},
        {"product_id": "b", "quantity": 1},
    ]


def test_a_list_may_be_missing_or_passed_on_whole(tmp_path: Path) -> None:
    order = {name: value for name, value in ORDERS[0].items() if name != "lines"}
    [event] = read(tmp_path, json.dumps(order).encode(), "in.jsonl", properties=LINES)
    assert event["properties"]["products"] == []
    [event] = read(tmp_path, json.dumps(ORDERS[1]).encode(), "in.jsonl", properties='products = "lines"')
    assert event["properties"]["products"] == [{"sku": "a", "n": 1}]


@pytest.mark.parametrize("path", ["lines.sku", "lines.0.sku"])
def test_a_path_through_a_list_is_explained(tmp_path: Path, path: str) -> None:
    properties = f'products = [{{ product_id = "{path}" }}]'
    [bad] = read(tmp_path, json.dumps(ORDERS[0]).encode(), "in.jsonl", properties=properties)
    assert bad.column == "lines"
    assert 'is a list: write [{ each = "lines", ... }] in the map' in bad.detail


@pytest.mark.parametrize(
    ("format_", "cell"),
    [
        ("epoch_s", 1772362800),
        ("epoch_ms", "1772362800123"),
        ("epoch_us", "1772362800123456"),
        ("epoch_ns", 1772362800123456789),
    ],
)
def test_epochs_of_every_unit(tmp_path: Path, format_: str, cell: Any) -> None:
    mapped = make_map(tmp_path)
    text = (tmp_path / "map.toml").read_text().replace('timezone = "Europe/Rome"', f'format = "{format_}"')
    (tmp_path / "map.toml").write_text(text)
    mapped = read_map(tmp_path / "map.toml")
    event = mapped.event(Row(1, {"when": cell, "who": "u", "sum": 1}))
    assert isinstance(event, dict)
    assert event["occurred_at"].startswith("2026-03-01T11:00:00")


def look(mapped: EventMap, *rows: dict[str, Any]) -> tuple[FileFindings, list[dict[str, Any]]]:
    findings, events = FileFindings(mapped), []
    for line, values in enumerate(rows, start=2):
        row = findings.look_at_row(Row(line, values))
        event = mapped.event(row)
        assert isinstance(event, dict)
        findings.look_at_event(row, event)
        events.append(event)
    return findings, events


def test_two_equal_rows_of_a_till_are_two_and_again_the_same_two(tmp_path: Path) -> None:
    row = {"when": "2026-03-02T10:00:00", "who": "u", "sum": "5"}
    findings, events = look(make_map(tmp_path), row, row, {**row, "sum": "6"}, row)
    assert (findings.equal_rows, len({event["event_id"] for event in events})) == (2, 4)
    again = look(make_map(tmp_path), {**row, "sum": "6"}, row, row, row)[1]
    assert {event["event_id"] for event in again} == {event["event_id"] for event in events}


def test_equal_rows_may_be_copies(tmp_path: Path) -> None:
    row = {"when": "2026-03-02T10:00:00", "who": "u", "sum": "5"}
    findings, events = look(make_map(tmp_path, equal=', equal_rows = "one"'), row, row)
    assert (findings.equal_rows, len({event["event_id"] for event in events})) == (0, 1)


@pytest.mark.parametrize(
    ("when", "taken", "told"),
    [
        ("2026-10-25T02:30:00", "2026-10-25T02:30:00.000+02:00", "hour that comes twice"),
        ("2026-03-29T02:30:00", "2026-03-29T02:30:00.000+01:00", "hour that is left out"),
        ("2026-10-25T03:00:00", "2026-10-25T03:00:00.000+01:00", ""),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00.000+01:00", ""),
        ("2026-10-25T01:59:59", "2026-10-25T01:59:59.000+02:00", ""),
    ],
)
def test_hours_of_a_changed_clock_are_told(tmp_path: Path, when: str, taken: str, told: str) -> None:
    findings, [event] = look(make_map(tmp_path), {"when": when, "who": "u", "sum": "5"})
    assert event["occurred_at"] == taken
    sentences = list(findings.sentences())
    assert (told in sentences[0] and when[:10] in sentences[0]) if told else sentences == []


def test_a_column_that_no_row_fills_is_told(tmp_path: Path) -> None:
    findings, _ = look(
        make_map(tmp_path, properties='coupon = "cupon"'), {"when": "2026-03-02", "who": "u", "sum": 1}
    )
    assert list(findings.sentences()) == [
        "the map reads column 'cupon', which no row fills: is it spelled so in the file?"
    ]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"file": 'separator = ";"'}, "[file] separator is unknown"),
        ({"file": 'encoding = "utf-99"'}, "[file] encoding: there is no 'utf-99'"),
        ({"file": 'encoding = "base64"'}, "[file] encoding: there is no 'base64'"),
        ({"file": 'decimal = ";"'}, "[file] decimal is ';'"),
        ({"file": 'thousands = "."'}, "[file] thousands needs decimal"),
        ({"file": 'decimal = ","\nthousands = ","'}, "[file] thousands is ','"),
        ({"file": "decimal = 1"}, "[file] decimal is one character in quotes"),
        ({"equal": ', equal_rows = "two"'}, 'equal_rows is "each" or "one"'),
        ({"properties": 'at = { column = "when", format = "epoch" }'}, "format 'epoch' is none of epoch_s"),
        ({"properties": "products = [{ each = 1 }]"}, "each is the name of a column"),
        ({"properties": 'products = ["sku"]'}, "is a section"),
    ],
)
def test_a_wrong_map_is_explained(tmp_path: Path, told: dict[str, str], message: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(message)):
        make_map(tmp_path, **told)
