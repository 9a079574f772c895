"""All tables of records: the files in `tally/records`, one a table. Whoever adds a file adds a table."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from tally.domain.errors import Misconfigured
from tally.domain.records.record_table import RecordTable, parse_record_table


def records_folder() -> Traversable:
    """Where the files lie."""
    return resources.files("tally").joinpath("records")


@cache
def record_tables() -> Mapping[str, RecordTable]:
    """{name: table}, by name."""
    files = sorted(records_folder().iterdir(), key=lambda file: file.name)
    names = [file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")]
    folder = records_folder()
    return {
        name: parse_record_table(name, folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
        for name in names
    }


def record_table(name: str) -> RecordTable:
    """One table; Misconfigured lists those that there are."""
    tables = record_tables()
    if name not in tables:
        raise Misconfigured(f"there is no table {name} of records: there are {', '.join(tables)}")
    return tables[name]


def records_database(database: str) -> str:
    """The Glue database of all versions, beside the lake's. No night may take it for a build of its own.

    Those are named `<database>_<build>`.
    """
    return f"{database}records"
