"""Takes write keys out of text that people will read: what an analyst may see must let nobody send events."""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache

SHORTEST_KEY = 6
"""A shorter key may stand in any word; those that `tally keys` makes have 32 characters."""

# A member of an object, also of JSON inside a text (\"token\"), and where the text was cut within the value.
_MEMBER = re.compile(
    rb'(?P<quote>\\{0,7}")(?P<name>\$?token|writeKey|write_key|api_key|apiKey)(?P=quote)\s*+:\s*+(?P=quote)'
    rb"(?P<value>(?:(?!(?P=quote))[\s\S])*+)"
)
_PARAMETER = re.compile(rb"(?P<name>(?:^|[?&])(?:write_key|writeKey|api_key|token)=)[^&\s]*")


def without_keys(text: bytes, write_key: str) -> bytes:
    """The text without the values of members that name a write key, and without `write_key` wherever it is.

    The members stay, empty, so that the JSON can be sent again. In base64 the key's own letters become `A`.
    """
    text = _MEMBER.sub(_emptied, text)
    text = _PARAMETER.sub(rb"\g<name>", text)
    if len(write_key) < SHORTEST_KEY:
        return text
    text = text.replace(write_key.encode(), b"")
    for spelling in _in_base64(write_key):
        text = text.replace(spelling, b"A" * len(spelling))
    return text


def _emptied(member: re.Match[bytes]) -> bytes:
    return member[0][: len(member[0]) - len(member["value"])]


@lru_cache(64)
def _in_base64(write_key: str) -> list[bytes]:
    """How base64 may spell the key: three ways, for where it starts in a group of three bytes."""
    return [spelling for start in range(3) for spelling in _spelled(write_key.encode(), start)]


def _spelled(key: bytes, start: int) -> Iterator[bytes]:
    whole = b64encode(bytes(start) + key)
    letters = whole[-(-start * 8 // 6) : (start + len(key)) * 8 // 6]
    yield letters
    if b"+" in letters or b"/" in letters:
        yield letters.replace(b"+", b"-").replace(b"/", b"_")
