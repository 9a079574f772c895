"""Numbers as an exact JSON parser gives them: none may bring arithmetic down."""

from decimal import Decimal

import pytest
from tally.domain.audit.witness import NumberOutOfRange, exact_number, whole_number
from tally.domain.events.event_time import epoch_ms
from tally.domain.events.json_values import amount, text


def test_a_fraction_of_a_second() -> None:
    assert epoch_ms(Decimal("1795290790.25")) == 1_795_290_790_250


@pytest.mark.parametrize("number", ["1E+999999999", "-1E+999999999"])
def test_a_number_that_can_be_no_time_is_refused_at_once(number: str) -> None:
    with pytest.raises(ValueError, match="a time is"):
        epoch_ms(Decimal(number))


@pytest.mark.parametrize("digits", ["1e1000000", "1e-1000000", "1e999999999999999999", "-1e400"])
def test_a_number_that_no_arithmetic_bears_fits_no_field(digits: str) -> None:
    number = exact_number(digits)
    assert number == NumberOutOfRange(digits)
    for read in (text, amount, epoch_ms):
        with pytest.raises(ValueError, match=" is "):
            read(number)


def test_nor_does_one_of_thousands_of_digits() -> None:
    assert whole_number("9" * 5000) == NumberOutOfRange("9" * 5000)
    assert whole_number("-12") == -12


def test_a_usual_number_is_exact() -> None:
    assert exact_number("0.10") == Decimal("0.10")
