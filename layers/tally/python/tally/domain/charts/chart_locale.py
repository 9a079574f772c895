"""How Vega writes numbers and dates on axes: in its own English, or by a locale in d3's form."""

from typing import Any

from tally.domain.words.numbers import MINUS
from tally.domain.words.words import DEFAULT_LANGUAGE, Words

_MONTHS, _WEEKDAYS = range(1, 13), (7, 1, 2, 3, 4, 5, 6)
"""d3 counts weekdays from Sunday on."""


def write_locale(words: Words) -> dict[str, Any]:
    """A part of the specification's `config`; nothing where Vega's own is right."""
    if words.language == DEFAULT_LANGUAGE:
        return {}
    style = words.style
    number = {
        "decimal": style.decimal,
        "thousands": style.thousands,
        "grouping": [3],
        "currency": ["", ""],
        "percent": f"{style.before_percent}%",
        "minus": MINUS,
    }
    time = {
        "dateTime": "%A %-d %B %Y %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [words.say(f"weekday.{day}") for day in _WEEKDAYS],
        "shortDays": [words.say(f"weekday.short.{day}") for day in _WEEKDAYS],
        "months": [words.say(f"month.{month}") for month in _MONTHS],
        "shortMonths": [words.say(f"month.short.{month}") for month in _MONTHS],
    }
    return {"locale": {"number": number, "time": time}}
