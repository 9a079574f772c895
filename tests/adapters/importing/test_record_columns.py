"""A column read at once is the column read cell by cell, whatever stands in it."""

from datetime import UTC
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.importing import record_columns
from tally.adapters.importing.numbers import NumberFormat
from tally.adapters.importing.record_columns import AS_WRITTEN, read_column, treat_column
from tally.adapters.importing.record_rules import apply_rules
from tally.domain.collecting.rejection import Reason
from tally.domain.plan.personal_data import Treatment, hash_text
from tally.domain.records.record_column import TYPES, RecordColumn

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "1",
            " 12.50",
            "-3",
            "+4",
            "007",
            "1e3",
            ".5",
            "5.",
            "1,5",
            "1.200",
            "7.125",
            "0x1F",
            "1_000",
            "\xa012",
        ]
    ),
    st.sampled_from(
        ["2026-11-20", "2026-02-30", "1899-12-31", "2026-11-20T09:30:00Z", "2026-11-20 09:30:00.123456Z"]
    ),
    st.sampled_from(
        ["2026-11-20T09:30:00+00:00", "2026-11-20T25:00:00Z", "9999-12-31T23:59:59Z", "20261120"]
    ),
    st.from_regex(r"-?\d{1,20}(\.\d{1,12})?", fullmatch=True),
    st.text(max_size=5),
)
ALIKE = {kind: RecordColumn("c", kind, "") for kind in TYPES}


@given(kind=st.sampled_from(TYPES), cells=st.lists(TEXTS, max_size=4))
def test_both_ways_agree(kind: str, cells: list[str]) -> None:
    plain, refused = read_column(ALIKE[kind], cells, UTC)
    slow, refused_slowly = record_columns._read_one_by_one(ALIKE[kind], cells, UTC, AS_WRITTEN)
    assert plain.to_pylist() == slow.to_pylist()
    assert plain.type == slow.type
    assert {place: bad.reason for place, bad in refused.items()} == {
        place: bad.reason for place, bad in refused_slowly.items()
    }


@given(cells=st.lists(st.one_of(st.sampled_from(["Paid", "paid", "open", "", "x"]), st.none()), max_size=5))
def test_values_are_written_as_the_table_has_them(cells: list[str | None]) -> None:
    column = RecordColumn("c", "string", "", values=("paid", "open"))
    read, _ = read_column(column, cells, UTC)
    ruled = apply_rules(column, read)
    found, refused = ruled.values, ruled.refusals
    wanted = {"Paid": "paid", "paid": "paid", "open": "open"}
    assert found.to_pylist() == [wanted.get(cell or "") for cell in cells]
    assert list(refused) == [place for place, cell in enumerate(cells) if cell == "x"]


@pytest.mark.parametrize(
    ("treatment", "kept"),
    [(Treatment.HASH, hash_text("a@b.it", b"salt")), (Treatment.TRUNCATE, "a@b."), (Treatment.DROP, None)],
)
def test_a_text_is_treated(treatment: Treatment, kept: str | None) -> None:
    column = RecordColumn("c", "string", "", personal=treatment)
    values: Any = pa.array(["a@b.it", None, "a@b.it"])
    assert treat_column(column, values, b"salt").to_pylist() == [kept, None, kept]


@pytest.mark.parametrize(
    ("numbers", "cell", "value"),
    [
        (NumberFormat("."), "1.200", "1.200000"),
        (NumberFormat(","), "1,200", "1.200000"),
        (NumberFormat(",", "."), "1.200", "1200.000000"),
        (NumberFormat(",", "."), "1.234,56", "1234.560000"),
        (NumberFormat(), "0.861", "0.861000"),
        (NumberFormat(), "1234.500", "1234.500000"),
        (NumberFormat(), "1.200", None),
        (NumberFormat(), "-7.125", None),
        (NumberFormat("."), "1,200", None),
    ],
)
def test_what_could_be_two_numbers_is_as_the_map_says(
    numbers: NumberFormat, cell: str, value: str | None
) -> None:
    found, refused = read_column(ALIKE["decimal(20,6)"], [cell], UTC, numbers)
    assert [None if each is None else str(each) for each in found.to_pylist()] == [value]
    assert bool(refused) == (value is None)
    assert all(cell not in str(bad) for bad in refused.values())


def test_numbers_of_json_and_parquet_are_what_they_are() -> None:
    found, refused = read_column(ALIKE["decimal(20,6)"], [1.2, 7.125, Decimal("1.200"), 1200], UTC)
    assert [str(each) for each in found.to_pylist()] == ["1.200000", "7.125000", "1.200000", "1200.000000"]
    assert not refused


@pytest.mark.parametrize(
    ("kind", "cells", "stored"),
    [
        (
            "decimal(20,6)",
            ["-12.50", "12.50", "", "0", "-0.000001"],
            ["12.500000", "12.500000", None, "0.000000", "0.000001"],
        ),
        ("decimal(13,4)", ["-2", "2"], ["2.0000", "2.0000"]),
        ("bigint", ["-7"], ["7"]),
    ],
)
def test_a_sign_that_does_not_count_goes(kind: str, cells: list[str], stored: list[str | None]) -> None:
    column = RecordColumn("c", kind, "", unsigned=True)
    ruled = apply_rules(column, read_column(column, cells, UTC)[0])
    found = ruled.values
    assert [None if each is None else str(each) for each in found.to_pylist()] == stored
    assert found.type == read_column(column, cells, UTC)[0].type
    assert not ruled.refusals


@pytest.mark.parametrize(
    ("label", "written", "stored"),
    [
        (
            "currency",
            ["eur", " € ", "EUR", "Euro", "us$", "DEM", ""],
            ["EUR", "EUR", "EUR", "EUR", "USD", "DEM", None],
        ),
        ("country", ["it", "ITA", "Italien", "380", "UK", "XX"], ["IT", "IT", "IT", "IT", "GB", None]),
        ("platform", ["Web", "iPhone OS", "POS", "backend", "fax"], ["web", "ios", "store", "server", None]),
    ],
)
def test_one_thing_has_one_label(label: str, written: list[str], stored: list[str | None]) -> None:
    values = read_column(ALIKE["string"], written, UTC)[0]
    lenient = apply_rules(RecordColumn("c", "string", "", label=label, unknown_is_null=True), values)
    strict = apply_rules(RecordColumn("c", "string", "", label=label), values)
    assert lenient.values.to_pylist() == strict.values.to_pylist() == stored
    unknown = [place for place, text in enumerate(written) if text and stored[place] is None]
    assert (lenient.unlabelled, lenient.refusals) == (len(unknown), {})
    assert (strict.unlabelled, list(strict.refusals)) == (0, unknown)
    assert all(
        bad.reason is Reason.NOT_ALLOWED and "in a map" in str(bad) for bad in strict.refusals.values()
    )
