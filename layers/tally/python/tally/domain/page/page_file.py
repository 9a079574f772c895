"""A published file as it is read."""

import re
from dataclasses import dataclass

NAMES = ("home", "kpis", "cube", "trust", "sales", "funnels", "catalog", "values")
QUESTIONS, REGIONS = "questions", "regions"
FOLDERS = {QUESTIONS: re.compile(r"[a-z0-9][a-z0-9_-]{0,63}"), REGIONS: re.compile(r"[A-Z]{2}")}
"""Files of which there are many: `questions/NAME` of a saved question, `regions/IT` of a country."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """`body` is JSON, gzipped; None: who asks has the file of this build already."""

    build: str
    body: bytes | None


def is_file(name: str) -> bool:
    """Whether a file may be called so."""
    folder, _, rest = name.rpartition("/")
    return name in NAMES or bool(folder in FOLDERS and FOLDERS[folder].fullmatch(rest))
