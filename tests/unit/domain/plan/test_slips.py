"""Which names are slips of others."""

import pytest
from tally.domain.plan.slips import find_meant, is_slip_of


@pytest.mark.parametrize(
    ("name", "is_slip"),
    [
        ("Prodct Added", True),
        ("Producct Added", True),
        ("Prodict Added", True),
        ("Prodcut Added", True),
        ("Product Addedd", True),
        ("product Added", True),
        ("roduct Added", True),
        ("Product Added", False),
        ("Product Viewed", False),
        ("Prdct Added", False),
        ("", False),
    ],
)
def test_one_letter_or_two_that_changed_places(name: str, is_slip: bool) -> None:
    assert is_slip_of(name, "Product Added") is is_slip
    assert is_slip_of("Product Added", name) is is_slip


def test_numbers_are_no_slips() -> None:
    assert not is_slip_of("Step 1 Viewed", "Step 2 Viewed")
    assert not is_slip_of("Step 1 Viewed", "Step 12 Viewed")


def test_meant_is_the_name_that_comes_ten_times_as_often() -> None:
    counts = {"Cart": 100, "Card": 300, "Carx": 10, "Cars": 11}
    assert find_meant("Carx", counts) == "Card"
    assert find_meant("Cars", counts) == "Card"
    assert find_meant("Cart", counts) is None
