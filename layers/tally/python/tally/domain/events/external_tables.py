"""The tables over plain objects, read from external_tables.toml: one list for infra and refresh_models."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tally.domain.events.columns import TABLES, Column


@dataclass(frozen=True, slots=True)
class ExternalTable:
    """One table: `bucket` is lake or witness; objects below `prefix` are kept for so many days."""

    description: str
    columns: tuple[Column, ...]
    bucket: str
    prefix: str
    days: int


@cache
def external_tables() -> Mapping[str, ExternalTable]:
    """All of them by name."""
    text = resources.files("tally.domain.events").joinpath("external_tables.toml").read_text()
    return {
        name: ExternalTable(
            **{**facts, "columns": tuple(column for table in facts["columns"] for column in TABLES[table])}
        )
        for name, facts in tomllib.loads(text).items()
    }
