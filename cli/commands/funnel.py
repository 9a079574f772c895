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
    print_answer(tally, read_asked(tally, "funnel", _join_step(asked)), fmt, tabulate_funnel, is_sql=is_sql)


def _join_step(asked: Asked) -> Asked:
    """Written without quotes, the number in --by coupon:step 1 comes as one step more."""
    by, steps = asked.get("by"), asked["steps"]
    if isinstance(by, str) and by.endswith(":step") and isinstance(steps, tuple) and steps[-1].isdecimal():
        return {**asked, "steps": steps[:-1], "by": f"{by} {steps[-1]}"}
    return asked
