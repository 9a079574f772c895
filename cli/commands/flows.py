"""`tally flows`: what people did right after an event, or right before it."""

import click

from cli.command_line import OpenTally, aws_option, describe
from cli.output.flows_table import tabulate_flows
from cli.report_asking import Asked, print_answer, question_options, read_asked, report_options


@click.command(
    **describe(
        "Show what people did right after an event, or right before it. "
        'tally flows --anchor "Checkout Started" --after 2 tells the two next events of each who started a '
        "checkout; --before tells how they came there. Rules and examples: docs/guides/reports/flows.md."
    )
)
@question_options("flows")
@report_options
@aws_option
def flows(*, open_tally: OpenTally, asked: Asked, fmt: str, is_sql: bool) -> None:
    """Print the events of each step."""
    tally = open_tally()
    print_answer(tally, read_asked(tally, "flows", asked), fmt, tabulate_flows, is_sql=is_sql)
