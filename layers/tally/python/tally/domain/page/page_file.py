"""A published file as it is read."""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.errors import NotPublished

FORMAT = 2
"""Of what files hold, in which shape. Raise it, here and in web/figures/published.js, where a reader of the
older shape would break: after an upgrade, last night's files are still the older one's."""

NAMES = ("home", "kpis", "cube", "trust", "sales", "funnels", "catalog", "values")
QUESTIONS, REGIONS = "questions", "regions"
FOLDERS = {QUESTIONS: re.compile(r"[a-z0-9][a-z0-9_-]{0,63}"), REGIONS: re.compile(r"[A-Z]{2}")}
"""Files of which there are many, and not always: `questions/NAME` of a saved question, `regions/IT` of a
country."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """`body` is JSON, gzipped; None: who asks has the file of this build already."""

    build: str
    body: bytes | None


def is_file(name: str) -> bool:
    """Whether a file may be called so."""
    folder, _, rest = name.rpartition("/")
    return name in NAMES or bool(folder in FOLDERS and FOLDERS[folder].fullmatch(rest))


def read_content(name: str, body: bytes) -> Mapping[str, Any]:
    """What a file holds. NotPublished where another version of Tally wrote it."""
    found: Mapping[str, Any] = json.loads(gzip.decompress(body))
    if found.get("format") != FORMAT:
        raise NotPublished(f"{name} was published by another version of Tally: run `tally run publish_kpis`")
    return found
