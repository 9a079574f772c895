"""Why a verdict is what it is, and what is noted beside a number, in the language of who reads.

Tables have such a text in English, made where the numbers are (verdicts.py, kpi_verdicts.sql and others):
analysts read it there. Its parts are the texts of en.json whose keys begin with `reason.`, so it is read by
them, and said again in another language. A part that no text fits, such as a newer build's, stays English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from tally.domain.words.place_words import name_place
from tally.domain.words.words import DEFAULT_LANGUAGE, Words, read_texts

Part = str | Sequence[Any]
"""A key and its places (numbers, texts, days as ISO text, or a part), or a text that no key has."""

_AND = "reason.and"
_BEFORE = (
    *("reason.next_day", "reason.day_disputed", "reason.day"),
    *("reason.at", "reason.at_some_hour"),
)
_FIRST = ("reason.of_numbers", "reason.of_days", "reason.its_day")
"""They are looked for before all else: what counts days is read as a clause that counts things, too."""
_BEHIND = (
    *("reason.in_quarantine", "reason.chance_some", "reason.chance_none", "reason.within_chance"),
    *("reason.left_out", "reason.left_out_unknown", "reason.this_place", "reason.more"),
)
_NUMBER = r"\d[\d,]*"
_FORMS = {
    **dict.fromkeys(("n", "of"), _NUMBER),
    "things": rf"{_NUMBER} .+?",
    "day": r"\d{4}-\d\d-\d\d",
    "hour": r"\d\d:00",
    "amount": r"\d+(?:\.\d+)?",
    "currency": r"[^\s;:]+",
    "platform": r"[^:;]+?",
    "kpi": r"[a-z0-9_]+",
}
"""What a place holds; any text where nothing is said."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    key: str
    expression: re.Pattern[str]


def tell_reason(words: Words, reason: str) -> str:
    """The reason or note in the language; in English it is as it stands in the table."""
    if words.language == DEFAULT_LANGUAGE:
        return reason
    return tell_parts(words, read_reason(reason))


def tell_parts(words: Words, parts: str | Sequence[Part]) -> str:
    """What `read_reason` read, in the language. A text, as in files of builds before this one, as it is."""
    return "".join(part if isinstance(part, str) else _say(words, part) for part in parts)


def read_reason(reason: str) -> list[Part]:
    """Its parts in their order: what files have of it, for readers of every language."""
    return [*_read_parts(reason)]


def _read_parts(text: str) -> Iterator[Part]:
    place = 0
    while place < len(text):
        found = _match(_list(_FIRST, end=""), text, place) or _match(_list_clauses(), text, place)
        starts = found or _match(_list(_BEFORE, end=""), text, place)
        if starts is None:
            end = text.find("; ", place)
            yield text[place:] if end < 0 else text[place:end]
            place = len(text) if end < 0 else end
        else:
            yield starts[0]
            place = starts[1]
        while behind := _match(_list((_AND, *_BEHIND), end=""), text, place):
            yield behind[0]
            place = behind[1]


def _match(patterns: Sequence[_Pattern], text: str, place: int) -> tuple[list[Any], int] | None:
    """The part that begins there, and where it ends."""
    for pattern in patterns:
        if found := pattern.expression.match(text, place):
            places = {name: _read_place(name, value) for name, value in found.groupdict().items()}
            return [pattern.key, places], found.end()
    return None


def _read_place(name: str, value: str) -> Any:
    if name in ("things", "thing"):
        found = _match(_list_things(f"{name}."), value, 0)
        return found[0] if found else value
    return int(value.replace(",", "")) if name in ("n", "of") else value


def _say(words: Words, part: Sequence[Any]) -> str:
    key, places = part
    return words.say(key, **{name: _write_place(words, name, value) for name, value in places.items()})


def _write_place(words: Words, name: str, value: Any) -> Any:
    match name:
        case "things" | "thing":
            return value if isinstance(value, str) else _say(words, value)
        case "kpi":
            return words.find(f"kpi.{value}", value)
        case "platform":
            return name_place(words, "platform", value)
        case "day":
            return date.fromisoformat(value)
        case "amount":
            return Decimal(value)
    return value


@cache
def _list_clauses() -> Sequence[_Pattern]:
    """A clause ends with the text, before another one, or before what may stand behind it."""
    keys = [key for key in read_texts(DEFAULT_LANGUAGE) if key.startswith("reason.")]
    clauses = tuple(key for key in keys if key not in (_AND, *_FIRST, *_BEFORE, *_BEHIND))
    ends = (each.expression.pattern for each in _list((_AND, *_BEHIND), end=""))
    return _list(clauses, end=f"(?=$|{'|'.join(re.sub(r'[?]P<[a-z_]+>', '?:', end) for end in ends)})")


@cache
def _list_things(start: str) -> Sequence[_Pattern]:
    """Those of named events before that of all others."""
    keys = [key for key in read_texts(DEFAULT_LANGUAGE) if key.startswith(start)]
    return _list(tuple(sorted(keys, key=lambda key: key.endswith(".other"))), end="$")


@cache
def _list(keys: tuple[str, ...], end: str) -> Sequence[_Pattern]:
    """The forms of their English texts."""
    texts = read_texts(DEFAULT_LANGUAGE)
    found = []
    for key in keys:
        text = texts[key]
        forms = [text] if isinstance(text, str) else list(text.values())
        found += [_Pattern(key, re.compile(_write_expression(form) + end)) for form in forms]
    return found


def _write_expression(form: str) -> str:
    pieces = re.split(r"{(\w+)}", form)
    return "".join(
        f"(?P<{piece}>{_FORMS.get(piece, '.+?')})" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
