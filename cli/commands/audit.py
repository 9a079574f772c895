"""`tally audit`: where lake and witness disagree, down to the ids."""

from datetime import date

import click

from cli.argument_types import Day
from cli.audit_report import ask_cells, ask_disputed_ids, count_verdicts
from cli.command_line import OpenTally, aws_option, choose_one, describe, format_option
from cli.output.audit_tables import format_totals, tabulate_cells, tabulate_ids
from cli.output.render import render
from cli.queries import name_columns


@click.command(
    **describe(
        "Show the cells of the last audit that are not audited, disputed ones first. A cell is one event, "
        "hour and platform; hours are the shop's. What a verdict means stands in docs/reference/audit.md."
    )
)
@click.option("--date", "day", type=Day(), metavar="YYYY-MM-DD", help="one day only")
@click.option("--all", "every_verdict", is_flag=True, help="audited cells too")
@click.option("--ids", is_flag=True, help="the ids of the disputed cells instead")
@format_option
@aws_option
def audit(*, open_tally: OpenTally, day: date | None, every_verdict: bool, ids: bool, fmt: str) -> None:
    """Print cells or ids."""
    choose_one(all=every_verdict, ids=ids)
    tally = open_tally()
    if ids:
        found = ask_disputed_ids(tally, day)
        print(tabulate_ids(found) if fmt == "table" else render(found, name_columns("disputed_ids"), fmt))
        return
    cells = ask_cells(tally, day, every_verdict=every_verdict)
    if fmt != "table":
        print(render(cells, name_columns("cells_by_verdict"), fmt))
        return
    if cells:
        print(tabulate_cells(cells) + "\n")
    print(format_totals(count_verdicts(tally, day)))
    if any(cell["verdict"] == "disputed" for cell in cells):
        print("The ids: tally audit --ids")
