"""Names that every protocol uses for the same thing: the e-commerce spec's properties and campaign tags."""

from types import MappingProxyType

from tally.domain.events.click_ids import CLICK_IDS

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

COMMON = MappingProxyType(
    {
        **{name: (name,) for name in _OWN_NAMES},
        "order_id": ("order_id", "orderId"),
        "product_id": ("product_id", "productId"),
        "experiment_name": ("experiment_name", "Experiment name", "experiment_id"),
        "variant_name": ("variant_name", "Variant name", "variation_name", "variation_id"),
    }
)
"""Properties that bear their column's name, or one of the first version of the e-commerce spec. An experiment
without a name is known by its id."""

CLICK_ID = MappingProxyType({"click_id": CLICK_IDS})
"""Seen, not taken: the name of the parameter tells which network the id belongs to."""

USER_AGENT = MappingProxyType({"user_agent": ("user_agent", "userAgent", "$user_agent")})
"""Seen, not taken: it tells bots."""

PRODUCT_LINE = MappingProxyType(
    {
        "product_id": ("product_id", "productId", "id"),
        "sku": ("sku",),
        "name": ("name",),
        "category": ("category",),
        "brand": ("brand",),
        "variant": ("variant",),
        "price": ("price",),
        "quantity": ("quantity",),
        "coupon": ("coupon",),
    }
)
"""One line of `products`."""
