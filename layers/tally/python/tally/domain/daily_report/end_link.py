"""The link of a mail that ends the daily report without a log-in (RFC 8058).

Whoever has the mail may end it, and nobody else: the link names the address, with a code that only Tally's
key makes. It does nothing but this, so it does not expire. No log has it: the API's have no query strings.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

PATH = "api/v1/unsubscribe"
"""Below the page's address, where the API answers."""

_PURPOSE = b"tally: end the daily report\0"
_CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class EndLinks:
    """`page_url` ends with a slash."""

    key: bytes
    page_url: str

    def write(self, email: str) -> str:
        """The address to open, or to post to."""
        return f"{self.page_url}{PATH}?token={write_token(self.key, email)}"


def write_token(key: bytes, email: str) -> str:
    """The address of a mail and its code, as a text for a URL."""
    told = email.encode()
    return f"{_write(told)}.{_write(_sign(key, told))}"


def read_token(key: bytes, token: str) -> str | None:
    """The address of a mail; None for what this key did not sign."""
    named, _, code = token.partition(".")
    try:
        told, signed = _read(named), _read(code)
        email = told.decode()
    except (binascii.Error, ValueError):
        return None
    return email if hmac.compare_digest(_sign(key, told), signed) else None


def _sign(key: bytes, told: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + told, hashlib.sha256)[:_CODE_BYTES]


def _write(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _read(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
