"""`tally kpis`: the numbers, each with its verdict."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from local.cli import Subparsers, add_aws, add_command, add_format
from local.endpoint import Endpoint
from local.kpi_report import ALL, Wanted, day_name, kpi_rows, shown_coverage, shown_value
from local.render import render

COLUMNS = [
    "business_date",
    "platform",
    "country",
    "kpi",
    "value",
    "verdict",
    "coverage_low",
    "coverage_high",
    "reason",
]


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    kpis = add_command(
        subparsers,
        "kpis",
        kpis_command,
        "Show the KPIs of the last night, each with its verdict. Totals of every day unless told otherwise. "
        "What a verdict means stands in docs/audit.md.",
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
        print("\n\n".join(_tables(rows)))
    else:
        print("No KPIs of that day, platform and country: `tally kpis` shows all there are.")
    return 0


def _tables(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for (day, platform, country), group in groupby(
        rows, key=lambda row: (row["business_date"], row["platform"], row["country"])
    ):
        places = [place for place in (platform, country) if place != ALL]
        title = ", ".join([day_name(day), *(places or ["all platforms and countries"])])
        shown = [_shown(row) for row in group]
        yield f"{title}\n{render(shown, ['kpi', 'value', 'verdict', 'coverage', 'reason'])}"


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "kpi": row["kpi"],
        "value": shown_value(row["kpi"], row["value"]),
        "verdict": row["verdict"],
        "coverage": shown_coverage(row),
        "reason": row["reason"],
    }


def read_day(text: str) -> date:
    """A date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-03-02") from None
