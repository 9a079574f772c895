"""Texts by their keys, with their places filled in, in the language of who reads.

A text of which there are several forms by number is {"one": ..., "other": ...}: the place {n} decides
(CLDR's plural rules; its `many` of French millions is for numbers in letters, and ours are in digits).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from tally.domain.words.numbers import (
    MINUS,
    STYLES,
    Number,
    NumberStyle,
    choose_digits,
    write_money,
    write_number,
    write_share,
)

LANGUAGES = ("en", "fr")
DEFAULT_LANGUAGE = "en"

Text = str | Mapping[str, str]
"""One form, or one for each plural category."""

_SPANS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


@dataclass(frozen=True, slots=True)
class Words:
    """Of one of LANGUAGES; ValueError for another."""

    language: str = DEFAULT_LANGUAGE

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"{self.language!r} is no language of Tally's: there are {', '.join(LANGUAGES)}")

    def say(self, key: str, **places: object) -> str:
        """The text of a key; KeyError where there is none. Numbers, days and spans in places are written."""
        text = read_texts(self.language)[key]
        if not isinstance(text, str):
            text = text[choose_plural(self.language, places["n"])]
        return text.format(**{name: self._write(value) for name, value in places.items()})

    def find(self, key: str, otherwise: str) -> str:
        """The text of a key without places, or what stands for it: a name that a shop gave has none."""
        text = read_texts(self.language).get(key, otherwise)
        return text if isinstance(text, str) else otherwise

    def number(self, value: Number, digits: int | None = None) -> str:
        """Such as 1,234 or 0.0417; `digits` after the decimal sign."""
        return write_number(self.style, value, choose_digits(value) if digits is None else digits)

    def share(self, share: Number, digits: int = 1) -> str:
        """Such as 41.7%, of 0.417."""
        return write_share(self.style, share, digits)

    def change(self, share: Number, digits: int = 1) -> str:
        """A share with its sign, such as +3.0%."""
        told = self.share(share, digits)
        return told if told.startswith(MINUS) else f"+{told}"

    def money(self, amount: Number, currency: str, digits: int | None = None) -> str:
        """Such as €1,234.50: an amount in whole units, with the decimals that its currency has."""
        return write_money(self.style, amount, currency, digits)

    def day(self, day: date) -> str:
        """Such as 2 March 2026."""
        return f"{self._day_of_month(day)} {self.say(f'month.{day.month}')} {day.year}"

    def short_day(self, day: date) -> str:
        """Such as 2 Mar."""
        return f"{self._day_of_month(day)} {self.say(f'month.short.{day.month}')}"

    def weekday(self, day: date) -> str:
        """Such as Monday 2 March 2026."""
        return f"{self.say(f'weekday.{day.isoweekday()}')} {self.day(day)}"

    def days(self, first: date, last: date) -> str:
        """Such as 2 March 2026, or 27 February to 3 March 2026: without a preposition before it."""
        if first == last:
            return self.day(first)
        return self.say("date.days", first=self._begin(first, last), last=last)

    def on_days(self, first: date, last: date) -> str:
        """Such as on 2 March 2026, or from 27 February to 3 March 2026."""
        if first == last:
            return self.say("date.on", day=first)
        return self.say("date.from_to", first=self._begin(first, last), last=last)

    def hour(self, moment: time | datetime) -> str:
        """Such as 09:30, of a moment on the shop's clock."""
        return f"{moment:%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Such as 2 March 2026, 09:30, of a moment on the shop's clock."""
        return self.say("date.moment", day=self.day(moment.date()), hour=self.hour(moment))

    def span(self, span: timedelta) -> str:
        """Such as 10 minutes, in the largest unit that divides it."""
        seconds = round(span.total_seconds())
        unit, length = next((each for each in _SPANS if seconds and seconds % each[1] == 0), _SPANS[-1])
        return self.say(f"span.{unit}", n=seconds // length)

    def several(self, names: Sequence[str]) -> str:
        """Such as web, ios and android."""
        if len(names) < 2:
            return "".join(names)
        return self.say("list.last", before=", ".join(names[:-1]), last=names[-1])

    @property
    def style(self) -> NumberStyle:
        """How numbers are written."""
        return STYLES[self.language]

    def _day_of_month(self, day: date) -> str:
        return self.say("date.first") if day.day == 1 else str(day.day)

    def _begin(self, first: date, last: date) -> str:
        """The first of some days, without what it shares with the last."""
        begin = self._day_of_month(first)
        if (first.year, first.month) != (last.year, last.month):
            begin += f" {self.say(f'month.{first.month}')}"
        return begin if first.year == last.year else f"{begin} {first.year}"

    def _write(self, value: object) -> str:
        match value:
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case timedelta():
                return self.span(value)
            case int() | float() | Decimal():
                return self.number(value)
        return str(value)


ENGLISH = Words("en")


def choose_plural(language: str, number: object) -> str:
    """`one` or `other`: English has one of 1 alone, French of all below 2."""
    if not isinstance(number, int | float | Decimal):
        raise TypeError(f"{number!r} is no number: a text with plurals needs its place n")
    if language == "fr":
        return "one" if -2 < number < 2 else "other"
    return "one" if number == 1 and isinstance(number, int) else "other"


@cache
def read_texts(language: str) -> Mapping[str, Text]:
    """All texts of a language, by their keys."""
    texts = resources.files(__package__).joinpath(f"{language}.json").read_text("utf-8")
    return MappingProxyType(json.loads(texts))
