"""Kinds of customers: a shop's own are read, and refused with a sentence where they decide nothing."""

from decimal import Decimal

import pytest
from tally.domain.errors import Misconfigured
from tally.domain.shop.customer_profiles import DEFAULT_PROFILES, CustomerProfile, parse_profiles


def test_there_are_five_unless_a_shop_names_its_own() -> None:
    assert [each.name for each in DEFAULT_PROFILES] == ["top", "loyal", "new", "occasional", "lapsed"]
    own = "[vip]\nleast_net_revenue = 1000.5\nleast_orders = 2\n[rest]\n"
    assert parse_profiles(own) == (CustomerProfile("vip", 2, Decimal("1000.5")), CustomerProfile("rest"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "there are 0 customer profiles"),
        ("\n".join(f"[p{number}]" for number in range(6)), "there are 6 customer profiles"),
        ("[vip]\nleast_orders = 2", "the last customer profile, vip, has bounds"),
        ("[all]", "all is no name"),
        ("[VIP]", "VIP is no name"),
        ("vip = 1", "has other bounds than"),
        ("[vip]\nleast_visits = 2\n[rest]", "has other bounds than"),
        ("[vip]\nleast_orders = true\n[rest]", "least_orders of the customer profile vip is no number"),
        ("[vip]\nleast_orders = 1.5\n[rest]", "is no whole number"),
        ("[vip", "no TOML"),
    ],
)
def test_what_decides_nothing_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(Misconfigured, match=complaint):
        parse_profiles(text)
