"""The words of exports, by language: words/en.json and words/fr.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class ExportWords:
    """`language` is one of LANGUAGES; ValueError for another."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"{self.language!r} is no language of exports: there are {', '.join(LANGUAGES)}")

    def say(self, key: str, **places: object) -> str:
        """A text by its key, its {places} filled; KeyError where there is none."""
        return _read_words(self.language)[key].format(**places)

    def find(self, key: str, otherwise: str) -> str:
        """A text by its key, or what stands for it: names that a shop gives have none."""
        return _read_words(self.language).get(key, otherwise)


@cache
def _read_words(language: str) -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("words", f"{language}.json").read_text("utf-8")
    words: Mapping[str, str] = json.loads(text)
    return words
