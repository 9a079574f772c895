"""Where a request may name its write key, outside its body."""

import binascii
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tally.domain.collecting.request import Request, parameter_of


def named_keys(request: Request) -> Iterator[str]:
    """Keys in the Basic user name and in the query, likeliest first."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        yield _read_user_name(credentials)
    for parameter in ("write_key", "writeKey", "api_key"):
        yield parameter_of(request.query, parameter)


class KnownKey(NamedTuple):
    """A write key of the shop's, and the source it belongs to."""

    source: str
    write_key: str


def find_known_key(keys: Iterable[str | None], source_of: Callable[[str], str | None]) -> KnownKey | None:
    """The first of these keys that is known."""
    return next((KnownKey(source, key) for key in keys if key and (source := source_of(key))), None)


def _read_user_name(credentials: str) -> str:
    try:
        return binascii.a2b_base64(credentials).decode().partition(":")[0]
    except ValueError:  # no base64, or no text in it: no key either
        return ""
