"""One label for one country: its two-letter code of ISO 3166-1."""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from tally.domain.events.spelling import LONGEST_SPELLING, bare_label

COUNTRY_NAMES = "country_names.json"
"""Code -> its names in many languages, its alpha-3 and numeric codes. Written by tables/write_labels.py."""


def country_code(text: str) -> str | None:
    """`IT` of `it`, `ITA`, `380`, `Italy` or `Italien`; None of what names no country, such as `XX`.

    XK, Kosovo's, counts, though ISO 3166-1 only leaves it to its users.
    """
    return None if len(text) > LONGEST_SPELLING else _find_code(text)


@lru_cache(4096)
def _find_code(text: str) -> str | None:
    return _read_names().get(bare_label(text))


@cache
def _read_names() -> Mapping[str, str]:
    """Spelling -> code. Read at the first country: 150 KB, 3 ms."""
    table = json.loads(resources.files("tally.domain.events").joinpath(COUNTRY_NAMES).read_text("utf-8"))
    return {spelling: code for code, names in table.items() for spelling in (code.lower(), *names)}
