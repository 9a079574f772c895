"""`tally insights`: how often an event came, by how many persons, and what its numbers come to."""

from dataclasses import dataclass

import click
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.formula import parse_formula
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insight_twins import Comparison
from tally.domain.reports.insights import CountOnce, Insights
from tally.domain.reports.metric import MEASURES, Fold, Metric, parse_metric
from tally.domain.reports.question import Question
from tally.domain.shop.shop_clock import ShopClock

from cli.business_days import DaysWanted, days_options
from cli.cohort_asking import CohortWanted, cohort_options
from cli.command_line import OpenTally, aws_option, describe
from cli.output.insights_table import tabulate_insights
from cli.report_asking import choose_days, print_answer, report_options

FORMULA = "formula"
"""As a measure it only says that --formula is meant."""

_PER_PERSON = (Fold.COUNT, Fold.SUM, Fold.AVERAGE, Fold.MIN, Fold.MAX)


@dataclass(frozen=True, slots=True)
class _Written:
    """The words that say what is measured."""

    event: str | None
    measure: str | None
    property_name: str | None
    per_person: str | None

    def read_one(self, *of_formula: str | None) -> tuple[Metric, ...]:
        """The one metric of an event."""
        if any(each is not None for each in of_formula) or self.measure == FORMULA:
            raise BadQuestion("--a and --b are metrics of a formula: say which with --formula, such as A/B")
        if self.event is None:
            raise BadQuestion('Which event? Name it, such as tally insights "Order Completed"')
        fold = Fold(self.per_person) if self.per_person else None
        return (Metric(self.measure or "total", parse_event(self.event), self.property_name, fold),)

    def read_parts(self, a: str | None, b: str | None) -> tuple[Metric, ...]:
        """The metrics of a formula."""
        others = (self.event, self.property_name, self.per_person)
        if any(each is not None for each in others) or self.measure not in (None, FORMULA):
            raise BadQuestion("A formula's events, measures and properties stand in --a and --b")
        if a is None:
            raise BadQuestion('--formula needs its metrics, such as --a "total:Order Completed"')
        return tuple(parse_metric(each) for each in (a, b) if each is not None)


@click.command(
    **describe(
        "Measure an event: how often, by how many persons, or a number that it holds. An event may have "
        'conditions: tally insights "Order Completed[platform=ios|android]" --measure sum --property revenue '
        "--by country --interval week. Rules and examples: docs/guides/reports/insights.md."
    )
)
@click.argument("event", required=False)
@days_options("the last 30")
@click.option(
    "--measure",
    default=None,
    metavar="MEASURE",
    help=f"{', '.join(MEASURES)}, NN being 1 to 99 (default: total)",
)
@click.option("--property", "property_name", metavar="PROPERTY", help="the property that is measured")
@click.option(
    "--per-person",
    type=click.Choice([each.value for each in _PER_PERSON]),
    help="make one number of each person's events first: --measure average --per-person sum",
)
@click.option(
    "--interval",
    type=click.Choice([each.value for each in Interval]),
    help="a row for each (default: one for all days)",
)
@click.option(
    "--by", metavar="PROPERTY", help="a row for each value; an event with a list stands in each item's"
)
@click.option(
    "--count-once",
    type=click.Choice([each.value for each in CountOnce]),
    help="persons in one segment only, that of their first or last event",
)
@click.option(
    "--compare",
    type=click.Choice([each.value for each in Comparison]),
    help="the same of the days before, or of a year ago",
)
@click.option("--formula", metavar="A/B", help="work it out of two metrics: + - * / ( ) and numbers")
@click.option(
    "--a",
    metavar="METRIC",
    help='"total:Order Completed", "sum(revenue):Order Completed"; "average(sum(revenue)):..." is per person',
)
@click.option("--b", metavar="METRIC", help="the formula's second metric")
@cohort_options
@report_options
@aws_option
def insights(
    *,
    open_tally: OpenTally,
    event: str | None,
    days: DaysWanted,
    measure: str | None,
    property_name: str | None,
    per_person: str | None,
    interval: str | None,
    by: str | None,
    count_once: str | None,
    compare: str | None,
    formula: str | None,
    a: str | None,
    b: str | None,
    of_cohort: CohortWanted,
    fmt: str,
    is_sql: bool,
) -> None:
    """Print a row for each interval and segment."""
    tally = open_tally()
    first, last = choose_days(tally, days)

    def ask() -> Question:
        written = _Written(event, measure, property_name, per_person)
        asked = Insights(
            written.read_one(a, b) if formula is None else written.read_parts(a, b),
            first,
            last,
            ShopClock(tally.read_timezone()),
            parse_formula(formula) if formula is not None else None,
            Interval(interval) if interval else None,
            by,
            CountOnce(count_once) if count_once else None,
            Comparison(compare) if compare else None,
        )
        return of_cohort.ask(tally, asked)

    print_answer(tally, ask, fmt, tabulate_insights, is_sql=is_sql)
