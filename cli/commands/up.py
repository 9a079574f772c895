"""`tally up` and `tally down`: the whole of Tally on this machine."""

import signal
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from cli.command_line import describe
from cli.command_word import command_word
from cli.demo_accounts import tell_accounts
from cli.this_machine import bring_up, empty, find_data, stop

if TYPE_CHECKING:
    from cli.clients import Endpoint
    from local.cloud import Cloud

_LOOK_EVERY_S = 0.5
_LAST_FIRST_PORT = 65_533
EVERYTHING = "select * from lake.events"


@click.command(
    **describe(
        "Start the cloud on this machine, with all that it held, and deploy Tally into it. Runs until "
        "Ctrl-C, or with --detach until `tally down`. When it runs already, what ended is started again and "
        "only what changed in the code or in the values is deployed."
    )
)
@click.option("--detach", is_flag=True, help="return once it is up, and leave it running")
@click.option(
    "--port",
    type=click.IntRange(0, _LAST_FIRST_PORT),
    metavar="PORT",
    help="where Tally answers; the two ports after it are for tools (default: those of last time, the first "
    "time 4100 or the next that are free; 0: any)",
)
@click.option("--fresh", is_flag=True, help="begin with nothing: asks when more than the demo's events go")
@click.option("--yes", is_flag=True, help="with --fresh: do not ask")
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    metavar="PLAN.toml",
    help="put this tracking plan (default: the one that stands; the first time that of the checkout)",
)
@click.option(
    "-c",
    "--context",
    multiple=True,
    metavar="KEY=VALUE",
    help="a value of the deployment, as `cdk deploy` takes it (docs/guides/deploy.md); may be repeated",
)
def up(
    *, detach: bool, port: int | None, fresh: bool, yes: bool, plan: Path | None, context: Sequence[str]
) -> None:
    """Start, deploy, tell what to do next."""
    if fresh:
        empty(yes=yes)
    if detach:
        print(_list_next_steps(bring_up(plan, context, port)[1], detached=True))
        return
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        running, endpoint = bring_up(plan, context, port)
        print(_list_next_steps(endpoint, detached=False), flush=True)
        _watch(running)
    except KeyboardInterrupt:
        print()
        take_down()


@click.command(**describe("Stop the cloud on this machine. What it holds stays for the next `tally up`."))
@click.option("--remove", is_flag=True, help="remove what it holds too: asks when that is more than the demo")
@click.option("--yes", is_flag=True, help="with --remove: do not ask")
def down(*, remove: bool, yes: bool) -> None:
    """Stop whatever was started with this TALLY_HOME."""
    if not remove:
        take_down()
    elif empty(yes=yes):
        print("Tally is stopped, and its data are gone.")
    else:
        print("Tally was not running, and there is nothing to remove.")


def take_down() -> None:
    """Stop it, and tell where its data are."""
    print("Tally is stopped." if stop() else "Tally was not running.")
    if data := find_data():
        word = command_word()
        print(f"Its data stay in {data}: `{word} up` goes on with them, `{word} down --remove` removes them.")


def _watch(running: "Cloud") -> None:
    """Until somebody interrupts; TemporaryFailure, with everything stopped, when a server ended by itself."""
    from tally.domain.errors import TemporaryFailure

    from local.processes import tail

    while running.emulator.is_running and running.athena.is_running:
        time.sleep(_LOOK_EVERY_S)
    name = "athena" if running.emulator.is_running else "emulator"
    running.stop()
    log = running.home / "logs" / f"{name}.log"
    raise TemporaryFailure(f"The {name} ended: start again with `tally up`. {tail(log)}")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _list_next_steps(endpoint: "Endpoint", *, detached: bool) -> str:
    tally = command_word()
    return f"""
Tally is up at {endpoint.url}; {f"`{tally} down`" if detached else "Ctrl-C"} stops it and keeps its data.

  Events    {endpoint.url}/v1/events
  Witness   {endpoint.witness_url}
  Write key {endpoint.write_key}
  Inbox     {endpoint.dev_url}/all

  Page      {endpoint.page_url}
            {tell_accounts()}

  SDKs      Segment, RudderStack   host, cdnURL or dataPlaneUrl  {endpoint.url}
            Mixpanel               api_host, host or serverURL   {endpoint.url}
  Tools     eval "$({tally} env)"   (shell, app, notebook: docs/guides/connect.md)

Try next{"" if detached else ", in another terminal"}:
  curl -u '{endpoint.write_key}:' '{endpoint.url}/v1/events' \\
    -d '{{"event": "Page Viewed", "device_id": "d1", "platform": "web"}}'
  {tally} run commit_events
  {tally} query '{EVERYTHING}'"""
