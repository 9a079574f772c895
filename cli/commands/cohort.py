"""`tally cohort`: who did something, did not, or is somebody; and how many they were over time."""

from datetime import date

import click
from tally.domain.reports.cohort import Cohort, CohortMembers, CohortSizes
from tally.domain.reports.cohort_texts import (
    parse_did,
    parse_did_not,
    parse_first_time,
    parse_profile,
    parse_sequence,
)
from tally.domain.reports.question import Question

from cli.argument_types import Day
from cli.business_days import DaysWanted, days_options
from cli.command_line import OpenTally, aws_option, describe
from cli.output.cohort_table import tabulate_cohort
from cli.report_asking import choose_days, find_today, print_answer, report_options

_EVENT = "EVENT[; at least N][; within SPAN]"


@click.command(
    **describe(
        "List the persons for whom all conditions hold at the end of a day, or how many they were over time. "
        'A condition is one text: tally cohort --did "Order Completed; at least 2; within 7d" --did-not '
        '"Product Returned; within 30d" --profile "[tier=gold]". Within 7d is the day and the 6 before it. '
        "Rules and examples: docs/guides/reports/cohort.md."
    )
)
@click.option("--did", multiple=True, metavar=_EVENT, help="did it so often (default: once, at any time)")
@click.option("--did-not", multiple=True, metavar="EVENT[; within SPAN]", help="did not do it")
@click.option(
    "--first-time", multiple=True, metavar="EVENT[; within SPAN]", help="did it for the first time ever"
)
@click.option(
    "--sequence", multiple=True, metavar="EVENT; EVENT ...[; within SPAN]", help="one after the other"
)
@click.option("--profile", multiple=True, metavar="[PROPERTY=VALUE]", help="of the profile as it is now")
@click.option("--as-of", type=Day(), metavar="YYYY-MM-DD", help="at the end of this day (default: today)")
@click.option("--sizes", "is_sizes", is_flag=True, help="how many, at the end of each of the days")
@click.option("--on", "on", multiple=True, type=Day(), metavar="YYYY-MM-DD", help="sizes of these days only")
@days_options("the last 30, for --sizes")
@report_options
@aws_option
def cohort(
    *,
    open_tally: OpenTally,
    did: tuple[str, ...],
    did_not: tuple[str, ...],
    first_time: tuple[str, ...],
    sequence: tuple[str, ...],
    profile: tuple[str, ...],
    as_of: date | None,
    is_sizes: bool,
    on: tuple[date, ...],
    days: DaysWanted,
    fmt: str,
    is_sql: bool,
) -> None:
    """Print a row for each person, or for each day."""
    is_sizes = is_sizes or bool(on)
    _refuse_other_days(as_of, on, days, is_sizes=is_sizes)
    tally = open_tally()

    def ask() -> Question:
        asked = Cohort(
            (
                *map(parse_did, did),
                *map(parse_did_not, did_not),
                *map(parse_first_time, first_time),
                *map(parse_sequence, sequence),
                *map(parse_profile, profile),
            )
        )
        if is_sizes:
            return CohortSizes(asked, on or _list_days(*choose_days(tally, days)))
        return CohortMembers(asked, as_of or find_today(tally))

    print_answer(tally, ask, fmt, tabulate_cohort, is_sql=is_sql)


def _refuse_other_days(as_of: date | None, on: tuple[date, ...], days: DaysWanted, *, is_sizes: bool) -> None:
    """Usage errors where two options say which days are meant, or one that is of no use here."""
    fail = click.get_current_context().fail
    is_range = days != DaysWanted()
    if is_sizes and as_of is not None:
        fail("--as-of is the day of a list of persons: give the days of --sizes with --on or --from and --to")
    if on and is_range:
        fail("--on does not go with other days: give the days of --sizes in one way")
    if is_range and not is_sizes:
        fail("a list of persons is of one day, --as-of: other days go with --sizes")


def _list_days(first: date, last: date) -> tuple[date, ...]:
    return tuple(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))
