"""Places as people call them: platforms, countries and regions. Files for programs have their codes."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from tally.domain.words.words import Words

SHOWN_COUNTRIES = "countries.{language}.json"
"""Code of ISO 3166-1 -> name. Written by tables/write_labels.py."""

PLACES = ("platform", "country", "region")


def name_place(words: Words, which: str, name: str) -> str:
    """One of `which` PLACES, all of them, or `others`; another is called as it is. As on the page."""
    if which == "country" and (country := _read_countries(words.language).get(name)):
        return country
    if which == "region":
        return name.partition("-")[2] or name  # IT-Lazio
    return words.find(f"{which}.{name}", words.find(f"place.{name}.{which}", name))


@cache
def _read_countries(language: str) -> Mapping[str, str]:
    file = resources.files(__package__).joinpath(SHOWN_COUNTRIES.format(language=language))
    names: Mapping[str, str] = json.loads(file.read_text("utf-8"))
    return names
