"""Parameters under which advertising networks send the id of a click: the name tells the network."""

CLICK_IDS = (
    *("gclid", "fbclid", "msclkid", "ttclid", "twclid", "dclid", "li_fat_id", "sccid", "ko_click_id"),
    "wbraid",
)
"""Where a page has several, the first of these is the event's click_id."""
