"""Single values as text, whole numbers and amounts, without loss."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.events.json_values import amount, quantity, text


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (None, None),
        ("", ""),
        ("a", "a"),
        (7, "7"),
        (Decimal("12.50"), "12.50"),
        (-(10**400), "-1" + "0" * 400),
    ],
)
def test_text(sent: object, read: str | None) -> None:
    assert text(sent) == read


TOO_LONG = pytest.param(10**5000, id="5001 digits")


@pytest.mark.parametrize("sent", [True, [], {}, TOO_LONG])
def test_no_text(sent: object) -> None:
    with pytest.raises(ValueError, match="send a string"):
        text(sent)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (None, None),
        (" ", None),
        (3, 3),
        ("3", 3),
        (Decimal("0.35"), "0.35"),
        ("-2.00", -2),
        (Decimal("0.33335"), "0.3334"),
    ],
)
def test_quantity(sent: object, read: str | int | None) -> None:
    assert quantity(sent) == (None if read is None else Decimal(read))


@pytest.mark.parametrize("sent", [True, 10**9, -(10**9), "two", "1e3", "٣", [], Decimal("1E+400")])
def test_no_quantity(sent: object) -> None:
    with pytest.raises(ValueError, match="a quantity"):
        quantity(sent)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (None, None),
        ("", None),
        (5, "5.00"),
        ("59442.63", "59442.63"),
        (Decimal("19.9"), "19.90"),
        (Decimal("30.299999999999997"), "30.30"),
        (Decimal("-0.10000000000000001"), "-0.10"),
        (99_999_999_999_999, "99999999999999"),
        (Decimal("19.995"), "19.995"),
        ("3.33", "3.33"),
        ("12,50", "12.50"),
        ("-1200,5", "-1200.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("+7,", "7"),
        (",5", "0.5"),
        (Decimal("3.33333333333"), "3.333333"),
        (Decimal("1E-9999999"), "0.00"),
    ],
)
def test_amount(sent: object, read: str | None) -> None:
    assert amount(sent) == (None if read is None else Decimal(read))


@pytest.mark.parametrize(
    "sent",
    [
        True,
        "12,50 €",
        "1.234,50",
        "1,234.50",
        "1,2,3",
        ",",
        "€ 12",
        10**14,
        Decimal("1E+300"),
        "9" * 40,
        [],
        {},
    ],
)
def test_no_amount(sent: object) -> None:
    with pytest.raises(ValueError, match="amount"):
        amount(sent)


@pytest.mark.parametrize("sent", ["1.200", "-12.345", "+999.999", "1,200", "-12,345"])
def test_text_that_can_be_two_amounts_is_none(sent: str) -> None:
    with pytest.raises(ValueError, match="mark between its thousands"):
        amount(sent)


@given(st.integers(-(10**12), 10**12))
def test_any_number_of_cents_survives_a_double(cents: int) -> None:
    assert amount(Decimal(repr(cents / 100))) == Decimal(cents) / 100
