"""Times as an exact JSON parser gives them."""

from decimal import Decimal

import pytest
from tally.domain.occurrence import epoch_ms


def test_a_fraction_of_a_second() -> None:
    assert epoch_ms(Decimal("1795290790.25")) == 1_795_290_790_250


@pytest.mark.parametrize("number", ["1E+999999999", "-1E+999999999"])
def test_a_number_that_can_be_no_time_is_refused_at_once(number: str) -> None:
    with pytest.raises(ValueError, match="a time is"):
        epoch_ms(Decimal(number))
