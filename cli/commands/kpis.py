"""`tally kpis`: the numbers, each with its verdict."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import click
from tally.domain.charts.kpi_chart import draw_kpi
from tally.domain.errors import BadQuestion
from tally.domain.reports.kpi_comparison import COLUMNS
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.reports.kpis import KPIS, kpi_named
from tally.domain.reports.restatements import Restatement
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog

from cli.answer_output import AnswerOutput, output_options
from cli.argument_types import Day, NearChoice
from cli.business_days import DaysWanted, days_options
from cli.command_line import OpenTally, aws_option, describe
from cli.endings import WrongUse
from cli.freshness import print_freshness
from cli.kpi_report import (
    ALL,
    PLACES,
    RANGE_COLUMNS,
    KnownPlaces,
    KpiQuestion,
    ask_comparison,
    ask_known_places,
    ask_kpis,
    ask_range,
)
from cli.output.chart_files import write_picture
from cli.output.kpi_comparison_table import tabulate_comparison
from cli.output.kpi_exports import KpiOutput, name_span
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
from cli.output.restatement_tables import RESTATED_COLUMNS, list_restatements, summarize_restatements
from cli.report_asking import find_today

Row = Mapping[str, Any]
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
@click.option("--region", default=ALL, metavar="REGION", help="behind its country: IT-Lazio (default: all)")
@click.option("--profile", default=ALL, metavar="PROFILE", help="a customer profile (default: all)")
@click.option("--by", type=click.Choice(PLACES), help="one column for each, beside the total")
@click.option(
    "--explain", type=NearChoice(list(KPIS)), metavar="KPI", help="say what one is and what it rests on"
)
@click.option("--restated", is_flag=True, help="values of closed days that the last night changed, and why")
@click.option("--total", is_flag=True, help="all the days as one figure, each person once")
@click.option("--as-of", "as_of", type=Day(), metavar="YYYY-MM-DD", help="with --total: as the day begins")
@click.option("--compare", is_flag=True, help="beside the same weekday a week before")
@output_options
@aws_option
def kpis(
    *,
    open_tally: OpenTally,
    days: DaysWanted,
    kpi: str | None,
    platform: str,
    country: str,
    region: str,
    profile: str,
    by: str | None,
    explain: str | None,
    restated: bool,
    total: bool,
    as_of: date | None,
    compare: bool,
    fmt: str,
) -> None:
    """Print the rows, as tables by day for people."""
    _check_choice(total=total, as_of=as_of, compare=compare, by=by)
    wanted = AnswerOutput.read(fmt)
    _check_output(wanted, kpi, is_of_days=not (total or compare or restated))
    if explain is not None:
        print(explain_kpi(kpi_named(explain)))
        return
    tally = open_tally()
    fresh, timezone = tally.read_freshness("kpis"), tally.read_timezone()
    output = KpiOutput(wanted, fresh.write(timezone))
    if restated:
        _write_restated(output, tally.read_restatements())
        return
    known = ask_known_places(tally)
    _check_place("--platform", platform, known.platforms)
    _check_place("--country", country, known.countries)
    _check_place("--region", region, known.regions)
    _check_place("--profile", profile, known.profiles)
    first, last = days.choose(known.days, SHOWN)
    question = KpiQuestion(first, last, platform, country, profile, by, kpi, region)
    title = name_span(output.words, kpi, max(first, known.days[0]) if known.days else first, last)
    if total:
        asked = _read_range(question, _choose_moment(as_of, timezone))
        rows = ask_range(tally, question, asked)
        output.write(rows, RANGE_COLUMNS, lambda: _tell_total(rows, asked, by), title=title)
        return
    if compare:
        rows = ask_comparison(tally, question)
        output.write(rows, COLUMNS, lambda: _tell_comparison(rows), title=title, grouped_by="business_date")
        return
    rows = ask_kpis(tally, question)
    is_drawn = kpi is not None and rows
    spec = draw_kpi(kpi_named(kpi or ""), rows, by, find_today(tally), output.words) if is_drawn else None
    if wanted.plot is not None and spec is not None:
        write_picture(wanted.plot, spec)
    if wanted.fmt != "table" or wanted.file is not None:
        columns = [column.name for column in catalog.query("kpis_by_place").columns]
        grouped_by = None if kpi else "business_date"
        output.write(
            rows, columns, lambda: render(rows, columns), title=title, grouped_by=grouped_by, spec=spec
        )
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


def _write_restated(output: KpiOutput, changed: Sequence[Restatement]) -> None:
    rows, title = [asdict(each) for each in changed], output.words.say("export.restated")
    output.write(rows, RESTATED_COLUMNS, lambda: list_restatements(changed), title=title)


def _check_choice(*, total: bool, as_of: date | None, compare: bool, by: str | None) -> None:
    if total and compare:
        raise WrongUse("A total has no week before it: give --total or --compare")
    if as_of is not None and not total:
        raise WrongUse("The days by themselves are as of the last night: give --as-of with --total")
    if compare and by is not None:
        raise WrongUse(
            "A comparison is of one place: give --platform, --country, --region or --profile, not --by"
        )


def _check_output(wanted: AnswerOutput, kpi: str | None, *, is_of_days: bool) -> None:
    if wanted.is_with_sources:
        raise WrongUse("--sources is of reports: each KPI has its verdict and its reason in its own row")
    if not is_of_days and wanted.plot is not None:
        raise WrongUse("--plot draws the days by themselves, not --total, --compare or --restated")
    if wanted.plot is not None and kpi is None:
        raise WrongUse("--plot draws one KPI: name it with --kpi")


def _choose_moment(as_of: date | None, timezone: str) -> datetime:
    return ShopClock(timezone).day(as_of).starts_at if as_of else datetime.now(UTC)


def _read_range(question: KpiQuestion, as_of: datetime) -> KpiRange:
    try:
        return KpiRange(question.first, question.last, as_of)
    except BadQuestion as error:
        raise WrongUse(str(error)) from error


def _tell_total(rows: Sequence[Row], asked: KpiRange, by: str | None) -> str:
    if not rows:
        return f"No KPIs from {format_day(asked.first)} to {format_day(asked.last)}."
    title = _name_place(f"{format_day(asked.first)} to {format_day(asked.last)}", rows, by)
    if by is None:
        return f"{title}\n{tabulate_with_verdicts(rows)}"
    return f"{title}\n{tabulate_side_by_side(rows, by)}\n{paragraph(FOOTNOTES[by], '', '')}"


def _tell_comparison(rows: Sequence[Row]) -> str:
    days = groupby(rows, key=lambda row: row["business_date"])
    named = ((_name_place(format_day(day), of_day, None), of_day) for day, of_day in _list_groups(days))
    return "\n\n".join(f"{title}\n{tabulate_comparison(of_day)}" for title, of_day in named) or "No KPIs."


def _list_groups(days: Iterable[tuple[date, Iterable[Row]]]) -> Iterator[tuple[date, list[Row]]]:
    return ((day, list(of_day)) for day, of_day in days)


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
    """A day's rows are those of one place, or of several `by` platform, country, region or profile."""
    for day, group in groupby(rows, key=lambda row: row["business_date"]):
        of_day = list(group)
        title = _name_place(format_day(day), of_day, by)
        if ends := find_end(day):
            title += f" (still open until {format_day(ends.date())}, {ends:%H:%M})"
        yield f"{title}\n{tabulate_side_by_side(of_day, by) if by else tabulate_with_verdicts(of_day)}"


def _name_place(name: str, rows: Sequence[Mapping[str, Any]], by: str | None) -> str:
    """Such as Tue 3 March 2026, ios, IT."""
    fixed = [place for place in PLACES if place != by]
    return ", ".join([name, *(rows[0][place] for place in fixed if rows[0][place] != ALL)])
