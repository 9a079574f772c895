"""Finds the elements of a JSON array or object without parsing them: one bad element costs only itself.

The slow path: 0.5 us a bracket, or a comma between elements, used when msgspec has refused the body as a
whole (NaN, a broken escape, nesting deeper than its stack) or to count the events of a very large one.
"""

import re
from collections.abc import Iterator

_TOKEN = re.compile(rb'("(?:[^"\\]++|\\[\s\S])*+"|[\[{]+|[\]}]+|[,"])')
_INNER_BRACKET = re.compile(
    rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\[\s\S][^"\\]*+)*+"[^"\[\]{}]*+)*+([\[{]+|[\]}]+|")'
)
"""Commas and texts within an element do not matter: from bracket to bracket it takes a third of the time."""
_MEMBER = re.compile(rb'\s*("(?:[^"\\]++|\\[\s\S])*+")\s*:([\s\S]*)')
_MAX_TOKENS = 4_000_000
"""A million usual events; a body made to be slow could hold 20 million and keep a function busy for 10 s."""
_OPENING, _CLOSING, _PAIRS, _COMMA = b"[{", b"]}", (b"[]", b"{}"), ord(",")


class Unbalanced(ValueError):
    """Brackets or quotes do not match: the elements cannot be told apart."""


class TooLong(Unbalanced):
    """Looking through all of it would take too long."""


def elements(text: bytes) -> Iterator[bytes]:
    """Each element of the array, or member of the object, that `text` is; Unbalanced if it is neither.

    Elements come stripped of white space and unchecked; an empty one stands between two commas.
    """
    depth, first, start, end = 0, -1, -1, -1
    position = 0
    for _ in range(_MAX_TOKENS):
        token = _INNER_BRACKET.match(text, position) if depth > 1 else _TOKEN.search(text, position)
        if token is None:
            break
        piece, position = token[1], token.end()
        if piece[0] in _OPENING:
            if first < 0:
                if text[: token.start()].strip():
                    raise Unbalanced("something stands before the first bracket")
                first, start = token.start(), token.start() + 1
            depth += len(piece)
        elif piece[0] in _CLOSING:
            depth -= len(piece)
            if depth <= 0:
                end = token.end() - 1
                break
        elif piece[0] == _COMMA and depth == 1:
            yield text[start : token.start()].strip()
            start = token.end()
        elif piece == b'"':
            raise Unbalanced("a string does not end")
    else:
        raise TooLong("too many brackets, commas and texts to look through")
    if depth or text[first : first + 1] + text[end : end + 1] not in _PAIRS or text[end + 1 :].strip():
        raise Unbalanced("brackets do not match")
    last = text[start:end].strip()
    if last or text[:end].rstrip()[-1:] == b",":
        yield last


def members(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(quoted name, value) of each member of the object that `text` is; Unbalanced if it is none."""
    for element in elements(text):
        pair = _MEMBER.fullmatch(element)
        if pair is None:
            raise Unbalanced("a member has no name")
        yield pair[1], pair[2].strip()


def has_more_than(count: int, text: bytes) -> bool:
    """Whether the array `text` has more than `count` elements, or may have; False when it is none."""
    try:
        return any(index >= count for index, _ in enumerate(elements(text)))
    except TooLong:
        return True
    except Unbalanced:
        return False
