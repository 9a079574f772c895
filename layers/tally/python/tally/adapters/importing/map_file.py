"""A map's file of TOML, of events or of records."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tally.domain.errors import Misconfigured

Map = TypeVar("Map")


def read_map_file(file: Path, parse: Callable[[dict[str, Any]], Map]) -> Map:
    """What `parse` makes of the file; Misconfigured names the file and says what to change in it."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"the map {file} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{file.name} is no TOML: {error}") from error
    try:
        return parse(told)
    except Misconfigured as error:
        raise Misconfigured(f"{file.name}: {error}") from error
