"""`tally run`: one function, or the whole night, now."""

import json
from pathlib import Path
from typing import Any

import click
from tally.domain.errors import Misconfigured

from cli.argument_types import NearChoice
from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.endings import ExitCode
from cli.home import ROOT
from cli.output.progress import step
from cli.output.render import fits_screen, render
from cli.output.results import summarize_result, word_value

NIGHTLY = "nightly"
FUNCTIONS = [NIGHTLY, *sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))]


@click.command(
    **describe(
        "Run one function, or the nightly state machine, now. Prints what it returned. A failure is told in "
        "a sentence and ends with code 3; --verbose shows the end of the function's log."
    )
)
@click.argument("function", type=NearChoice(FUNCTIONS), metavar="FUNCTION", help=" | ".join(FUNCTIONS))
@click.option("--event", metavar="FILE|JSON", default="{}", help="what the function gets (default: {})")
@format_option
@aws_option
def run(*, open_tally: OpenTally, function: str, event: str, fmt: str) -> ExitCode:
    """Run it and print its result."""
    given = read_event(event)
    tally = open_tally()
    if function == NIGHTLY:
        from cli.nightly import run_nightly

        steps, succeeded = run_nightly(tally, given)
        if fmt != "json":
            steps = [{**row, "result": summarize_result(row["result"])} for row in steps]
        print(render(steps, ["step", "result", "seconds"], fmt))
        return ExitCode.FINE if succeeded else ExitCode.NO_ANSWER
    with step(f"Running {function}"):
        result = tally.invoke(function, given)
    rows = _tabulate_result(result, fmt)
    if fmt == "table" and len(rows) == 1 and not fits_screen(rows, list(rows[0])):
        rows = [{"part": name, "result": value} for name, value in rows[0].items()]
    print(render(rows, None, fmt))
    return ExitCode.FINE


def read_event(text: str) -> Any:
    """The event from a file's name or from JSON itself."""
    file = Path(text)
    try:
        return json.loads(text if text.lstrip()[:1] in '{["' else file.read_text())
    except OSError as error:
        raise Misconfigured(f"--event {text}: no such file, nor JSON ({error.strerror})") from error
    except ValueError as error:
        raise Misconfigured(f"--event {text}: not valid JSON: {error}") from error


def _tabulate_result(result: Any, fmt: str) -> list[dict[str, Any]]:
    rows = (
        result if isinstance(result, list) else [result if isinstance(result, dict) else {"result": result}]
    )
    if fmt == "table":
        rows = [{name: word_value(value) for name, value in row.items()} for row in rows]
    return rows
