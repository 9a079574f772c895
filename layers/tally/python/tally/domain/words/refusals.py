"""What a refusal says, in the language of who asked: the sentences of errors that callers of the API meet.

The code has them in English, where they are raised. refusals.fr.json has each again, with {0}, {1} for what
the code puts in; a test holds that none lacks. A sentence that is not there stays English.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from tally.domain.words.numbers import STYLES
from tally.domain.words.words import DEFAULT_LANGUAGE

_PLACE = re.compile(r"{(\d)}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_OF_SETTING = re.compile(r"[a-z_]+(?:/[a-z0-9_-]+)?: ")
"""Before a sentence of the text of a setting: cohort/spring-buyers."""


def tell_refusal(language: str, sentence: str) -> str:
    """The sentence in the language."""
    if language == DEFAULT_LANGUAGE:
        return sentence
    for expression, told in _list_sentences(language):
        if found := expression.fullmatch(sentence):
            return _fill(told, [_write_place(language, place) for place in found.groups()])
    if named := _OF_SETTING.match(sentence):
        return named[0] + tell_refusal(language, sentence[named.end() :])
    return sentence


def read_refusals(language: str) -> Mapping[str, str]:
    """All sentences, by the English one."""
    text = resources.files(__package__).joinpath(f"refusals.{language}.json").read_text("utf-8")
    sentences: Mapping[str, str] = json.loads(text)
    return sentences


def _fill(told: str, places: Sequence[str]) -> str:
    return _PLACE.sub(lambda place: places[int(place[1])], told)


def _write_place(language: str, place: str) -> str:
    """A number as the language has it; a sentence within it is told, too."""
    if _THOUSANDS.fullmatch(place):
        return place.replace(",", STYLES[language].thousands)
    return tell_refusal(language, place) if ": " in place else place


@cache
def _list_sentences(language: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """Those with the most letters of their own first: a sentence of places alone fits everything."""
    told = read_refusals(language)
    ordered = sorted(told, key=lambda sentence: -len(_PLACE.sub("", sentence)))
    return [(re.compile(_write_expression(sentence), re.DOTALL), told[sentence]) for sentence in ordered]


def _write_expression(sentence: str) -> str:
    pieces = _PLACE.split(sentence)
    return "".join("(.*?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
