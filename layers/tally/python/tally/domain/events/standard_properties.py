"""Names that every protocol uses for the same thing: the e-commerce spec's properties and campaign tags.

The plan knows them too: what landing reads as a column, it reads as that column's property.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from tally.domain.events import json_values
from tally.domain.events.spelling import LONGEST_SPELLING, bare_name

_OWN_NAMES = (
    "platform",
    "os",
    "browser",
    "device_model",
    "app_version",
    "country",
    "region",
    "city",
    "url",
    "path",
    "referrer_domain",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
    "click_id",
    "click_id_name",
    "order_id",
    "revenue",
    "currency",
    "product_id",
    "price",
    "quantity",
    "products",
    "coupon",
    "experiment_name",
    "variant_name",
    "session_hint",
)

EVENT_PROPERTIES = MappingProxyType(
    {
        **{name: (name,) for name in _OWN_NAMES},
        "order_id": ("order_id", "orderId"),
        "product_id": ("product_id", "productId"),
        "experiment_name": ("experiment_name", "Experiment name", "experiment_id"),
        "variant_name": ("variant_name", "Variant name", "variation_name", "variation_id"),
    }
)
"""Column -> properties that bear its name, or one of the first version of the e-commerce spec. An experiment
without a name is known by its id."""

LINE_PROPERTIES = MappingProxyType(
    {
        "product_id": ("product_id", "productId", "id", "item_id"),
        "sku": ("sku",),
        "name": ("name", "item_name"),
        "category": ("category", "item_category"),
        "brand": ("brand", "item_brand"),
        "variant": ("variant", "item_variant"),
        "price": ("price",),
        "quantity": ("quantity",),
        "coupon": ("coupon",),
    }
)
"""The same of one line of `products`, and GA4's names."""

_GA4_NAMES = MappingProxyType({"transaction_id": "order_id", "items": "products"})
"""Taken like another spelling: `items` of another event may be anything."""


def list_spellings(
    properties: Mapping[str, tuple[str, ...]], *others: Mapping[str, str]
) -> Mapping[str, str]:
    """Bare name -> the name that a table has; the preferred of a column where several are alike."""
    names = [name for listed in properties.values() for name in listed]
    pairs = [*((name, name) for name in names), *(pair for other in others for pair in other.items())]
    return MappingProxyType({bare_name(name): listed for name, listed in reversed(pairs)})


USER_AGENT = MappingProxyType({"user_agent": ("user_agent", "userAgent", "$user_agent")})
"""Seen, not taken: it tells bots."""

EVENT_SPELLINGS = list_spellings(EVENT_PROPERTIES, _GA4_NAMES)
LINE_SPELLINGS = list_spellings(LINE_PROPERTIES)

_COLUMNS = MappingProxyType({name: column for column, names in EVENT_PROPERTIES.items() for name in names})

_READERS: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {
        "order_id": json_values.text,
        "product_id": json_values.text,
        "revenue": json_values.amount,
        "price": json_values.amount,
        "quantity": json_values.quantity,
    }
)
"""Of columns that refuse what they cannot take."""


def standard_name(name: str, spellings: Mapping[str, str]) -> str | None:
    """The name in a table that this one is another spelling of: `order_id` of `Order ID`."""
    return None if len(name) > LONGEST_SPELLING else spellings.get(bare_name(name))


def column_of(name: str) -> str | None:
    """The column that an event's property of this name becomes, in whatever spelling."""
    return _COLUMNS.get(name) or _COLUMNS.get(standard_name(name, EVENT_SPELLINGS) or "")


def can_hold(column: str, value: Any) -> bool:
    """Whether a column takes this value, or does without it: else it would cost the event."""
    if column == "products":  # `items` of another event may be anything
        return isinstance(value, list) and (not value or any(isinstance(line, dict) for line in value))
    try:
        _READERS.get(column, _read_anything)(Decimal(repr(value)) if isinstance(value, float) else value)
    except ValueError:
        return False
    return True


def _read_anything(_value: object) -> None:
    return
