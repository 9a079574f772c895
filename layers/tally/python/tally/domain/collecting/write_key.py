"""Where a request may name its write key, outside its body."""

import binascii
from collections.abc import Callable, Iterable, Iterator

from tally.domain.collecting.request import Request, parameter_of


def named_keys(request: Request) -> Iterator[str]:
    """Keys in the Basic user name and in the query, likeliest first."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        yield _user_name(credentials)
    for parameter in ("write_key", "writeKey", "api_key"):
        yield parameter_of(request.query, parameter)


def known_key(keys: Iterable[str | None], source_of: Callable[[str], str | None]) -> tuple[str, str] | None:
    """(source, key) of the first of these keys that is known."""
    return next(((source, key) for key in keys if key and (source := source_of(key))), None)


def _user_name(credentials: str) -> str:
    try:
        return binascii.a2b_base64(credentials).decode().partition(":")[0]
    except ValueError:  # no base64, or no text in it: no key either
        return ""
