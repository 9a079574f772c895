"""`tally kpis`: the numbers, each with its verdict."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

import click
from tally.domain.reports.kpis import KPIS, kpi_named

from cli.argument_types import NearChoice
from cli.business_days import DaysWanted, days_options
from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.freshness import print_freshness
from cli.kpi_report import ALL, KnownPlaces, KpiQuestion, ask_known_places, ask_kpis
from cli.output.kpi_tables import (
    FOOTNOTES,
    explain_kpi,
    format_day,
    list_days_left_out,
    tabulate_one_kpi,
    tabulate_side_by_side,
    tabulate_with_verdicts,
)
from cli.output.render import paragraph, render
from cli.output.restatement_tables import list_restatements, summarize_restatements
from cli.queries import name_columns

SHOWN = (7, "d")


@click.command(
    **describe(
        "Show the KPIs of the last night, each with its verdict. Totals of the last 7 days, the newest last, "
        "unless told otherwise. What a verdict means stands in docs/reference/audit.md."
    )
)
@days_options("the last 7")
@click.option("--kpi", type=NearChoice(list(KPIS)), metavar="KPI", help="this one only, a line for each day")
@click.option("--platform", default=ALL, metavar="PLATFORM", help="such as web or ios (default: all)")
@click.option("--country", default=ALL, metavar="COUNTRY", help="two letters, such as IT (default: all)")
@click.option(
    "--by", type=click.Choice(["platform", "country"]), help="one column for each, beside the total"
)
@click.option(
    "--explain", type=NearChoice(list(KPIS)), metavar="KPI", help="say what one is and what it rests on"
)
@click.option("--restated", is_flag=True, help="values of closed days that the last night changed, and why")
@format_option
@aws_option
def kpis(
    *,
    open_tally: OpenTally,
    days: DaysWanted,
    kpi: str | None,
    platform: str,
    country: str,
    by: str | None,
    explain: str | None,
    restated: bool,
    fmt: str,
) -> None:
    """Print the rows, as tables by day for people."""
    if explain is not None:
        print(explain_kpi(kpi_named(explain)))
        return
    tally = open_tally()
    if restated:
        print(list_restatements(tally.read_restatements(), fmt))
        return
    fresh, timezone = tally.read_freshness("kpis"), tally.read_timezone()
    known = ask_known_places(tally)
    _check_place("--platform", platform, known.platforms)
    _check_place("--country", country, known.countries)
    first, last = days.choose(known.days, SHOWN)
    rows = ask_kpis(tally, KpiQuestion(first, last, platform, country, by, kpi))
    if fmt != "table":
        print(render(rows, name_columns("kpis_by_place"), fmt))
        return
    if rows and kpi is not None:
        print(f"{_name_place(kpi, rows, by)}\n{tabulate_one_kpi(rows, by)}")
    elif rows:
        print("\n\n".join(_tabulate_days(rows, by, lambda day: fresh.open_until(day, timezone))))
    else:
        print(_say_nothing(first, last, known))
    if rows and by is not None:
        print(paragraph(FOOTNOTES[by], "", ""))
    if days.is_open and (left_out := list_days_left_out([day for day in known.days if day < first])):
        print(left_out)
    if told := summarize_restatements(tally.read_restatements()):
        print(paragraph(told, "", ""))
    print_freshness(fresh, timezone)


def _check_place(option: str, name: str, known: Sequence[str]) -> None:
    if name != ALL and name not in known:
        click.get_current_context().fail(
            f"There are no KPIs of {option} {name}; there are {', '.join(known) or 'none of any'}"
        )


def _say_nothing(first: date, last: date, known: KnownPlaces) -> str:
    if not known.days:
        return "There are no KPIs yet: no event is in the lake."
    span = f"of {format_day(first)}" if first == last else f"from {format_day(first)} to {format_day(last)}"
    return f"No KPIs {span}; there are some from {known.days[0]} to {known.days[-1]}."


def _tabulate_days(
    rows: Sequence[Mapping[str, Any]], by: str | None, find_end: Callable[[date], datetime | None]
) -> Iterator[str]:
    """A day's rows are those of one place, or of several `by` platform or country."""
    for day, group in groupby(rows, key=lambda row: row["business_date"]):
        of_day = list(group)
        title = _name_place(format_day(day), of_day, by)
        if ends := find_end(day):
            title += f" (still open until {format_day(ends.date())}, {ends:%H:%M})"
        yield f"{title}\n{tabulate_side_by_side(of_day, by) if by else tabulate_with_verdicts(of_day)}"


def _name_place(name: str, rows: Sequence[Mapping[str, Any]], by: str | None) -> str:
    """Such as Tue 3 March 2026, ios, IT."""
    fixed = [place for place in ("platform", "country") if place != by]
    return ", ".join([name, *(rows[0][place] for place in fixed if rows[0][place] != ALL)])
