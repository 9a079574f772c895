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


def explain_refusal(
    request: Request, source_of: Callable[[str], str | None], *, body_names_key: bool = False
) -> str:
    """A sentence for who sent no known key: it stood elsewhere, it is none of this shop's, or none came."""
    place = next((place for key, place in _misplaced_keys(request) if key and source_of(key)), None)
    if place:
        return f"the write key came as {place}: {_WHERE_TO}"
    if body_names_key or any(named_keys(request)):
        return "this write key is unknown: it is none of this Tally's, or it was revoked"
    return f"no write key came: {_WHERE_TO}"


def _misplaced_keys(request: Request) -> Iterator[tuple[str, str]]:
    """(what may be a key, where it stood), likeliest first."""
    authorization = request.headers.get("authorization", "")
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "basic":
        yield _read_credentials(credentials)[2], "Basic password"
    elif credentials:
        yield credentials.strip(), f"{scheme[:_LONGEST_SCHEME]} token"
    else:
        yield authorization, "Authorization header without a scheme"
    for name in _OTHER_HEADERS:
        yield request.headers.get(name, ""), f"header {name}"
    for name in _OTHER_PARAMETERS:
        yield parameter_of(request.query, name), f"query parameter {name}"


_WHERE_TO = "send it as Basic user name or as the query parameter write_key"
_LONGEST_SCHEME = 20
_OTHER_HEADERS = ("x-api-key", "x-write-key", "write-key", "writekey", "api-key")
_OTHER_PARAMETERS = ("key", "token", "apiKey", "apikey", "writekey")


def _read_user_name(credentials: str) -> str:
    return _read_credentials(credentials)[0]


def _read_credentials(credentials: str) -> tuple[str, str, str]:
    """User name, colon, password; nothing where it is no base64, or no text in it."""
    try:
        return binascii.a2b_base64(credentials).decode().partition(":")
    except ValueError:
        return "", "", ""
