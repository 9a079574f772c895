"""What a cell of a file means in each type; and that nothing is guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.collecting.rejection import Reason
from tally.domain.records.record_cells import BadCell, cell_reader, is_empty
from tally.domain.records.record_column import TYPES

ROME = ZoneInfo("Europe/Rome")


def read(kind: str, cell: Any, zone: Any = UTC) -> Any:
    return cell_reader(kind, zone)(cell)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("string", " 1001 ", "1001"),
        ("string", 1001, "1001"),
        ("string", 1001.0, "1001"),
        ("string", 4.711e22, "47110000000000000000000"),
        ("string", Decimal("1001.00"), "1001"),
        ("string", Decimal("10.50"), "10.5"),
        ("string", True, "true"),
        ("boolean", "Yes", True),
        ("boolean", 0, False),
        ("bigint", "12.0", 12),
        ("bigint", "-7", -7),
        ("decimal(20,6)", "3.3333", Decimal("3.333300")),
        ("decimal(20,6)", 0.1, Decimal("0.100000")),
        ("decimal(20,6)", "19.989999999999998", Decimal("19.990000")),
        ("decimal(20,6)", "0.0000005", Decimal("0.000000")),
        ("decimal(20,6)", "0.0000015", Decimal("0.000002")),
        ("decimal(20,6)", "1e3", Decimal("1000.000000")),
        ("decimal(20,6)", ".5", Decimal("0.500000")),
        ("decimal(20,6)", Decimal("12.345"), Decimal("12.345000")),
        ("decimal(13,4)", "0.4567", Decimal("0.4567")),
        ("decimal(20,10)", "0.0061234567", Decimal("0.0061234567")),
        ("date", "2026-11-27", date(2026, 11, 27)),
        ("date", "2026-11-27 00:00:00", date(2026, 11, 27)),
        ("date", datetime(2026, 11, 27, 5), date(2026, 11, 27)),
        ("timestamp", "2026-11-27T09:30:00+01:00", datetime(2026, 11, 27, 8, 30)),
        ("timestamp", "2026-11-27 09:30", datetime(2026, 11, 27, 9, 30)),
        ("timestamp", "2026-11-27", datetime(2026, 11, 27)),
        ("timestamp", "9999-12-31T00:00:00Z", datetime(9999, 12, 31)),
    ],
)
def test_a_cell_is_read(kind: str, cell: Any, value: Any) -> None:
    assert read(kind, cell) == value
    assert type(read(kind, cell)) is type(value)


def test_a_time_without_zone_is_of_the_file_s_zone() -> None:
    assert read("timestamp", "2026-11-27 09:30:00", ROME) == datetime(2026, 11, 27, 8, 30)
    assert read("timestamp", "2026-07-27 09:30:00", ROME) == datetime(2026, 7, 27, 7, 30)


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        ("decimal(20,6)", "10,5", Reason.WRONG_TYPE),
        ("decimal(20,6)", "1.200,00", Reason.WRONG_TYPE),
        ("decimal(20,6)", "1,200.00", Reason.WRONG_TYPE),
        ("decimal(20,6)", "EUR 10", Reason.WRONG_TYPE),
        ("decimal(20,6)", "Infinity", Reason.WRONG_TYPE),
        ("decimal(20,6)", True, Reason.WRONG_TYPE),
        ("decimal(20,6)", [1], Reason.WRONG_TYPE),
        ("decimal(20,6)", "1e999", Reason.OUT_OF_RANGE),
        ("decimal(20,6)", "100000000000000", Reason.OUT_OF_RANGE),
        ("bigint", "1.5", Reason.WRONG_TYPE),
        ("bigint", "1e30", Reason.OUT_OF_RANGE),
        ("boolean", "perhaps", Reason.WRONG_TYPE),
        ("date", "27.11.2026", Reason.WRONG_TYPE),
        ("date", "2026-02-30", Reason.WRONG_TYPE),
        ("date", "1026-11-27", Reason.OUT_OF_RANGE),
        ("timestamp", "yesterday", Reason.WRONG_TYPE),
        ("timestamp", 1795771800, Reason.WRONG_TYPE),
        ("timestamp", "1795771800", Reason.WRONG_TYPE),
        ("timestamp", "0001-01-01T00:00:00+14:00", Reason.OUT_OF_RANGE),
        ("timestamp", "9999-12-31T23:00:00-12:00", Reason.OUT_OF_RANGE),
        ("string", {"a": 1}, Reason.WRONG_TYPE),
        ("string", "\ud83d", Reason.NOT_UTF8),
    ],
)
def test_what_may_mean_two_things_or_none_is_refused(kind: str, cell: Any, reason: Reason) -> None:
    with pytest.raises(BadCell) as bad:
        read(kind, cell)
    assert bad.value.reason is reason
    assert str(cell) not in str(bad.value)


CELLS = st.one_of(
    *(st.text(), st.integers(), st.floats(), st.booleans(), st.decimals(), st.dates(), st.datetimes()),
    *(st.lists(st.integers(), max_size=2), st.from_regex(r"[-+0-9.,eE:TZ ]{1,20}", fullmatch=True)),
)


@given(st.sampled_from(TYPES), CELLS)
def test_no_cell_raises_anything_else(kind: str, cell: Any) -> None:
    if is_empty(cell):
        return
    try:
        value = read(kind, cell)
    except BadCell:
        return
    if kind.startswith("decimal"):
        precision, scale = map(int, kind[8:-1].split(","))
        assert abs(value) < 10 ** (precision - scale)
        assert value.as_tuple().exponent == -scale


@pytest.mark.parametrize("cell", [None, "", "  ", float("nan")])
def test_nothing_is_nothing(cell: Any) -> None:
    assert is_empty(cell)
