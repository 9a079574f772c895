"""Numbers as an exact JSON parser gives them: none may bring arithmetic down."""

from decimal import Decimal

import pytest
from tally.domain.occurrence import epoch_ms
from tally.domain.witness import exact_number


def test_a_fraction_of_a_second() -> None:
    assert epoch_ms(Decimal("1795290790.25")) == 1_795_290_790_250


@pytest.mark.parametrize("number", ["1E+999999999", "-1E+999999999"])
def test_a_number_that_can_be_no_time_is_refused_at_once(number: str) -> None:
    with pytest.raises(ValueError, match="a time is"):
        epoch_ms(Decimal(number))


@pytest.mark.parametrize("digits", ["1e1000000", "1e-1000000", "1e999999999999999999", "-1e400"])
def test_a_number_that_no_arithmetic_bears_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="too large"):
        exact_number(digits)


def test_a_usual_number_is_exact() -> None:
    assert exact_number("0.10") == Decimal("0.10")
