"""`tally retention`: how many of those who did something came back, and what they came back with."""

import click

from cli.command_line import OpenTally, aws_option, describe
from cli.output.retention_table import tabulate_retention
from cli.report_asking import Asked, print_answer, question_options, read_asked, report_options


@click.command(
    **describe(
        "Show how many of those who did something in a day, week or month came back, period by period. "
        'Events may have conditions: tally retention --birth "Signed Up" '
        '--return "Order Completed[platform=ios|android]" --unit week. '
        "Rules and examples: docs/guides/reports/retention.md."
    )
)
@question_options("retention")
@report_options
@aws_option
def retention(*, open_tally: OpenTally, asked: Asked, fmt: str, is_sql: bool) -> None:
    """Print each cohort and period."""
    tally = open_tally()
    print_answer(tally, read_asked(tally, "retention", asked), fmt, tabulate_retention, is_sql=is_sql)
