"""`tally kpis`: the numbers, each with its verdict."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.argument_types import read_day
from cli.clients import Endpoint
from cli.kpi_report import ALL, COLUMNS, Wanted, day_name, kpi_rows, side_by_side, with_verdicts
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.render import render


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    kpis = add_command(
        subparsers,
        "kpis",
        kpis_command,
        "Show the KPIs of the last night, each with its verdict. Totals of every day unless told otherwise. "
        "What a verdict means stands in docs/reference/audit.md.",
    )
    kpis.add_argument("--date", type=read_day, metavar="YYYY-MM-DD", help="one day only")
    kpis.add_argument("--platform", default=ALL, help="web, ios, android, server, store (default: all)")
    kpis.add_argument("--country", default=ALL, help="two letters, such as IT (default: all)")
    kpis.add_argument("--by", choices=["platform", "country"], help="one table for each")
    add_format(kpis)
    add_aws(kpis)


def kpis_command(arguments: argparse.Namespace) -> int:
    """Print the rows, as tables by day for people."""
    wanted = Wanted(arguments.date, arguments.platform, arguments.country, arguments.by)
    rows = kpi_rows(Endpoint.load(aws=arguments.aws), wanted)
    if arguments.format != "table":
        print(render(rows, COLUMNS, arguments.format))
    elif rows:
        print("\n\n".join(_tables(rows, arguments.by)))
    else:
        print("No KPIs of that day, platform and country: `tally kpis` shows all there are.")
    return 0


def _tables(rows: Sequence[Mapping[str, Any]], by: str | None) -> Iterator[str]:
    """A day's rows are those of one place, or of several `by` platform or country."""
    for day, group in groupby(rows, key=lambda row: row["business_date"]):
        of_day = list(group)
        fixed = [name for name in ("platform", "country") if name != by]
        places = [of_day[0][name] for name in fixed if of_day[0][name] != ALL]
        title = ", ".join([day_name(day), *places])
        yield f"{title}\n{side_by_side(of_day, by) if by else with_verdicts(of_day)}"
