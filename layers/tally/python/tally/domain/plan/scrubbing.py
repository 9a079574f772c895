"""Takes write keys out of text that people will read: what an analyst may see must let nobody send events."""

import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

SHORTEST_KEY = 6
"""A shorter key may stand in any word; those that `tally keys` makes have 32 characters."""

# Of members and parameters; the first one with or without a $.
_NAMES = (b"token", b"writeKey", b"write_key", b"api_key", b"apiKey")
# A member of an object, also where the text was cut within the value; one of JSON inside a text (\"token\");
# a parameter of a query or form. Group 1 is what stays.
_MEMBER = re.compile(rb'("(?:\$?%b)"\s*+:\s*+")[^"]*+' % b"|".join(_NAMES))
_QUOTED_MEMBER = re.compile(
    rb'((?P<quote>\\{1,7}")(?:\$?%b)(?P=quote)\s*+:\s*+(?P=quote))(?:(?!(?P=quote))[\s\S])*+'
    % b"|".join(_NAMES)
)
_PARAMETER = re.compile(rb"((?:^|[?&])(?:write_key|writeKey|api_key|token)=)[^&\s]*")
_EMPTIED = itemgetter(1)


def without_keys(text: bytes, write_key: str) -> bytes:
    """The text without the values of members that name a write key, and without `write_key` wherever it is.

    The members stay, empty, so that the JSON can be sent again. In base64 the key's own letters become `A`.
    """
    return all_without_keys([text], [write_key])[0]


def all_without_keys(texts: Sequence[bytes], write_keys: Collection[str]) -> Sequence[bytes]:
    """Each text without any of these keys, as above; one look at all together where there is none to find."""
    together = b"\n".join(texts)
    if any(name in together for name in _NAMES):
        if b'\\"' in together:
            texts = [_QUOTED_MEMBER.sub(_EMPTIED, text) for text in texts]
        texts = [_MEMBER.sub(_EMPTIED, text) for text in texts]
        if any(name + b"=" in together for name in _NAMES):
            texts = [_PARAMETER.sub(_EMPTIED, text) for text in texts]
    for write_key in write_keys:
        if len(write_key) >= SHORTEST_KEY:
            for spelling, instead in _spell_key(write_key):
                if spelling in together:
                    texts = [text.replace(spelling, instead) for text in texts]
    return texts


@lru_cache(64)
def _spell_key(write_key: str) -> list[tuple[bytes, bytes]]:
    """How text may spell the key, and what takes its place.

    Base64 spells it in three ways, for where it starts in a group of three bytes.
    """
    spelled = [spelling for start in range(3) for spelling in _spell_in_base64(write_key.encode(), start)]
    return [(write_key.encode(), b"")] + [(spelling, b"A" * len(spelling)) for spelling in spelled]


def _spell_in_base64(key: bytes, start: int) -> Iterator[bytes]:
    whole = b64encode(bytes(start) + key)
    letters = whole[-(-start * 8 // 6) : (start + len(key)) * 8 // 6]
    yield letters
    if b"+" in letters or b"/" in letters:
        yield letters.replace(b"+", b"-").replace(b"/", b"_")
