"""Kinds of customers, by how often, how lately and for how much they ordered: a shop names its own."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from importlib import resources
from typing import Any

from tally.domain.errors import Misconfigured

MOST_PROFILES = 5
NO_CUSTOMER = "none"
"""The profile of persons without an order."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAKEN = ("all", NO_CUSTOMER)


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """A customer is of this profile when all bounds hold; None is no bound.

    Days are counted to the last day of the lake, money is in the shop's currency.
    """

    name: str
    least_orders: int | None = None
    least_net_revenue: Decimal | None = None
    most_days_since_last_order: int | None = None
    most_days_since_first_order: int | None = None

    @property
    def bounds(self) -> tuple[int | Decimal | None, ...]:
        """The four bounds, in the order of the parameter of customer_profiles.sql."""
        return (
            self.least_orders,
            self.least_net_revenue,
            self.most_days_since_last_order,
            self.most_days_since_first_order,
        )


def parse_profiles(text: str) -> tuple[CustomerProfile, ...]:
    """The profiles of a TOML text, a table each, the first that fits first; else Misconfigured."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"the customer profiles are no TOML: {error}") from None
    profiles = tuple(_profile(name, bounds) for name, bounds in tables.items())
    if not 1 <= len(profiles) <= MOST_PROFILES:
        raise Misconfigured(f"there are {len(profiles)} customer profiles: write 1 to {MOST_PROFILES}")
    if any(bound is not None for bound in profiles[-1].bounds):
        raise Misconfigured(f"the last customer profile, {profiles[-1].name}, has bounds: leave them out")
    return profiles


def _profile(name: str, bounds: Any) -> CustomerProfile:
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise Misconfigured(f"{name} is no name of a customer profile: use small letters, digits and _")
    known = [field.name for field in fields(CustomerProfile) if field.name != "name"]
    if not isinstance(bounds, dict) or (set(bounds) - set(known)):
        raise Misconfigured(f"the customer profile {name} has other bounds than {', '.join(known)}")
    for bound, value in bounds.items():
        _check_number(name, bound, value)
    money = bounds.get("least_net_revenue")
    return CustomerProfile(
        name,
        bounds.get("least_orders"),
        None if money is None else Decimal(str(money)),
        bounds.get("most_days_since_last_order"),
        bounds.get("most_days_since_first_order"),
    )


def _check_number(name: str, bound: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
        raise Misconfigured(f"{bound} of the customer profile {name} is no number from 0")
    if bound != "least_net_revenue" and not isinstance(value, int):
        raise Misconfigured(f"{bound} of the customer profile {name} is no whole number")


DEFAULT_TEXT = resources.files("tally.domain.shop").joinpath("customer_profiles.toml").read_text("utf-8")
DEFAULT_PROFILES: Sequence[CustomerProfile] = parse_profiles(DEFAULT_TEXT)
"""Where a shop names none."""
