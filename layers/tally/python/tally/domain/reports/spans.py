"""Spans of time as a question writes them: 30m, 24h, 7d. Elapsed time, whatever the clocks do."""

import re
from datetime import timedelta

from tally.domain.errors import BadQuestion

_SPAN = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_span(text: str) -> timedelta:
    """The span that a text names; BadQuestion says how to write it."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise BadQuestion(f"{text!r} is no span of time: write 30s, 45m, 24h, 7d or 2w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def format_span(span: timedelta) -> str:
    """The text that names a span, in the largest unit that divides it."""
    seconds = round(span.total_seconds())
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % length == 0 and seconds:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"
