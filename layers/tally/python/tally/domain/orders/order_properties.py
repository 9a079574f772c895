"""Properties of order events that become columns: money, the shop that sold, the refund's id.

The standard's name stands first (Segment's e-commerce spec, version 2). The others are those of GA4, Shopify,
WooCommerce, Magento and Odoo; each is read where what stands before it is absent. In other events these names
may mean anything.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from tally.domain.events.event_names import ORDER_COMPLETED, ORDER_REFUNDED
from tally.domain.events.standard_properties import list_spellings, standard_name

ORDER_EVENTS = frozenset({ORDER_COMPLETED, "Order Updated", "Order Cancelled", ORDER_REFUNDED})

_PROPERTIES = MappingProxyType(
    {
        "total": ("total", "total_price", "grand_total", "order_total", "amount_total"),
        "revenue": ("revenue", "subtotal", "value"),
        "tax": ("tax", "total_tax", "tax_total", "tax_amount", "amount_tax"),
        "shipping": ("shipping", "total_shipping", "shipping_total", "shipping_amount", "shipping_cost"),
        "affiliation": ("affiliation", "store", "shop", "store_name", "shop_name"),
        "refund_id": ("refund_id",),
    }
)
"""GA4's `value` is without tax and shipping: developers.google.com/analytics/devguides/collection/ga4."""

_OF_REFUNDS = MappingProxyType(
    {
        **_PROPERTIES,
        "total": (
            *("total", "amount", "refund_amount", "refunded_amount", "amount_refunded"),
            *("refund_total", "total_refunded"),
        ),
        "revenue": ("revenue", "value"),
        "tax": ("tax",),
        "shipping": ("shipping",),
    }
)
"""What went back to the customer is with tax. A refund may also bear its order's subtotal, total and tax."""

ORDER_COLUMNS = tuple(_PROPERTIES)

_SPELLINGS = list_spellings({column: (*names, *_OF_REFUNDS[column]) for column, names in _PROPERTIES.items()})


def order_properties(event_name: str) -> Mapping[str, Sequence[str]]:
    """Column -> its names in an order event of this canonical name, the preferred first."""
    return _OF_REFUNDS if event_name == ORDER_REFUNDED else _PROPERTIES


def order_column(event_name: str, name: str) -> str | None:
    """The column that a property of this name may fill in an event of this canonical name."""
    found = order_property(name) if event_name in ORDER_EVENTS else None
    columns = order_properties(event_name).items()
    return next((column for column, names in columns if found in names), None)


@lru_cache(4096)
def order_property(name: str) -> str | None:
    """The name in these tables that this one is a spelling of: `refund_amount` of `refundAmount`."""
    return standard_name(name, _SPELLINGS)
