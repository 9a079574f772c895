"""Personal data under no name of their own: members of an address's query, pairs of name and value.

`https://shop.example/?email=anna%40shop.example` and `{"name": "email", "value": "anna@shop.example"}` hold
an `email` as much as `{"email": ...}` does.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote_plus

Json = dict[str, Any]

ADDRESS_NAMES = frozenset(
    (
        *("url", "$current_url", "current_url", "currentUrl", "page_url", "pageUrl", "page_location"),
        *("search", "current_url_search", "href", "location", "link", "landing_page", "landing_site"),
        *("referrer", "referer", "$referrer", "$initial_referrer", "initial_referrer", "page_referrer"),
        *("referring_site", "initialReferrer"),
    )
)
"""Properties that hold an address or its query, as SDKs and shops call them."""

_MEMBER = re.compile(r"(^|[?&#;])([^=&#;?]+)=([^&#;]*)")
_AT = re.compile(r"[\w.+%-](?:@|%40)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?![0-9]x\.)(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)
"""Not that of a picture, `logo@2x.png`."""

_LOOKS, _LONGEST_DOMAIN = 100, 253
"""At most so many signs of one text are looked at: a text made of them takes no time."""

_IDS = frozenset(
    (
        *("userId", "user_id", "$user_id", "distinct_id", "anonymousId", "device_id", "alias", "previousId"),
        *("$identified_id", "$anon_distinct_id", "$anon_id", "$distinct_ids", "groupId", "$group_id"),
    )
)
"""Names of ids: they are not treated, whatever they look like."""

_LONGEST_NAME = 100

Treat = Callable[[str, str], str | None]
"""Name and value of a member -> its value after the treatment, None where nothing is left of it."""


def treat_address(address: str, treat: Treat) -> str:
    """The same address, or query, with its members treated; all else stays as it was written."""

    def replace(member: re.Match[str]) -> str:
        before, name, written = member.groups()
        value = unquote_plus(written)
        treated = treat(unquote_plus(name), value)
        return member[0] if treated == value else f"{before}{name}={quote(treated or '', safe=':')}"

    return _MEMBER.sub(replace, address) if "=" in address else address


def name_of_pair(node: Json) -> str | None:
    """The name in an object that is a pair of name and value; None for any other."""
    name = node.get("name", node.get("key")) if "value" in node else None
    return name if isinstance(name, str) else None


def find_plain_emails(properties: object, is_kept: Callable[[str], bool]) -> list[str]:
    """Names under which JSON holds what looks like an e-mail address, sorted, however deep it stands.

    Not those of ids, and none that `is_kept`, on purpose.
    """
    found: set[str] = set()
    waiting: list[tuple[str, object]] = [("", properties)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.items()
        elif isinstance(value, list):
            waiting += ((name, one) for one in value)
        elif isinstance(value, str) and has_email(value) and name not in _IDS and not is_kept(name):
            found.add(name[:_LONGEST_NAME])
    return sorted(found)


def has_email(text: str) -> bool:
    """Whether something in it looks like an e-mail address, written plainly or as in an address."""
    signs = islice(_AT.finditer(text), _LOOKS)
    return any(_DOMAIN.match(text, sign.end(), sign.end() + _LONGEST_DOMAIN) for sign in signs)
