"""`tally status`: one look at the whole."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from tally.domain.errors import TemporaryFailure
from tally.domain.running.health import Finding, judge_disk
from tally.use_cases.tell_status import TellStatus

from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.endings import ExitCode
from cli.home import tally_home
from cli.output.render import render
from cli.plan_file import mark_plan


@click.command(
    **describe(
        "Tell how Tally is: up or not, queues, the last landing, commit and night, quarantine, the tracking "
        "plan, alarms, and the disk of this machine. Each line is ok or says what to do; ends with code 1 "
        "when something is not ok."
    )
)
@format_option
@aws_option
def status(*, open_tally: OpenTally, fmt: str) -> ExitCode:
    """Look, judge, print."""
    findings = look(open_tally, datetime.now(UTC))
    print(render([_tabulate(finding, fmt) for finding in findings], None, fmt))
    return ExitCode.FINE if all(finding.is_ok for finding in findings) else ExitCode.FINDINGS


def look(open_tally: OpenTally, now: datetime) -> Sequence[Finding]:
    """One finding a part. Where Tally does not run there is but one, and what the disk is."""
    try:
        tally = open_tally()
    except TemporaryFailure as dead:
        told, _, log = str(dead).partition(": ")
        return [Finding("up", told, log), _look_at_disk()]
    running = [Finding("up", f"at {tally.address}")]
    findings = TellStatus(tally.observe())(mark_plan(tally.plan_file), now)
    return [*running, *findings, *([_look_at_disk()] if tally.is_of_this_machine else [])]


def _look_at_disk() -> Finding:
    home = tally_home()
    return judge_disk(shutil.disk_usage(home if home.exists() else home.anchor).free)


def _tabulate(finding: Finding, fmt: str) -> dict[str, object]:
    if fmt != "table":
        return {
            "part": finding.part,
            "is_ok": finding.is_ok,
            "state": finding.state,
            "advice": finding.advice,
        }
    return {"part": finding.part, "state": finding.state, "what to do": finding.advice or "ok"}
