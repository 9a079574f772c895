"""A customer's ids where somebody else's JSON names them: a gift's receiver, a referrer, a former id.

A mention is a whole value: a JSON string that is the id, or a number that is written like it. The name of a
member, and a word in a longer text, are none. JSON is treated as text, so that all else in it stays as it was
written (order, spaces, 1.0 and 1e3) and what is broken off can be treated too.
"""

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

ERASED = "$erased"
"""What stands in the place of an id. identity_claims links nobody by it."""

_TOKEN = re.compile(
    r'"(?P<text>[^"\\]*(?:\\.[^"\\]*)*)(?:(?P<end>")|\\?\Z)(?P<name>\s*:)?'  # left open by a text broken off
    r"|-?[0-9][0-9.eE+-]*",
    re.DOTALL,
)
WORD = re.compile(r'[^"\\/,:{}\[\] \n\r\t]+')
"""As in the reports customer_*_objects and customer_*_mentions."""


def blank_ids(text: str, ids: AbstractSet[str]) -> str:
    """The JSON with ERASED for each value that is one of these ids; the same text when none is.

    JSON that is itself written as a string in it is treated alike.
    """

    def replace_token(token: re.Match[str]) -> str:
        if token["text"] is None:
            return json.dumps(ERASED) if token[0] in ids else token[0]
        if token["name"] or not token["end"]:
            return token[0]
        value = _read_string(token[0])
        new = ERASED if value in ids else blank_ids(value, ids) if value[:1] in ("{", "[") else value
        return token[0] if new == value else json.dumps(new, ensure_ascii=False)

    return _TOKEN.sub(replace_token, text)


def _read_string(string: str) -> str:
    """What a JSON string says; nothing when it is none, or holds half of a surrogate pair: no id does."""
    try:
        value = str(json.loads(string, strict=False))
        value.encode()
    except (json.JSONDecodeError, UnicodeEncodeError):
        return ""
    return value


def words_of(ids: Iterable[str]) -> frozenset[str]:
    """Words of which one stands in every text that mentions an id, however JSON writes it.

    They find the texts that are worth a look: the longest word of each spelling, where a word holds nothing
    that JSON is made of or may escape. An id that has none cannot be found.
    """
    found = (WORD.findall(spelling) for one in ids for spelling in _spell_id(one))
    return frozenset(max(some, key=len) for some in found if some)


def _spell_id(text: str) -> Iterator[str]:
    """As it is, and with escapes for all but ASCII, in small or large letters."""
    plain, escaped = (json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True))
    yield from (plain, escaped)
    yield re.sub(r"\\u[0-9a-f]{4}", lambda code: rf"\u{code[0][2:].upper()}", escaped)
