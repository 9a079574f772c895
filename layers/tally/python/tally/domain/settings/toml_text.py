"""Settings' TOML, read with a sentence for whatever is wrong in it."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.errors import Misconfigured


def read_any_toml(text: str) -> Mapping[str, Any]:
    """What stands in it; Misconfigured where it is no TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"this is no TOML: {error}") from error


def read_toml(text: str, known: Sequence[str]) -> Mapping[str, Any]:
    """The same; Misconfigured, too, where it has another key: it would set nothing."""
    told = read_any_toml(text)
    if strange := [key for key in told if key not in known]:
        raise Misconfigured(f"there is no key {strange[0]!r} here: use {', '.join(known)}")
    return told


def read_texts(told: Mapping[str, Any], key: str, shape: str) -> Sequence[str]:
    """A list of texts; Misconfigured, with `shape` as what to write, where it is none."""
    found = told.get(key)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise Misconfigured(f"{key} is no list of texts: write it like {shape}")
    return found
