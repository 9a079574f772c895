"""`tally daily-report`: the mail of the day as it would be sent now, or one of it sent."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from tally.domain.reports.kpis import KPIS
from tally.domain.words.words import LANGUAGES

from cli.argument_types import NearChoice
from cli.command_line import OpenTally, aws_option, describe
from cli.output.progress import step

FUNCTION = "send_daily_report"


@click.command(
    **describe(
        "Show the daily report as it would be mailed now, or mail it to one address. Who gets it by itself "
        "stands in settings of the kind subscription: docs/guides/daily-report.md."
    )
)
@click.option("--to", metavar="ADDRESS", help="send it there now (default: show it, and send nothing)")
@click.option("--language", type=click.Choice(LANGUAGES), help="of the mail (default: the shop's)")
@click.option(
    "--kpi",
    "kpis",
    type=NearChoice(list(KPIS)),
    multiple=True,
    metavar="KPI",
    help="with figures of this one; may be repeated (default: the main ones)",
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("text", "html", "json")),
    default="text",
    help="which part to show; json has the figures (default: text)",
)
@aws_option
def daily_report(
    *, open_tally: OpenTally, to: str | None, language: str | None, kpis: Sequence[str], fmt: str
) -> None:
    """Ask the function that sends it, so that what is shown is what is sent."""
    asked: dict[str, Any] = {"language": language, "kpis": [*kpis], "email": to}
    told = {name: value for name, value in asked.items() if value}
    tally = open_tally()
    if to is not None:
        with step(f"Mailing the report to {to}"):
            sent = tally.invoke(FUNCTION, {"send": told})
        print(f"Sent: {sent['sent']}")
        return
    print(_write(tally.invoke(FUNCTION, {"show": told}), fmt))


def _write(shown: Mapping[str, Any], fmt: str) -> str:
    match fmt:
        case "html":
            return str(shown["html"]).rstrip()
        case "json":
            return json.dumps({"subject": shown["subject"], "report": shown["report"]}, ensure_ascii=False)
    return f"Subject: {shown['subject']}\n\n{shown['text']}".rstrip()
