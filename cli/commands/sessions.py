"""`tally sessions`: sessions one by one."""

import click

from cli.command_line import OpenTally, aws_option, describe
from cli.output.sessions_table import tabulate_sessions
from cli.report_asking import Asked, print_answer, question_options, read_asked, report_options


@click.command(
    **describe(
        "List sessions one by one: whose, when, how long, and which campaign they came from. Of whatever "
        "property the first value that is set: tally sessions --last 7d --first utm_campaign --first coupon. "
        "Rules and examples: docs/guides/reports/sessions.md."
    )
)
@question_options("sessions")
@report_options
@aws_option
def sessions(*, open_tally: OpenTally, asked: Asked, fmt: str, is_sql: bool) -> None:
    """Print a row for each session."""
    tally = open_tally()
    print_answer(tally, read_asked(tally, "sessions", asked), fmt, tabulate_sessions, is_sql=is_sql)
