"""`tally retention`: how many of those who did something came back, and what they came back with."""

from datetime import UTC, datetime

import click
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.shop.shop_clock import ShopClock

from cli.argument_types import Instant
from cli.business_days import DaysWanted, days_options
from cli.cohort_asking import CohortWanted, cohort_options
from cli.command_line import OpenTally, aws_option, describe
from cli.output.retention_table import tabulate_retention
from cli.report_asking import choose_days, print_answer, report_options


@click.command(
    **describe(
        "Show how many of those who did something in a day, week or month came back, period by period. "
        'Events may have conditions: tally retention --birth "Signed Up" '
        '--return "Order Completed[platform=ios|android]" --unit week. '
        "Rules and examples: docs/guides/reports/retention.md."
    )
)
@click.option("--birth", required=True, metavar="EVENT", help="what puts a person into a cohort")
@click.option("--return", "comeback", required=True, metavar="EVENT", help="what counts as coming back")
@days_options("the last 30")
@click.option(
    "--unit",
    type=click.Choice([each.value for each in CalendarUnit]),
    default=CalendarUnit.DAY.value,
    help="of cohorts and periods (default: day)",
)
@click.option(
    "--mode",
    type=click.Choice([each.value for each in PeriodMode]),
    default=PeriodMode.ROLLING.value,
    help="periods by elapsed time since the birth event, or by the calendar (default: rolling)",
)
@click.option(
    "--criteria",
    type=click.Choice([each.value for each in Criteria]),
    default=Criteria.ON_OR_AFTER.value,
    help="which periods a return counts for (default: on-or-after)",
)
@click.option("--periods", type=int, default=7, metavar="N", help="periods 0 to N (default: 7)")
@click.option("--value", metavar="PROPERTY", help="add up a number of the returns")
@click.option("--match", metavar="PROPERTY", help="a return must have the birth event's value of it")
@click.option("--birth-once", "is_once", is_flag=True, help="only a person's first birth event ever counts")
@click.option(
    "--average/--no-average", default=None, help="the average of the cohorts (default: of three or more)"
)
@click.option(
    "--as-of", type=Instant(), metavar="MOMENT", help="what happened later does not exist (default: now)"
)
@cohort_options
@report_options
@aws_option
def retention(
    *,
    open_tally: OpenTally,
    birth: str,
    comeback: str,
    days: DaysWanted,
    unit: str,
    mode: str,
    criteria: str,
    periods: int,
    value: str | None,
    match: str | None,
    is_once: bool,
    average: bool | None,
    as_of: datetime | None,
    of_cohort: CohortWanted,
    fmt: str,
    is_sql: bool,
) -> None:
    """Print each cohort and period."""
    tally = open_tally()
    first, last = choose_days(tally, days)

    def ask() -> Question:
        asked = Retention(
            birth=parse_event(birth),
            comeback=parse_event(comeback),
            first=first,
            last=last,
            as_of=as_of or datetime.now(UTC),
            clock=ShopClock(tally.read_timezone()),
            unit=CalendarUnit(unit),
            mode=PeriodMode(mode),
            criteria=Criteria(criteria),
            periods=periods,
            value=value,
            match=match,
            is_once=is_once,
            average=average,
        )
        return of_cohort.ask(tally, asked, as_of)

    print_answer(tally, ask, fmt, tabulate_retention, is_sql=is_sql)
