"""The one form of an order number: the same order comes as #1001, No. 1001 and gid://shopify/Order/1001.

    order_number("Order #1001")      # "1001"
    order_number("#SE1001")          # "SE1001"
    order_number("NO1001")           # "NO1001": Norway's, not number 1001

What people and shops write before a number goes (our decision): a `#`, and `No.`, `Nr.`, `Order`, `N°` and
`№` before a digit. Words need a dot or a blank behind them. Of Shopify's global id the number stays
(shopify.dev/docs/api/usage/gids).
"""

import re

SIGNS = "#./ "
"""What holds none of them, and nothing but ASCII, is in its form already."""

_GLOBAL_ID = re.compile(r"gid://shopify/Order/([0-9]+)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_BEFORE = re.compile(
    r"(?:(?:order|no|nr)(?:\.\s*|\s+|(?=#))|(?:n[°º]|№)\.?\s*|#\s*)*(?:#\s*(?=\S)|(?=[0-9]))", re.IGNORECASE
)


def order_number(text: str) -> str:
    """The form of a text without blanks around it."""
    if before := _BEFORE.match(text):
        text = text[before.end() :]
    found = _GLOBAL_ID.fullmatch(text)
    return found[1] if found else text
