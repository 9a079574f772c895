"""`tally run`: one function, or the whole night, now."""

import argparse
import base64
import json
from pathlib import Path
from typing import Any

from tally.domain.errors import Misconfigured, PermanentFailure

from cli.clients import ROOT, Endpoint
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.nightly import in_short, run_nightly, told
from cli.output.progress import step
from cli.output.render import render

NIGHTLY = "nightly"
LONGEST_RUN_S = 900


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    functions = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
    run = add_command(
        subparsers,
        "run",
        run_command,
        "Run one function, or the nightly state machine, now. Prints what it returned; a failure shows the "
        "end of the function's log and ends with code 1.",
    )
    run.add_argument(
        "what", metavar="FUNCTION", choices=[NIGHTLY, *functions], help=" | ".join(["nightly", *functions])
    )
    run.add_argument(
        "--event", metavar="FILE|JSON", default="{}", help="what the function gets (default: {})"
    )
    add_format(run)
    add_aws(run)


def run_command(arguments: argparse.Namespace) -> int:
    """Run it and print its result."""
    event = read_event(arguments.event)
    endpoint = Endpoint.load(aws=arguments.aws)
    if arguments.what == NIGHTLY:
        steps, succeeded = run_nightly(endpoint, event)
        if arguments.format != "json":
            steps = [{**row, "result": in_short(row["result"])} for row in steps]
        print(render(steps, ["step", "result", "seconds"], arguments.format))
        return 0 if succeeded else 1
    with step(f"Running {arguments.what}"):
        result = invoke(endpoint, arguments.what, event)
    rows = (
        result if isinstance(result, list) else [result if isinstance(result, dict) else {"result": result}]
    )
    if arguments.format == "table":
        rows = [{name: told(value) for name, value in row.items()} for row in rows]
    print(render(rows, None, arguments.format))
    return 0


def read_event(text: str) -> Any:
    """The event from a file's name or from JSON itself."""
    file = Path(text)
    try:
        return json.loads(text if text.lstrip()[:1] in '{["' else file.read_text())
    except OSError as error:
        raise Misconfigured(f"--event {text}: no such file, nor JSON ({error.strerror})") from error
    except json.JSONDecodeError as error:
        raise Misconfigured(f"--event {text}: not valid JSON: {error}") from error


def invoke(endpoint: Endpoint, function: str, event: Any) -> Any:
    """Call the function `tally-<function>` and wait for what it returns; PermanentFailure when it raised."""
    client = endpoint.client("lambda", read_timeout=LONGEST_RUN_S, retries={"max_attempts": 0})
    answer = client.invoke(
        FunctionName=f"tally-{function.replace('_', '-')}", Payload=json.dumps(event), LogType="Tail"
    )
    result = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" not in answer:
        return result
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    lines = "\n".join(f"  {line}" for line in log.splitlines())
    said = f"{result.get('errorType')}: {result.get('errorMessage')}"
    raise PermanentFailure(f"{function} failed. {said}\nThe end of its log:\n{lines}")
