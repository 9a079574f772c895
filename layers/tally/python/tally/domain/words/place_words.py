"""Places as people call them: platforms, countries, regions, kinds of customers. Programs read codes."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from tally.domain.words.words import Words

SHOWN_COUNTRIES = "countries.{language}.json"
"""Code of ISO 3166-1 -> name. Written by tables/write_labels.py."""

_BEFORE_REGION = re.compile("^[A-Z]{2}-")
"""A region stands behind its country in what is published: IT-Lazio."""


def name_place(words: Words, which: str, name: str) -> str:
    """One of `which` of board_look.PLACES, all, or `others`, as on the page; another as it is."""
    if told := words.find(f"place.{name}.{which}", ""):
        return told
    if which == "country" and (country := _read_countries(words.language).get(name)):
        return country
    if which == "region":
        return _BEFORE_REGION.sub("", name)
    return words.find(f"{which}.{name}", name)


@cache
def _read_countries(language: str) -> Mapping[str, str]:
    file = resources.files(__package__).joinpath(SHOWN_COUNTRIES.format(language=language))
    names: Mapping[str, str] = json.loads(file.read_text("utf-8"))
    return names
