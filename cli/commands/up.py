"""`tally up` and `tally down`: the whole of Tally on this machine."""

import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from cli.command_line import describe
from cli.command_word import command_word
from cli.home import tally_home
from cli.output.progress import step
from cli.plan_file import PLAN, read_plan

if TYPE_CHECKING:
    from tally.adapters.aws.deployment import Place

    from cli.clients import Endpoint
    from local.cloud import Cloud

_LOOK_EVERY_S = 0.5
EVERYTHING = "select * from lake.events"


@click.command(
    **describe(
        "Start the cloud on this machine and deploy Tally into it. Runs until Ctrl-C, or with --detach until "
        "`tally down`. When it runs already, only what changed in the code or in the values is deployed."
    )
)
@click.option("--detach", is_flag=True, help="return once it is up, and leave it running")
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    default=PLAN,
    metavar="PLAN.toml",
    help="another tracking plan than that of the checkout",
)
@click.option(
    "-c",
    "--context",
    multiple=True,
    metavar="KEY=VALUE",
    help="a value of the deployment, as `cdk deploy` takes it (docs/guides/deploy.md); may be repeated",
)
def up(*, detach: bool, plan: Path, context: Sequence[str]) -> None:
    """Start, deploy, tell what to do next."""
    if detach:
        print(_list_next_steps(bring_up(plan, context)[1], detached=True))
        return
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        running, endpoint = bring_up(plan, context)
        print(_list_next_steps(endpoint, detached=False), flush=True)
        _watch(running)
    except KeyboardInterrupt:
        print()
        take_down()


@click.command(**describe("Stop the cloud on this machine and remove its data."))
def down() -> None:
    """Stop whatever was started with this TALLY_HOME."""
    take_down()


def bring_up(plan: Path = PLAN, context: Sequence[str] = ()) -> "tuple[Cloud, Endpoint]":
    """Start the cloud if it does not run, deploy what is not deployed, write the endpoint down.

    `context` holds values of the deployment as KEY=VALUE; Misconfigured where one is not for here.
    """
    read_plan(plan)  # with one that landing cannot read nothing would land
    from local import deploy

    values = deploy.context_options(plan, context)
    running = ensure_cloud()
    with step("Deploying Tally into it") as update:
        deploy.make_asset_bucket(running.place)
        deploy.deploy(running, update, values)
        return running, write_endpoint(running.place, plan)


def write_endpoint(place: "Place", plan: Path) -> "Endpoint":
    """Write down what is deployed there, and with which plan, for the other commands."""
    from cli.clients import Endpoint

    endpoint = replace(Endpoint.deployed_at(place), plan_file=str(plan.absolute()))
    endpoint.save()
    return endpoint


def take_down() -> None:
    """Stop whatever was started with this TALLY_HOME."""
    from cli.clients import forget
    from local import cloud

    forget()
    started = cloud.find(tally_home())
    if started is None:
        print("Tally was not running.")
        return
    with step("Stopping the cloud"):
        started.stop()


def ensure_cloud() -> "Cloud":
    """The cloud that runs already, or a new one."""
    from cli.clients import forget
    from local import cloud

    home = tally_home()
    home.mkdir(parents=True, exist_ok=True)
    before = cloud.find(home)
    if before is not None:
        if before.is_healthy:
            return before
        before.stop()
    forget()
    with step("Starting the cloud on 127.0.0.1"):
        return cloud.start(home)


def _watch(running: "Cloud") -> None:
    """Until somebody interrupts; TemporaryFailure, with everything stopped, when a server ended by itself."""
    from tally.domain.errors import TemporaryFailure

    from cli.clients import forget
    from local.processes import tail

    while running.emulator.is_running and running.athena.is_running:
        time.sleep(_LOOK_EVERY_S)
    name = "athena" if running.emulator.is_running else "emulator"
    forget()
    running.stop()
    log = running.home / "logs" / f"{name}.log"
    raise TemporaryFailure(f"The {name} ended: start again with `tally up`. {tail(log)}")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _list_next_steps(endpoint: "Endpoint", *, detached: bool) -> str:
    tally = command_word()
    return f"""
Tally is up; {f"`{tally} down` stops it" if detached else "Ctrl-C stops it"} and removes its data.

  Events    {endpoint.url}/v1/events
  Witness   {endpoint.witness_url}
  Write key {endpoint.write_key}
  Inbox     {endpoint.dev_url}/all

Try next{"" if detached else ", in another terminal"}:
  curl -u '{endpoint.write_key}:' '{endpoint.url}/v1/events' \\
    -d '{{"event": "Page Viewed", "device_id": "d1", "platform": "web"}}'
  {tally} run commit_events
  {tally} query '{EVERYTHING}'"""
