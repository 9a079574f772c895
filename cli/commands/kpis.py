"""`tally kpis`: the numbers, each with its verdict."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import click

from cli.argument_types import Day
from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.kpi_report import ALL, KpiQuestion, ask_kpis
from cli.output.kpi_tables import format_day, tabulate_side_by_side, tabulate_with_verdicts
from cli.output.render import render
from cli.queries import name_columns


@click.command(
    **describe(
        "Show the KPIs of the last night, each with its verdict. Totals of every day unless told otherwise. "
        "What a verdict means stands in docs/reference/audit.md."
    )
)
@click.option("--date", "day", type=Day(), metavar="YYYY-MM-DD", help="one day only")
@click.option(
    "--platform", default=ALL, metavar="PLATFORM", help="web, ios, android, server, store (default: all)"
)
@click.option("--country", default=ALL, metavar="COUNTRY", help="two letters, such as IT (default: all)")
@click.option("--by", type=click.Choice(["platform", "country"]), help="one table for each")
@format_option
@aws_option
def kpis(
    *, open_tally: OpenTally, day: date | None, platform: str, country: str, by: str | None, fmt: str
) -> None:
    """Print the rows, as tables by day for people."""
    rows = ask_kpis(open_tally(), KpiQuestion(day, platform, country, by))
    if fmt != "table":
        print(render(rows, name_columns("kpis_by_place"), fmt))
    elif rows:
        print("\n\n".join(_tabulate_days(rows, by)))
    else:
        print("No KPIs of that day, platform and country: `tally kpis` shows all there are.")


def _tabulate_days(rows: Sequence[Mapping[str, Any]], by: str | None) -> Iterator[str]:
    """A day's rows are those of one place, or of several `by` platform or country."""
    for day, group in groupby(rows, key=lambda row: row["business_date"]):
        of_day = list(group)
        fixed = [name for name in ("platform", "country") if name != by]
        places = [of_day[0][name] for name in fixed if of_day[0][name] != ALL]
        title = ", ".join([format_day(day), *places])
        yield f"{title}\n{tabulate_side_by_side(of_day, by) if by else tabulate_with_verdicts(of_day)}"
