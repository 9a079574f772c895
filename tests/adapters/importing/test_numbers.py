"""Numbers as files write them: read in the one way that the map tells, or refused."""

from decimal import Decimal

import pytest
from tally.adapters.importing.numbers import NumberFormat

GERMAN, SWISS, FRENCH = NumberFormat(",", "."), NumberFormat(".", "'"), NumberFormat(",", " ")
ENGLISH, COMMA = NumberFormat(".", ","), NumberFormat(",")
UNTOLD = NumberFormat()


@pytest.mark.parametrize(
    ("form", "text", "number"),
    [
        (UNTOLD, "12.50", "12.50"),
        (UNTOLD, " 7.5 ", "7.5"),
        (UNTOLD, "1e3", "1e3"),
        (UNTOLD, "0.125", "0.125"),
        (UNTOLD, "1234.567", "1234.567"),
        (UNTOLD, "-3", "-3"),
        (GERMAN, "1.234,56", "1234.56"),
        (GERMAN, "1.200", "1200"),
        (GERMAN, "12.345.678,9", "12345678.9"),
        (GERMAN, "99,90", "99.90"),
        (GERMAN, "-1234,5", "-1234.5"),
        (COMMA, "1,200", "1.200"),
        (ENGLISH, "1,200", "1200"),
        (ENGLISH, "1,234.56", "1234.56"),
        (SWISS, "1'234.50", "1234.50"),
        (SWISS, "1\u2019234.50", "1234.50"),
        (FRENCH, "1\u202f234,50", "1234.50"),
        (FRENCH, "1\u00a0234,50", "1234.50"),
        (FRENCH, "+1 234", "1234"),
    ],
)
def test_a_number_is_read_as_told(form: NumberFormat, text: str, number: str) -> None:
    assert form.read(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.200", "1,200", "-12.345", "999.999"])
def test_what_can_be_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"could mean .* or .*: say decimal"):
        UNTOLD.read(text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (UNTOLD, "1.234,56"),
        (UNTOLD, "12,50"),
        (GERMAN, "12.50"),
        (GERMAN, "1.23,4"),
        (GERMAN, "1.234.56"),
        (GERMAN, "1.2345"),
        (SWISS, "1,5"),
        (FRENCH, "1 23,4"),
    ],
)
def test_other_separators_are_named(form: NumberFormat, text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number: say .*decimal and thousands under \[file\]"):
        form.read(text)


@pytest.mark.parametrize("text", ["€ 5", "5 EUR", "N/A", "", "١٢", "0x10", "NaN", "Infinity", "1_000", "--1"])
def test_no_number_is_none(text: str) -> None:
    for form in (UNTOLD, GERMAN, SWISS):
        with pytest.raises(ValueError, match="is no number"):
            form.read(text)
