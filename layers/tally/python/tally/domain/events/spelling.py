"""One word in its many spellings: case, blanks and what is written between its parts do not count."""

from unicodedata import normalize

LONGEST_SPELLING = 100
"""No name that we know is nearly as long: what is longer is not looked up, nor remembered."""

_BETWEEN = str.maketrans("", "", " \t\r\n\u00a0_-.")


def bare_name(name: str) -> str:
    """Of an event or property: `Order ID`, `order-id` and `orderId` are `orderid`; a `$` counts."""
    return name.casefold().translate(_BETWEEN)


def bare_label(text: str) -> str:
    """Of a country or platform: letters and digits, no accents: `Côte d'Ivoire` is `COTE D IVOIRE`."""
    return "".join(filter(str.isalnum, normalize("NFKD", text).casefold()))
