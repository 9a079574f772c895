"""A map as TOML, of events or of records."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tally.domain.errors import Misconfigured

Map = TypeVar("Map")


def read_map_text(file: Path) -> str:
    """What stands in the file; Misconfigured where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"the map {file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Misconfigured(f"{file.name} is no UTF-8 text: save it as such") from error


def parse_map(text: str, name: str, parse: Callable[[dict[str, Any]], Map]) -> Map:
    """What `parse` makes of a map; Misconfigured names it and says what to change in it."""
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{name} is no TOML: {error}") from error
    try:
        return parse(told)
    except Misconfigured as error:
        raise Misconfigured(f"{name}: {error}") from error
