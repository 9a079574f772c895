"""Canonical event names (Segment's e-commerce spec, version 2) and the class each one is stored under."""

from types import MappingProxyType

ORDER_COMPLETED = "Order Completed"
PAGE_VIEWED = "Page Viewed"
SCREEN_VIEWED = "Screen Viewed"

ALIASES = MappingProxyType(
    {
        "Viewed Product Category": "Product List Viewed",
        "Viewed Product": "Product Viewed",
        "Clicked Product": "Product Clicked",
        "Added Product": "Product Added",
        "Removed Product": "Product Removed",
        "Started Order": "Checkout Started",
        "Updated Order": "Order Updated",
        "Completed Order": ORDER_COMPLETED,
        "Viewed Checkout Step": "Checkout Step Viewed",
        "Completed Checkout Step": "Checkout Step Completed",
        "Viewed Promotion": "Promotion Viewed",
        "Clicked Promotion": "Promotion Clicked",
        "Experiment Viewed": "$experiment_started",
    }
)
"""Version 1 names, and the A/B spec's exposure, as the models know them."""

OLD_PRODUCT_NAMES = ("Viewed Product", "Clicked Product", "Added Product", "Removed Product")
OLD_ORDER_NAMES = ("Started Order", "Updated Order", "Completed Order")
"""Events of version 1 whose property `id` is the product's, or the order's."""

VOLUME = "volume"
BUSINESS = "business"

_VOLUME_NAMES = frozenset(
    {
        PAGE_VIEWED,
        "$mp_web_page_view",
        SCREEN_VIEWED,
        "Product Viewed",
        "Product List Viewed",
        "Product Clicked",
        "Promotion Viewed",
        "Products Searched",
    }
)


def canonical_name(name: str) -> str:
    """The name that models use for an event sent under this one."""
    return ALIASES.get(name, name)


def event_class(name: str) -> str:
    """`volume` for the few names that make up nine tenths of all rows, else `business`; canonical name in."""
    return VOLUME if name in _VOLUME_NAMES else BUSINESS
