"""`tally audit`: where lake and witness disagree, down to the ids."""

from typing import TYPE_CHECKING

import click

from cli.audit_report import ALL_DAYS, Days, ask_cells, ask_disputed_ids, count_verdicts
from cli.business_days import DaysWanted, days_options
from cli.command_line import OpenTally, aws_option, choose_one, describe, format_option
from cli.freshness import print_freshness
from cli.kpi_report import ask_known_places
from cli.output.audit_tables import format_totals, tabulate_cells, tabulate_ids
from cli.output.render import render
from cli.queries import name_columns

if TYPE_CHECKING:
    from cli.clients import Tally


@click.command(
    **describe(
        "Show the cells of the last audit that are not audited, disputed ones first. A cell is one event, "
        "hour and platform; hours are the shop's. What a verdict means stands in docs/reference/audit.md."
    )
)
@days_options("all")
@click.option("--all", "every_verdict", is_flag=True, help="audited cells too")
@click.option("--ids", is_flag=True, help="the ids of the disputed cells instead")
@format_option
@aws_option
def audit(*, open_tally: OpenTally, days: DaysWanted, every_verdict: bool, ids: bool, fmt: str) -> None:
    """Print cells or ids."""
    choose_one(all=every_verdict, ids=ids)
    tally = open_tally()
    shown = _choose_days(tally, days)
    if ids:
        found = ask_disputed_ids(tally, shown)
        print(tabulate_ids(found) if fmt == "table" else render(found, name_columns("disputed_ids"), fmt))
    else:
        _print_cells(tally, shown, every_verdict=every_verdict, fmt=fmt)
    if fmt == "table":
        print_freshness(tally.read_freshness("audit_cells"), tally.read_timezone())


def _print_cells(tally: "Tally", shown: Days, *, every_verdict: bool, fmt: str) -> None:
    cells = ask_cells(tally, shown, every_verdict=every_verdict)
    if fmt != "table":
        print(render(cells, name_columns("cells_by_verdict"), fmt))
        return
    if cells:
        print(tabulate_cells(cells) + "\n")
    print(format_totals(count_verdicts(tally, shown)))
    if any(cell["verdict"] == "disputed" for cell in cells):
        print("The ids: tally audit --ids")


def _choose_days(tally: "Tally", days: DaysWanted) -> Days:
    """All unless told otherwise; the newest day is asked for only where a span ends with it."""
    if days.span is None:
        return days.first or ALL_DAYS[0], days.last or ALL_DAYS[1]
    known = () if days.last else ask_known_places(tally).days
    return days.choose(known, days.span)
