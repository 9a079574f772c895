"""The tables of docs/guides/records.md: which there are and what a file of each may hold, from records/."""

from collections.abc import Iterator
from pathlib import Path

from tally.domain.plan.personal_data import Treatment
from tally.domain.records.record_column import RecordColumn
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import record_tables

PATH = Path(__file__).parents[2] / "docs" / "guides" / "records.md"
BEGIN, END = "<!-- tables -->", "<!-- /tables -->"


def text(page: str) -> str:
    """The page with its tables written anew."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n" + "\n".join(_tables()) + f"\n{END}{after}"


def _tables() -> Iterator[str]:
    for table in record_tables().values():
        yield from _table(table)


def _table(table: RecordTable) -> Iterator[str]:
    yield f"\n### {table.name}\n"
    key = ", ".join(table.key)
    persons = f" Names a person in {', '.join(table.persons)}." if table.persons else ""
    yield f"{table.description}. Key: {key}. Date: {table.date or 'none'}.{persons} Owner: {table.owner}.\n"
    yield "| column | type | in a file also | |"
    yield "|---|---|---|---|"
    for column in table.columns:
        also = ", ".join(column.also)
        yield f"| {column.name}{_mark(column)} | {column.type} | {also} | {_describe(column)} |"


def _mark(column: RecordColumn) -> str:
    return " *" if column.required else ""


def _describe(column: RecordColumn) -> str:
    treated = "" if column.personal is Treatment.KEEP else f" ({column.personal})"
    past = " (past)" if column.past else ""
    return f"{column.comment}{treated}{past}"


if __name__ == "__main__":
    PATH.write_text(text(PATH.read_text()))
