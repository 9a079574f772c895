"""`tally funnel`: how far those who took a first step come, and in what time."""

import click

from cli.command_line import OpenTally, aws_option, describe
from cli.output.funnel_table import tabulate_funnel
from cli.report_asking import Asked, print_answer, question_options, read_asked, report_options


@click.command(
    **describe(
        "Show how many who took a first step came to the steps behind it, in order, on whatever device. "
        'A step is an event with conditions: tally funnel "Product Added[platform=ios|android]" '
        '"Order Completed[platform=web]" --window 10m. Rules and examples: docs/guides/reports/funnel.md.'
    )
)
@question_options("funnel")
@report_options
@aws_option
def funnel(*, open_tally: OpenTally, asked: Asked, fmt: str, is_sql: bool) -> None:
    """Print each step."""
    tally = open_tally()
    print_answer(tally, read_asked(tally, "funnel", asked), fmt, tabulate_funnel, is_sql=is_sql)
