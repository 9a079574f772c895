"""`tally models`: the tables, what a row of each is, and what its columns mean."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from cli.command_line import describe, format_option
from cli.endings import WrongUse
from cli.output.render import paragraph, render

if TYPE_CHECKING:
    from cli.described_tables import DescribedTable

_INNER = "Inner: a step on the way to other tables, in the database lakeinner."


@click.command(
    **describe(
        "List the tables that can be queried. With a name: its columns. "
        "All of it stands in docs/reference/models.md."
    )
)
@click.argument("table", required=False, help="one of them, such as orders")
@click.option("--all", "every_table", is_flag=True, help="inner steps too, of another database")
@format_option
def models(*, table: str | None, every_table: bool, fmt: str) -> None:
    """Print the tables, or the columns of one."""
    from cli.described_tables import list_tables

    tables = list_tables()
    if table is not None:
        _print_columns(_find(table, tables), fmt)
        return
    rows = [
        {"table": each.name, "grain": each.grain, "description": _cut_to_sentence(each.description)}
        for each in tables
        if every_table or not each.is_inner
    ]
    print(render(rows, ["table", "description"] if fmt == "table" else None, fmt, whole="table"))
    if fmt == "table" and not every_table:
        print(f"Not shown: {sum(each.is_inner for each in tables)} inner steps on the way to these (--all).")


def _print_columns(table: "DescribedTable", fmt: str) -> None:
    if fmt == "table":
        description = " ".join(table.description.split()).rstrip(".")
        print(paragraph(f"{table.name}: {description}. {table.grain.capitalize()}.", "", ""))
        if table.is_inner:
            print(_INNER)
        print()
    columns = [{"column": each.name, "type": each.type, "meaning": each.comment} for each in table.columns]
    print(render(columns, fmt=fmt))


def _find(name: str, tables: "list[DescribedTable]") -> "DescribedTable":
    """The table of this name, be it written with its database; Misconfigured names those that are near."""

    known = {table.name: table for table in tables}
    bare = name.lower().rpartition(".")[2]
    if bare in known:
        return known[bare]
    near = get_close_matches(bare, known, cutoff=0.5) or [each for each in known if bare in each][:3]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise WrongUse(f"There is no table {name}: {hint}`tally models` lists those that there are")


def _cut_to_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".")
