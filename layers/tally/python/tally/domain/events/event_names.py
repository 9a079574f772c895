"""Canonical event names (Segment's e-commerce spec, version 2) and the class each one is stored under.

Case, blanks and what stands between the words of a name do not count: `order_completed`, `OrderCompleted` and
`Order completed ` are Order Completed. Other vocabularies' names for the same events are read as well.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tally.domain.events.spelling import LONGEST_SPELLING, bare_name

ORDER_COMPLETED = "Order Completed"
ORDER_REFUNDED = "Order Refunded"
PAGE_VIEWED = "Page Viewed"
SCREEN_VIEWED = "Screen Viewed"
EXPERIMENT_STARTED = "$experiment_started"

STANDARD_NAMES = frozenset(
    {
        *(PAGE_VIEWED, SCREEN_VIEWED, "Products Searched", "Product List Viewed", "Product List Filtered"),
        *("Promotion Viewed", "Promotion Clicked", "Product Clicked", "Product Viewed", "Product Added"),
        *("Product Removed", "Cart Viewed", "Checkout Started", "Checkout Step Viewed"),
        *("Checkout Step Completed", "Payment Info Entered", "Order Updated", ORDER_COMPLETED),
        *(ORDER_REFUNDED, "Order Cancelled", "Coupon Entered", "Coupon Applied", "Coupon Denied"),
        *("Coupon Removed", "Product Added to Wishlist", "Product Removed from Wishlist"),
        *("Wishlist Product Added to Cart", "Product Shared", "Cart Shared", "Product Reviewed"),
    }
)
"""segment.com/docs/connections/spec/ecommerce/v2, and its page and screen calls."""

_OLD_NAMES = MappingProxyType(
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
        "Order Canceled": "Order Cancelled",
        "Experiment Viewed": EXPERIMENT_STARTED,
    }
)
"""Version 1 of the spec, America's spelling, and the A/B spec's exposure."""

_GA4_NAMES = MappingProxyType(
    {
        "page_view": PAGE_VIEWED,
        "screen_view": SCREEN_VIEWED,
        "search": "Products Searched",
        "view_search_results": "Products Searched",
        "view_item_list": "Product List Viewed",
        "view_promotion": "Promotion Viewed",
        "select_promotion": "Promotion Clicked",
        "select_item": "Product Clicked",
        "view_item": "Product Viewed",
        "add_to_cart": "Product Added",
        "remove_from_cart": "Product Removed",
        "view_cart": "Cart Viewed",
        "begin_checkout": "Checkout Started",
        "add_payment_info": "Payment Info Entered",
        "add_to_wishlist": "Product Added to Wishlist",
        "purchase": ORDER_COMPLETED,
        "refund": ORDER_REFUNDED,
    }
)
"""developers.google.com/analytics/devguides/collection/ga4/reference/events."""

_SHOPIFY_NAMES = MappingProxyType(
    {
        "search_submitted": "Products Searched",
        "collection_viewed": "Product List Viewed",
        "product_added_to_cart": "Product Added",
        "product_removed_from_cart": "Product Removed",
        "payment_info_submitted": "Payment Info Entered",
        "checkout_completed": ORDER_COMPLETED,
    }
)
"""shopify.dev/docs/api/web-pixels-api/standard-events; its other names are the standard's but for case."""

_META_NAMES = MappingProxyType(
    {
        "PageView": PAGE_VIEWED,
        "ViewContent": "Product Viewed",
        "InitiateCheckout": "Checkout Started",
    }
)
"""developers.facebook.com/docs/meta-pixel/reference; its other names are GA4's but for case."""

_OWN_NAMES = frozenset({"Search"})
"""What shops name so themselves more often than Meta's pixel does: a flow tells it as it was sent."""

_BY_BARE_NAME = MappingProxyType(
    {
        bare_name(name): canonical
        for names in (
            {name: name for name in STANDARD_NAMES},
            *(_OLD_NAMES, _GA4_NAMES, _SHOPIFY_NAMES, _META_NAMES),
        )
        for name, canonical in names.items()
    }
)

_OLD_PRODUCT_NAMES = frozenset(
    map(bare_name, ("Viewed Product", "Clicked Product", "Added Product", "Removed Product"))
)
_OLD_ORDER_NAMES = frozenset(map(bare_name, ("Started Order", "Updated Order", "Completed Order")))

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

IDENTITY_EVENTS = frozenset({"$identify", "$create_alias", "$merge", "$alias"})
"""Mixpanel's and Segment's: they only tell who somebody is."""

NO_ALIASES: Mapping[str, str] = MappingProxyType({})


def canonical_name(name: str, aliases: Mapping[str, str] = NO_ALIASES) -> str:
    """The name that models use for an event sent under this one; the name itself where no list has it.

    `aliases` are the shop's own, bare name -> canonical name: they stand before other vocabularies' names.
    """
    if name in STANDARD_NAMES or len(name) > LONGEST_SPELLING:
        return name
    bare = bare_name(name)
    return aliases.get(bare) or (name if name in _OWN_NAMES else _BY_BARE_NAME.get(bare, name))


def column_of_plain_id(name: object) -> str | None:
    """The column of the property `id`: in events of version 1 it is the product's or the order's."""
    bare = bare_name(name) if isinstance(name, str) and len(name) <= LONGEST_SPELLING else ""
    if bare in _OLD_PRODUCT_NAMES:
        return "product_id"
    return "order_id" if bare in _OLD_ORDER_NAMES else None


def event_class(name: str) -> str:
    """`volume` for the few names that make up nine tenths of all rows, else `business`; canonical name in."""
    return VOLUME if name in _VOLUME_NAMES else BUSINESS
