"""`tally up` and `tally down`: the whole of Tally on this machine."""

import argparse
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from tally.domain.errors import TemporaryFailure

from cli.clients import Endpoint, forget, tally_home
from cli.main import Subparsers, add_command, command_word
from cli.output.progress import step
from cli.plan_file import PLAN, read_plan
from local import cloud, deploy
from local.cloud import Cloud
from local.processes import tail

_LOOK_EVERY_S = 0.5
EVERYTHING = "select * from lake.events"


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    up = add_command(
        subparsers,
        "up",
        up_command,
        "Start the cloud on this machine and deploy Tally into it. Runs until Ctrl-C, or with --detach until "
        "`tally down`. When it runs already, only what changed in the code or in the values is deployed.",
    )
    up.add_argument("--detach", action="store_true", help="return once it is up, and leave it running")
    up.add_argument(
        "--plan",
        type=Path,
        default=PLAN,
        metavar="PLAN.toml",
        help="another tracking plan than that of the checkout",
    )
    up.add_argument(
        "-c",
        "--context",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a value of the deployment, as `cdk deploy` takes it (docs/guides/deploy.md); may be repeated",
    )
    add_command(subparsers, "down", down_command, "Stop the cloud on this machine and remove its data.")


def up_command(arguments: argparse.Namespace) -> None:
    """Start, deploy, tell what to do next."""
    if arguments.detach:
        print(_next_steps(bring_up(arguments.plan, arguments.context)[1], detached=True))
        return
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        running, endpoint = bring_up(arguments.plan, arguments.context)
        print(_next_steps(endpoint, detached=False), flush=True)
        _watch(running)
    except KeyboardInterrupt:
        print()
        down_command(arguments)


def bring_up(plan: Path = PLAN, context: Sequence[str] = ()) -> tuple[Cloud, Endpoint]:
    """Start the cloud if it does not run, deploy what is not deployed, write the endpoint down.

    `context` holds values of the deployment as KEY=VALUE; Misconfigured where one is not for here.
    """
    read_plan(plan)  # with one that landing cannot read nothing would land
    values = deploy.context_options(plan, context)
    running = ensure_cloud()
    with step("Deploying Tally into it") as update:
        deploy.make_asset_bucket(running.place)
        deploy.deploy(running, update, values)
        endpoint = replace(Endpoint.deployed_at(running.place), plan_file=str(plan.absolute()))
        endpoint.save()
    return running, endpoint


def down_command(_: argparse.Namespace) -> None:
    """Stop whatever was started with this TALLY_HOME."""
    forget()
    started = cloud.find(tally_home())
    if started is None:
        print("Tally was not running.")
        return
    with step("Stopping the cloud"):
        started.stop()


def ensure_cloud() -> Cloud:
    """The cloud that runs already, or a new one."""
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


def _watch(running: Cloud) -> None:
    """Until somebody interrupts; TemporaryFailure, with everything stopped, when a server ended by itself."""
    while running.emulator.is_running and running.athena.is_running:
        time.sleep(_LOOK_EVERY_S)
    name = "athena" if running.emulator.is_running else "emulator"
    forget()
    running.stop()
    log = running.home / "logs" / f"{name}.log"
    raise TemporaryFailure(f"The {name} ended: start again with `tally up`. {tail(log)}")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _next_steps(endpoint: Endpoint, *, detached: bool) -> str:
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
