"""Patterns of dates as Joda-Time, and so Trino, writes them."""

import re

from local.athena.errors import QueryFailed

_JODA = [
    ("yyyy", "%Y"),
    ("yy", "%y"),
    ("MMMM", "%B"),
    ("MMM", "%b"),
    ("MM", "%m"),
    ("dd", "%d"),
    ("d", "%-d"),
]
_JODA += [("HH", "%H"), ("H", "%-H"), ("hh", "%I"), ("h", "%-I"), ("mm", "%M"), ("SSS", "%g"), ("ss", "%S")]
_JODA += [("EEEE", "%A"), ("EEE", "%a"), ("E", "%a"), ("a", "%p")]
_TOKENS = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")


def to_strftime(pattern: str) -> str:
    """The same as strftime has it; QueryFailed for a sign that is not known here."""
    known = dict(_JODA)

    def translate_token(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("'"):
            return found[1] or "'"
        if not text[0].isalpha():
            return text.replace("%", "%%")
        if text not in known:
            raise QueryFailed(f"NOT_SUPPORTED: the stand-in knows no {text!r} in a pattern: try it on AWS")
        return known[text]

    return _TOKENS.sub(translate_token, pattern)
