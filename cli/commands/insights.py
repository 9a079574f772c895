"""`tally insights`: how often an event came, by how many persons, and what its numbers come to."""

import click

from cli.command_line import OpenTally, aws_option, describe
from cli.output.insights_table import tabulate_insights
from cli.report_asking import Asked, print_answer, question_options, read_asked, report_options


@click.command(
    **describe(
        "Measure an event: how often, by how many persons, or a number that it holds. An event may have "
        'conditions: tally insights "Order Completed[platform=ios|android]" --measure sum --property revenue '
        "--by country --interval week. Rules and examples: docs/guides/reports/insights.md."
    )
)
@question_options("insights")
@report_options
@aws_option
def insights(*, open_tally: OpenTally, asked: Asked, fmt: str, is_sql: bool) -> None:
    """Print a row for each interval and segment."""
    tally = open_tally()
    print_answer(tally, read_asked(tally, "insights", asked), fmt, tabulate_insights, is_sql=is_sql)
