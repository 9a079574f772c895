"""What a refusal says, in the language of who asked: the sentences of errors that callers of the API meet.

The code has them in English, where they are raised. refusals.fr.json has each again, with {0}, {1} for what
the code puts in; a test holds that none lacks. {0:setting} is an English word of ours, the text of a key that
begins with `setting.`, and is said in the language. A sentence that is not there stays English.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from tally.domain.words.numbers import STYLES
from tally.domain.words.words import DEFAULT_LANGUAGE, Words, read_texts

_PLACE = re.compile(r"{(\d)(?::(\w+))?}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_OF_SETTING = re.compile(r"([a-z_]+(?:/[a-z0-9_-]+)?): ")
"""Before a sentence of the text of a setting: cohort/spring-buyers."""


def tell_refusal(language: str, sentence: str) -> str:
    """The sentence in the language."""
    if language == DEFAULT_LANGUAGE:
        return sentence
    for expression, told in _list_sentences(language):
        if found := expression.fullmatch(sentence):
            return _PLACE.sub(lambda place: _write(language, place[2], found[int(place[1]) + 1]), told)
    if named := _OF_SETTING.match(sentence):
        said = tell_refusal(language, sentence[named.end() :])
        return f"{named[1]}{Words(language).say('export.colon')}{said}"
    return sentence


def read_refusals(language: str) -> Mapping[str, str]:
    """All sentences, by the English one."""
    text = resources.files(__package__).joinpath(f"refusals.{language}.json").read_text("utf-8")
    sentences: Mapping[str, str] = json.loads(text)
    return sentences


def _write(language: str, named: str | None, place: str) -> str:
    """A number as the language has it; a sentence within it is told, too. Words of ours are `named`."""
    if named:
        alternatives = (_find_word(language, named, word) for word in place.split(" or "))
        return Words(language).say("list.or").join(alternatives)
    if _THOUSANDS.fullmatch(place):
        return place.replace(",", STYLES[language].thousands)
    return tell_refusal(language, place) if ": " in place else place


def _find_word(language: str, named: str, word: str) -> str:
    """`word` is the English text of a key."""
    keys = (key for key, text in read_texts(DEFAULT_LANGUAGE).items() if text == word)
    key = next((key for key in keys if key.startswith(f"{named}.")), "")
    return Words(language).find(key, word)


@cache
def _list_sentences(language: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """Those with the most letters of their own first: a sentence of places alone fits everything."""
    told = read_refusals(language)
    ordered = sorted(told, key=lambda sentence: -len(_PLACE.sub("", sentence)))
    return [(re.compile(_write_expression(sentence), re.DOTALL), told[sentence]) for sentence in ordered]


def _write_expression(sentence: str) -> str:
    pieces = re.split(r"{(\d)}", sentence)
    return "".join("(.*?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
