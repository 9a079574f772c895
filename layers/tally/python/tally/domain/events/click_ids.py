"""Parameters under which advertising networks send the id of a click: the name tells the network."""

from types import MappingProxyType

CLICK_IDS = (
    *("gclid", "fbclid", "msclkid", "ttclid", "twclid", "dclid", "li_fat_id", "sccid", "ko_click_id"),
    *("wbraid", "gbraid", "yclid", "epik", "rdt_cid"),
)
"""Where a page has several, the first of these is the event's click_id."""

SEEN_CLICK_IDS = MappingProxyType({name: (name,) for name in CLICK_IDS})
"""As columns of their own until one is chosen; they stay in the properties."""

UTM_TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
