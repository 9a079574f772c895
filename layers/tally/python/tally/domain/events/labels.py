"""Columns of which each value is the label of one thing, and how any spelling of it is read."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tally.domain.events.countries import country_code
from tally.domain.events.currencies import currency_code
from tally.domain.events.platforms import platform_label

LABEL_OF: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"platform": platform_label, "country": country_code, "currency": currency_code}
)
"""Column -> reads a text as its label, None where it is none."""
