"""`tally kpis`: the numbers, each with its verdict."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import click
from tally.domain.charts.frame import ChartedAnswer, Spec
from tally.domain.charts.report_chart import draw_report, has_chart
from tally.domain.exports.export_kpis import name_span
from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.kpi_places import ALL, PLACES
from tally.domain.reports.kpis import KPIS, kpi_named
from tally.domain.reports.question import Question
from tally.domain.reports.restatements import Restatement
from tally.domain.words.words import Words
from tally.modelling.questions.statements import bind_question

from cli.answer_output import AnswerOutput
from cli.argument_types import Day, NearChoice
from cli.business_days import DaysWanted, days_options
from cli.command_line import OpenTally, aws_option, describe
from cli.endings import WrongUse
from cli.freshness import print_freshness
from cli.kpi_report import KnownPlaces, ask_known_places, ask_kpis
from cli.output.chart_files import write_picture
from cli.output.kpi_answer_table import tabulate_kpis
from cli.output.kpi_exports import KpiOutput
from cli.output.kpi_tables import explain_kpi, format_day, list_days_left_out
from cli.output.render import paragraph
from cli.output.restatement_tables import RESTATED_COLUMNS, list_restatements, summarize_restatements
from cli.report_asking import find_today, read_asked, report_options

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
@report_options
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
    is_sql: bool,
) -> None:
    """Print the rows, as tables by day for people."""
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
    first, last = days.choose(known.days or [find_today(tally)], SHOWN)
    places = {"platform": platform, "country": country, "region": region, "profile": profile}
    asked = {"from": first.isoformat(), "to": last.isoformat(), "kpi": kpi, "by": by, **places}
    chosen = {"total": total, "as-of": as_of.isoformat() if as_of else None, "compare": compare}
    question = read_asked(tally, "kpis", {**asked, **chosen})
    if is_sql:
        print(bind_question(question))
        return
    found = ask_kpis(tally, question)
    spec = _draw(wanted, question, found, find_today(tally), output.words)
    is_of_days = not (total or compare)

    def tabulate() -> str:
        if not found.rows and is_of_days:
            return _say_nothing(first, last, known)
        return tabulate_kpis(found, by, lambda day: fresh.open_until(day, timezone))

    output.write(
        found.rows,
        found.columns,
        tabulate,
        title=name_span(output.words, kpi, max(first, known.days[0]) if known.days else first, last),
        grouped_by="business_date" if kpi is None and not total else None,
        spec=spec,
    )
    if wanted.fmt != "table" or wanted.file is not None or not is_of_days:
        return
    if days.is_open and (left_out := list_days_left_out([day for day in known.days if day < first])):
        print(left_out)
    if told := summarize_restatements(tally.read_restatements()):
        print(paragraph(told, "", ""))
    print_freshness(fresh, timezone)


def _draw(
    wanted: AnswerOutput, question: Question, found: ReportAnswer, today: date, words: Words
) -> Spec | None:
    """The chart of one KPI by day, where there is anything; into a file of its own where one is named."""
    if not found.rows or not has_chart(question):
        return None
    spec = draw_report(question, ChartedAnswer(found.rows, found.verdict, found.notes, today, words))
    if wanted.plot is not None:
        write_picture(wanted.plot, spec)
    return spec


def _write_restated(output: KpiOutput, changed: Sequence[Restatement]) -> None:
    rows, title = [asdict(each) for each in changed], output.words.say("export.restated")
    output.write(rows, RESTATED_COLUMNS, lambda: list_restatements(changed), title=title)


def _check_output(wanted: AnswerOutput, kpi: str | None, *, is_of_days: bool) -> None:
    if wanted.is_with_sources:
        raise WrongUse("--sources is of reports: each KPI has its verdict and its reason in its own row")
    if not is_of_days and wanted.plot is not None:
        raise WrongUse("--plot draws the days by themselves, not --total, --compare or --restated")
    if wanted.plot is not None and kpi is None:
        raise WrongUse("--plot draws one KPI: name it with --kpi")


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
