"""`tally quarantine`: what could not be accepted, and how to send it again."""

import functools
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tally.domain.collecting.rejection import Reason
from tally.domain.errors import Misconfigured

from cli.argument_types import Count, NearChoice
from cli.command_line import (
    OpenTally,
    PartedCommand,
    aws_option,
    choose_one,
    describe,
    format_option,
    since_option,
)
from cli.endings import ExitCode
from cli.output.quarantine_tables import SAMPLE_COLUMNS, show_sample, tabulate_reasons
from cli.output.render import render
from cli.plan_file import read_plan
from cli.plan_in_force import read_standing_plan
from cli.quarantine_list import REASON_COLUMNS, QuarantineQuestion, ask_events, ask_reasons

if TYPE_CHECKING:
    from tally.domain.events.patches import Rule

_REASONS = [reason.value for reason in Reason]
_SINCE = "what came from this UTC day on"


@click.group(
    cls=PartedCommand,
    invoke_without_command=True,
    subcommand_metavar="[show | replay | event] ...",
    **describe(
        "List what could not be accepted: each reason with its number of events, since when, and what to "
        "change. An event that was replayed leaves the list once it is in the lake. What the reasons mean "
        "stands in docs/reference/quarantine.md."
    ),
)
@since_option(_SINCE)
@format_option
@aws_option
@click.pass_context
def quarantine(ctx: click.Context, *, open_tally: OpenTally, since: date | None, fmt: str) -> None:
    """Print the reasons."""
    if ctx.invoked_subcommand:
        return
    rows = ask_reasons(open_tally(), since)
    if fmt != "table":
        print(render(rows, REASON_COLUMNS, fmt))
    elif rows:
        print(tabulate_reasons(rows))
        print(f"\nThe events: tally quarantine show {rows[0]['reason']}")
    else:
        print("Nothing is in quarantine.")


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which events a part is about: the options that both have, --format and --aws.

    The function takes `reason`, be it named by the argument or by --reason.
    """

    @functools.wraps(command)
    def choosing(*, named: str | None, reason: str | None, **values: Any) -> Any:
        choose_one(required=True, REASON=named, reason=reason)
        return command(reason=named or reason, **values)

    run: Callable[..., Any] = choosing
    for option in (
        aws_option,
        format_option,
        since_option(_SINCE),
        click.option("--source", metavar="SOURCE", help="only of this source (the name of a write key)"),
        click.option("--field", metavar="FIELD", help="only this offending field, as the list names it"),
        click.option("--reason", type=NearChoice(_REASONS), metavar="REASON", help="the same as REASON"),
        click.argument(
            "named",
            required=False,
            type=NearChoice(_REASONS),
            metavar="[REASON]",
            help=" | ".join(_REASONS),
        ),
    ):
        run = option(run)
    return run


@quarantine.command(**describe("Show the newest events of one reason, with their text as it was sent."))
@choice_options
@click.option("--limit", type=Count(), default=5, metavar="N", help="at most so many (default: 5)")
def show(*, open_tally: OpenTally, limit: int, fmt: str, **choice: Any) -> None:
    """Print some events."""
    rows = ask_events(open_tally(), QuarantineQuestion(**choice, most=limit))
    if fmt != "table":
        print(render(rows, SAMPLE_COLUMNS, fmt))
    else:
        print("\n\n".join(map(show_sample, rows)) or "Nothing is in quarantine for this reason.")


@quarantine.command(
    **describe(
        "Send the events of one reason through the front door again, by the route they came by. Without "
        "--yes nothing is sent: it says how many would be accepted, and shows some before and after. Ids and "
        "times stay, so replaying twice changes nothing. Ends with code 1 when a batch failed or landing "
        "refused an event again."
    )
)
@choice_options
@click.option(
    "--patch",
    type=click.Path(path_type=Path),
    metavar="RULES.toml",
    help="rules that mend the events first",
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    metavar="PLAN.toml",
    help="check them by this tracking plan (default: the one in force)",
)
@click.option("--yes", is_flag=True, help="send them")
def replay(
    *, open_tally: OpenTally, patch: Path | None, plan: Path | None, yes: bool, fmt: str, **choice: Any
) -> ExitCode:
    """Plan, show, and with --yes send."""
    from cli import quarantine_posting
    from cli.output.quarantine_report import report_replay
    from cli.quarantine_replay import make_plan

    rules = _read_rules(patch) if patch else []
    tally = open_tally()
    tracking = read_plan(plan) if plan else read_standing_plan(tally).plan
    planned = make_plan(ask_events(tally, QuarantineQuestion(**choice)), rules, tracking=tracking)
    result = quarantine_posting.replay(tally, planned) if yes else None
    print(report_replay(planned, result, fmt))
    return ExitCode.FINDINGS if result and (result.failed or result.refused) else ExitCode.FINE


@quarantine.command(
    **describe(
        "Take one event out of the lake into quarantine, where it stays: no retry and no replay brings it "
        "back. Nobody is erased. Without --yes it shows the events that have the id and changes nothing. "
        "Tables and KPIs are without it after the next night. When to use it: docs/guides/runbook.md."
    )
)
@click.argument("event_id", metavar="ID", help="the id of the event, as a message or `tally query` shows it")
@click.option("--reason", required=True, metavar="TEXT", help="why, for who finds it in quarantine")
@click.option("--yes", is_flag=True, help="take it out")
@format_option
@aws_option
def event(*, open_tally: OpenTally, event_id: str, reason: str, yes: bool, fmt: str) -> None:
    """Look, and with --yes take out."""
    from cli.quarantined_event import EVENT_COLUMNS, find_in_lake, take_out

    tally = open_tally()
    found = find_in_lake(tally, event_id)
    print(render(found, EVENT_COLUMNS, fmt))
    if not yes:
        print("Nothing was changed: add --yes", file=sys.stderr)
        return
    count = take_out(tally, found, reason)
    print(f"{count} taken out of the lake, now in quarantine: `tally run nightly` builds the tables without.")


def _read_rules(file: Path) -> "list[Rule]":
    """The rules in a file; Misconfigured says what to change in it."""
    from tally.domain.events.patches import parse_rules

    try:
        return parse_rules(file.read_text(encoding="utf-8"), file.name)
    except OSError as error:
        raise Misconfigured(f"the rules {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file.name} is no TOML: {error}") from error
