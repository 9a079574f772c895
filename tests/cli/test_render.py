"""render: what people and programs read."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.domain.reports.csv_text import guard_text

from cli.output.render import FORMATS, paragraph, render

ROWS = [
    {"kpi": "orders", "value": 7, "day": date(2026, 3, 2)},
    {"kpi": "net_revenue", "value": Decimal("1204.50"), "day": None},
]


def test_a_table_aligns_numbers_right_and_text_left() -> None:
    assert render(ROWS).splitlines() == [
        "kpi            value  day",
        "-----------  -------  ----------",
        "orders             7  2026-03-02",
        "net_revenue  1204.50",
    ]


def test_percentages_and_money_are_numbers_too() -> None:
    lines = render([{"v": "1,204.50 EUR"}, {"v": "5 %"}, {"v": "12.5 %"}]).splitlines()
    assert [line.index(line.strip()) for line in lines[2:]] == [0, 9, 6]


def test_columns_choose_and_order() -> None:
    assert render(ROWS, ["day", "kpi"], "csv").splitlines()[:2] == ["day,kpi", "2026-03-02,orders"]


def test_a_missing_column_is_empty() -> None:
    assert render([{"a": 1}], ["a", "b"], "csv") == "a,b\n1,"


def test_long_text_wraps_so_that_the_table_keeps_its_width() -> None:
    lines = render([{"n": 1, "reason": "word " * 60}, {"n": 2, "reason": "short"}], width=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(lines).count("word") == 60


def test_a_long_word_is_broken_at_its_joints() -> None:
    row = {"at": "00:00", "why": "same_id_other_payload", "field": "properties.products.price", "n": 1234}
    assert [line.split() for line in render([row], width=40).splitlines()[2:]] == [
        ["00:00", "same_id_", "properties.", "1234"],
        ["other_", "products."],
        ["payload", "price"],
    ]
    row = {"name": "a", "sends": "question/from-cart-to-order", "to": "ana.lovelace@shop.example"}
    assert [line.split() for line in render([row], width=30).splitlines()[2:]] == [
        ["a", "question/", "ana."],
        ["from-cart-", "lovelace@"],
        ["to-order", "shop."],
        ["example"],
    ]


LONG: dict[str, object] = {
    "kind": "question",
    "name": "from-cart-to-order-by-platform",
    "written_by": "ana",
    "version": 3,
}


@pytest.mark.parametrize(
    ("width", "whole", "is_table"), [(80, "name", True), (55, None, True), (55, "name", False)]
)
def test_a_name_that_is_typed_again_is_never_broken(width: int, whole: str | None, *, is_table: bool) -> None:
    row = {**LONG, "kind": "customer_profiles"}
    text = render([row, LONG], width=width, whole=whole)
    assert text.startswith("kind") == is_table
    assert text.startswith("--- row 1\nkind        customer_profiles\nname        from-cart-") != is_table
    assert whole is None or str(row[whole]) in text


def test_no_word_is_broken_while_lines_can_be_broken_between_words() -> None:
    row = {"opening_hour_share": "a b", "violation": "missing_property currency", "at": "2026-11-22 03:50"}
    lines = [line.split() for line in render([row], width=48).splitlines()]
    assert [lines[0], *lines[2:]] == [
        ["opening_hour_share", "violation", "at"],
        ["a", "b", "missing_property", "2026-11-22"],
        ["currency", "03:50"],
    ]


def test_no_time_is_broken() -> None:
    seen = {"at": datetime(2026, 11, 22, 3, 50, 41, 7), "day": "2026-11-22 03:50", "id": "x-" * 20}
    lines = render([seen], width=45).splitlines()
    assert [line.split()[:2] for line in lines[2:4]] == [
        ["2026-11-22", "2026-11-22"],
        ["03:50:41.000007", "03:50"],
    ]
    assert max(map(len, lines)) <= 45


def test_the_terminal_says_how_wide_a_table_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"reason": "word " * 60}]
    assert 90 < max(map(len, render(rows).splitlines())) <= 100
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    assert 50 < max(map(len, render(rows).splitlines())) <= 60
    assert max(map(len, paragraph("word " * 60, "(1) ", "    ").splitlines())) <= 60
    monkeypatch.setenv("COLUMNS", "120")
    assert 110 < max(map(len, render(rows).splitlines())) <= 120


def test_json_loses_no_digit_and_no_zone() -> None:
    rows = [{"d": Decimal("2.50"), "m": Decimal("50.900000"), "x": 0.1, "n": None, "b": True, "i": 7}]
    [found] = json.loads(render(rows, fmt="json"))
    assert found == {"d": "2.50", "m": "50.90", "x": 0.1, "n": None, "b": True, "i": 7}


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 2, 6), "2026-03-02T06:00:00Z"),
        (datetime(2026, 3, 2, 6, 0, 0, 250_000), "2026-03-02T06:00:00.250000Z"),
        (datetime(2026, 3, 2, 6, tzinfo=UTC), "2026-03-02T06:00:00Z"),
        (datetime(2026, 3, 2, 6, tzinfo=timezone(timedelta(hours=2))), "2026-03-02T04:00:00Z"),
        (date(2026, 3, 2), "2026-03-02"),
    ],
)
def test_programs_read_times_in_utc(at: date, text: str) -> None:
    assert json.loads(render([{"at": at}], fmt="json")) == [{"at": text}]
    assert render([{"at": at}], fmt="csv") == f"at\n{text}"


def test_keys_are_text_in_json_by_name_or_by_size() -> None:
    rows = [
        {"event_key": 5, "n": 5, "k": 2**53 + 1, "payload_fingerprint": -(2**63)},
        {"event_key": None, "n": 2**53, "k": -1, "payload_fingerprint": 0},
    ]
    assert json.loads(render(rows, fmt="json")) == [
        {"event_key": "5", "n": 5, "k": "9007199254740993", "payload_fingerprint": "-9223372036854775808"},
        {"event_key": None, "n": 2**53, "k": "-1", "payload_fingerprint": "0"},
    ]


def test_json_of_nested_values() -> None:
    rows = [{"products": [{"price": Decimal("1.10")}]}]
    assert json.loads(render(rows, fmt="json")) == [{"products": [{"price": "1.10"}]}]


@pytest.mark.parametrize(("fmt", "text"), [("table", "a\n-"), ("json", "[]"), ("csv", "a")])
def test_no_rows(fmt: str, text: str) -> None:
    assert render([], ["a"], fmt) == text


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="table, json, csv"):
        render(ROWS, fmt="xml")


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.text())
TEXTS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]))


@UNHURRIED
@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS})))
def test_every_row_can_be_rendered_in_every_format(rows: list[dict[str, object]]) -> None:
    for fmt in FORMATS:
        assert render(rows, ["a", "b"], fmt)


@UNHURRIED
@given(st.lists(st.fixed_dictionaries({"a": TEXTS, "b": TEXTS})))
def test_csv_reads_back(rows: list[dict[str, str]]) -> None:
    read = csv.reader(io.StringIO(render(rows, ["a", "b"], "csv"), newline=""))
    assert list(read) == [["a", "b"]] + [[guard_text(row["a"]), guard_text(row["b"])] for row in rows]
