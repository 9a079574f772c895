"""`tally plan`: the tracking plan, what departs from it, and a draft of one."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tally.domain.plan.plan_draft import FEW

from cli.argument_types import Count
from cli.command_line import OpenTally, PartedCommand, aws_option, describe, format_option, since_option
from cli.endings import ExitCode, NothingFound, WrongUse
from cli.output.plan_tables import summarize_plan, tabulate_violations
from cli.output.render import render
from cli.plan_file import PLAN, mark_plan, read_plan
from cli.plan_in_force import read_standing_plan
from cli.plan_putting import begin_plan
from cli.plan_violations import COLUMNS, ask_violations

if TYPE_CHECKING:
    from cli.clients import Tally

DAYS = 7
SAMPLE = 10_000
ENOUGH = 20

_FILE = click.Path(path_type=Path)


@click.group(
    cls=PartedCommand,
    subcommand_metavar="check | infer | begin | hash ...",
    **describe(
        "The tracking plan: what departs from it, and a draft of one. How to write it stands in "
        "docs/guides/tracking-plan.md. `tally settings put tracking_plan.toml` makes it count."
    ),
)
@format_option
@aws_option
def plan(**_: object) -> None:
    """The parts do the work."""


@plan.command(
    **describe(
        "Read the plan's file, then list what departed from the plan in force. It asks the lake and "
        "quarantine themselves: commit first what has just landed (tally run commit_events). Ends with "
        "code 1 when there are violations."
    )
)
@click.option("--file", type=_FILE, default=PLAN, metavar="PLAN.toml", help="read this plan")
@click.option("--offline", is_flag=True, help="read the file and ask no lake")
@since_option(f"from this UTC day on (default: {DAYS} days ago)")
@format_option
@aws_option
def check(*, open_tally: OpenTally, file: Path, offline: bool, since: date | None, fmt: str) -> ExitCode:
    """Tell what is in the file, then what departed from the plan."""
    written = read_plan(file)
    if fmt == "table":
        print(summarize_plan(file, written))
    if offline:
        return ExitCode.FINE
    tally = open_tally()
    if fmt == "table":
        _tell_plan_in_force(tally, file)
    since = since or _choose_since()
    rows = ask_violations(tally, since)
    if fmt != "table":
        print(render(rows, COLUMNS, fmt))
    elif rows:
        print(f"\n{tabulate_violations(rows, written)}")
    else:
        print(f"Nothing that arrived since {since} departs from the plan.")
    return ExitCode.FINDINGS if rows else ExitCode.FINE


@plan.command(**describe("Draft a plan from what has arrived. Read it before you keep it."))
@click.option("--output", type=_FILE, metavar="PLAN.toml", help="write it there, not to the screen")
@click.option("--force", is_flag=True, help="overwrite that file")
@click.option(
    "--enough",
    type=Count(),
    default=ENOUGH,
    metavar="N",
    help=f"a property is required when each of at least N events has it (default: {ENOUGH})",
)
@click.option(
    "--few",
    type=Count(),
    default=FEW,
    metavar="N",
    help=f"an event seen fewer than N times is drafted as a comment (default: {FEW})",
)
@click.option(
    "--allowed",
    multiple=True,
    metavar="PROPERTY",
    help="list the values of this property, too, as all that are allowed; may be given again",
)
@click.option(
    "--sample",
    type=Count(),
    default=SAMPLE,
    metavar="N",
    help=f"of each event at most N (default: {SAMPLE:,})",
)
@since_option(f"from this UTC day on (default: {DAYS} days ago)")
@aws_option
def infer(
    *,
    open_tally: OpenTally,
    output: Path | None,
    force: bool,
    enough: int,
    few: int,
    allowed: tuple[str, ...],
    sample: int,
    since: date | None,
) -> None:
    """Draft and print, or write."""
    from tally.domain.errors import Misconfigured
    from tally.domain.plan.plan_draft import draft_plan
    from tally.domain.plan.tracking_plan import parse_plan
    from tally.use_cases.refresh_models import arrivals_since

    from cli.queries import ask_lake

    if output is not None and output.exists() and not force:
        raise WrongUse(f"{output} exists: name another file, or add --force to overwrite it")
    since = since or _choose_since()
    tally = open_tally()
    rows = ask_lake(tally, "arrived_events", {**arrivals_since(since), "most": sample})
    if not rows:
        raise NothingFound(f"Nothing has arrived since {since}: name an earlier day by --since")
    used = tomllib.loads(read_standing_plan(tally).text)
    drafted = draft_plan(
        rows,
        used.get("personal_data", {}),
        used.get("placeholder_ids", []),
        email_ids_ignore_case=used.get("email_ids_ignore_case", False),
    )
    text = drafted.toml(enough, few, allowed)
    parse_plan(text, "the draft")
    if output is None:
        print(text, end="")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{output} cannot be written: {error.strerror}") from error
    print(f"{output} is drafted from {drafted.size}. Read it, then: tally plan check --file {output}")


@plan.command(
    **describe(
        "Put the plan's file as the first version, where none was ever put. What stands stays, and a file "
        "that differs from it is told. `make deploy` and `tally up` do so."
    )
)
@click.option("--file", type=_FILE, default=PLAN, metavar="PLAN.toml", help="begin with this plan")
@aws_option
def begin(*, open_tally: OpenTally, file: Path) -> None:
    """Put, or tell what stands."""
    print(begin_plan(open_tally(), file))


@plan.command("hash", **describe("Print what `hash` makes of a value, with the salt of the deployed Tally."))
@click.argument("value", help="an e-mail address, a phone number, or any text")
@aws_option
def hash_value(*, open_tally: OpenTally, value: str) -> None:
    """Print one hash."""
    from tally.domain.plan.personal_data import hash_text

    print(hash_text(value, open_tally().read_salt().encode()))


def _tell_plan_in_force(tally: "Tally", file: Path) -> None:
    """Violations are those of the plan in force: say so where the file is another one."""
    in_force, at_hand = tally.observe().read_plan_in_force(), mark_plan(file)
    if in_force is not None and in_force.sha256 != at_hand.sha256:
        print(f"In force is another one, and what follows departs from that: {in_force.describe()}.")


def _choose_since() -> date:
    return datetime.now(UTC).date() - timedelta(days=DAYS)
