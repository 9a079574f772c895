"""What the caller's address says of the visitor: nothing of a server's customers, much of a browser's."""

from collections.abc import Mapping
from urllib.parse import urlencode

from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.request import parameter_of

_COUNTRY_HEADER = "cloudfront-viewer-country"
_LETTERS = 2
_OBJECTIONS = ("sec-gpc", "dnt")
_IN_NAME = "consent"
_MOST_CONSENT = 1_000
"""Characters of all headers that tell consent: a receipt is one line of a queue message."""


def stands_for_visitor(protocol: Protocol, query: str, form: Mapping[str, str]) -> bool:
    """Whether the caller is the visitor. Mixpanel's SDKs say so by ip=1; elsewhere ip=0 denies it."""
    asked = parameter_of(query, "ip") or form.get("ip", "")
    return asked == "1" or (asked != "0" and protocol is not Protocol.MIXPANEL)


def read_country(headers: Mapping[str, str]) -> str:
    """The caller's country by CloudFront, where the shop has it in front; empty elsewhere."""
    told = headers.get(_COUNTRY_HEADER, "")
    return told.upper() if len(told) == _LETTERS and told.isascii() and told.isalpha() else ""


def read_consent(headers: Mapping[str, str]) -> str:
    """The headers that may tell consent as a query string; which of them does, the tracking plan says."""
    found = [name for name in headers if _IN_NAME in name or name in _OBJECTIONS]
    return urlencode({name: headers[name] for name in found})[:_MOST_CONSENT] if found else ""
