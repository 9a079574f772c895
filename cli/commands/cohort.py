"""`tally cohort`: who did something, did not, or is somebody; and how many they were over time."""

import click
from tally.domain.reports.written.cohort import list_definition
from tally.domain.settings.cohort_text import write_cohort

from cli.command_line import OpenTally, aws_option, describe
from cli.endings import as_wrong_use
from cli.output.cohort_table import tabulate_cohort
from cli.report_asking import Asked, print_answer, question_options, read_asked, report_options
from cli.saving import Saving, saving_options


@click.command(
    **describe(
        "List the persons for whom all conditions hold at the end of a day, or how many they were over time. "
        'A condition is one text: tally cohort --did "Order Completed; at least 2; within 7d" --did-not '
        '"Product Returned; within 30d" --profile "[tier=gold]". Within 7d is the day and the 6 before it. '
        "With --save NAME it is kept, and any report takes --cohort NAME. "
        "Rules and examples: docs/guides/reports/cohort.md."
    )
)
@question_options("cohort")
@saving_options("the cohort's definition")
@report_options
@aws_option
def cohort(*, open_tally: OpenTally, asked: Asked, saving: Saving, fmt: str, is_sql: bool) -> None:
    """Print a row for each person, or for each day."""
    tally = open_tally()
    if saving.name is None:
        print_answer(tally, read_asked(tally, "cohort", asked), fmt, tabulate_cohort, is_sql=is_sql)
        return
    with as_wrong_use():
        text = write_cohort(list_definition(asked))
    saving.put(tally, "cohort", text)
