"""A released column stays, with its type or a wider one: the version before must go on with the table.

`python -m tests.unit.domain.events.test_released_columns` writes down today's columns, for a release.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from tally.adapters.iceberg.table_layout import lay_out_versions
from tally.domain.events.columns import TABLES
from tally.domain.events.table_steps import table_steps
from tally.domain.records.record_tables import record_tables

RELEASED = Path(__file__).with_name("released_columns.toml")
Columns = Mapping[str, Mapping[str, str]]


def columns_now() -> Columns:
    """{table: {column: type}} of all stored tables."""
    stored = {name: {column.name: column.type for column in columns} for name, columns in TABLES.items()}
    layouts = map(lay_out_versions, record_tables().values())
    return stored | {each.name: {column.name: column.type for column in each.columns} for each in layouts}


def widened() -> set[tuple[str, str]]:
    return {(step.table, column) for step in table_steps() for column in step.widen}


def test_every_released_column_is_there_with_its_type_or_a_wider_one() -> None:
    now, changed = columns_now(), widened()
    gone = [
        f"{table}.{column}"
        for table, columns in tomllib.loads(RELEASED.read_text()).items()
        for column, kind in columns.items()
        if now.get(table, {}).get(column) != kind and (table, column) not in changed
    ]
    assert gone == []


def write(columns: Columns) -> str:
    """The file's text."""
    lines = ["# The columns of stored tables at the last release: test_released_columns.py."]
    for table, kinds in columns.items():
        lines += ["", f"[{table}]", *(f'{column} = "{kind}"' for column, kind in kinds.items())]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    RELEASED.write_text(write(columns_now()))
