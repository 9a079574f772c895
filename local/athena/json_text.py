"""json_extract_scalar as Trino reads: from the left until the value is found, as it is written there.

So 12.50 stays 12.50, and a text that was cut, or has something behind its JSON, still has what stands before.
"""

import json
import re
from collections.abc import Callable
from functools import cache

_STEP = re.compile(r'\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\."((?:[^"\\]|\\.)*)"|\.([^.\["]+)')
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE])")
_WORD = re.compile(r"(?:true|false)(?!\w)")


_read_string: Callable[[str, int], tuple[str, int]] = vars(json.decoder)["scanstring"]
"""The string whose opening quote is before a place, and the place behind its closing quote."""


def scalar_at(text: str, path: str) -> str | None:
    """The string, number, true or false at a path such as $.a[0] or $["a b"]; None for anything else."""
    try:
        at = _skip_space(text, 0)
        for step in _steps(path):
            at = _find_item(text, at, step) if isinstance(step, int) else _find_member(text, at, step)
        if text[at] == '"':
            return _read_string(text, at + 1)[0]
        found = _NUMBER.match(text, at) or _WORD.match(text, at)
        return found[0] if found else None
    except (ValueError, LookupError, RecursionError):
        return None


@cache
def _steps(path: str) -> tuple[str | int, ...]:
    found = _STEP.findall(path)
    return tuple(int(place) if place else json.loads(f'"{"".join(names)}"') for place, *names in found)


def _find_item(text: str, at: int, place: int) -> int:
    at = _expect(text, at, "[")
    for _ in range(place):
        at = _expect(text, _skip_value(text, at), ",")
    return at


def _find_member(text: str, at: int, name: str) -> int:
    at = _expect(text, at, "{")
    while True:
        at = _expect(text, at, '"', skip=False)
        found, at = _read_string(text, at)
        at = _expect(text, _skip_space(text, at), ":")
        if found == name:
            return at
        at = _expect(text, _skip_value(text, at), ",")


def _expect(text: str, at: int, sign: str, *, skip: bool = True) -> int:
    """The place behind a sign, and behind the blanks that follow it; LookupError where it is not."""
    if text[at] != sign:
        raise LookupError(sign)
    return _skip_space(text, at + 1) if skip else at + 1


def _skip_value(text: str, at: int) -> int:
    return _skip_space(text, _DECODER.raw_decode(text, at)[1])


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
