"""The Tally of this machine: started with what it held, deployed into, stopped, emptied."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tally.domain.errors import Misconfigured

from cli.confirmation import is_person_there, types_again
from cli.endings import WrongUse, as_wrong_use
from cli.home import tally_home
from cli.one_at_a_time import hold_the_cloud
from cli.output.progress import step
from cli.plan_file import PLAN, read_plan
from cli.plan_putting import begin_plan, put_plan
from cli.settings_file import read_setting

if TYPE_CHECKING:
    from tally.adapters.aws.deployment import Place

    from cli.clients import Endpoint
    from local.cloud import Cloud

NEEDED_BYTES = 1_000_000_000
"""Layers, the CDK's output and a demo take some 600 MB; a disk that fills up later loses nothing but time."""


def bring_up(
    plan: Path | None = None, context: Sequence[str] = (), port: int | None = None
) -> "tuple[Cloud, Endpoint]":
    """Start what does not run, deploy what is not deployed, write the endpoint down.

    `plan` is put as the newest version; None leaves what stands, and where nothing does puts the checkout's.
    `context` holds values of the deployment as KEY=VALUE; Misconfigured where one is not for here.
    """
    file = plan or PLAN
    read_plan(file)  # with one that landing cannot read nothing would land
    from cli.demo_accounts import add_demo_accounts
    from cli.deployed import DeployedTally
    from cli.deployed_page import put_page
    from local import deploy

    with as_wrong_use():
        values = deploy.context_options(file, context)
    tally_home().mkdir(parents=True, exist_ok=True)
    with hold_the_cloud():
        running = ensure_cloud(port)
        refuse_other_timezone(running.place, context)
        with step("Deploying Tally into it") as update:
            deploy.make_asset_bucket(running.place)
            deploy.deploy(running, update, values)
            endpoint = write_endpoint(running.place, file)
        tally = DeployedTally(endpoint)
        told = put_plan(tally, plan) if plan else begin_plan(tally, file)
        print(told, file=sys.stderr)
        with step("Putting the page there"):
            put_page(endpoint)
            add_demo_accounts(endpoint)
        return running, endpoint


def refuse_other_timezone(place: "Place", context: Sequence[str]) -> None:
    """Misconfigured where the lake's days are of another zone than the one to deploy."""
    from cli.clients import Endpoint

    wanted = read_setting("timezone", "Europe/Rome", context)
    try:
        kept = Endpoint.deployed_at(place).outputs.get("Timezone", wanted)
    except Misconfigured:  # nothing is deployed there yet
        return
    if kept != wanted:
        raise Misconfigured(
            f"The lake of this machine has the business days of {kept}, for good, and tally.toml or -c says "
            f"{wanted}: set it back, or begin with nothing (`tally up --fresh`)"
        )


def write_endpoint(place: "Place", plan: Path) -> "Endpoint":
    """Write down what is deployed there, and with which plan, for the other commands."""
    from cli.clients import Endpoint

    endpoint = replace(Endpoint.deployed_at(place), plan_file=str(plan.absolute()))
    endpoint.save()
    return endpoint


def ensure_cloud(port: int | None = None) -> "Cloud":
    """The cloud that runs already, its dead parts started again; or one started with what the last one held.

    `port` is the first of its ports; None are those of last time.
    """
    from local import cloud
    from local.ports import choose_ports, refuse_taken

    home = tally_home()
    home.mkdir(parents=True, exist_ok=True)
    before = cloud.find(home)
    if before is not None and before.is_running:
        if port not in (None, 0, before.ports.front):
            raise WrongUse(
                f"Tally runs at port {before.ports.front}: `tally down` stops it, then --port {port} works"
            )
        if before.is_healthy:
            return before
        with step("Starting what had ended"):
            return before.revive()
    refuse_full_disk(home)
    ports = choose_ports(port) if port is not None or before is None else refuse_taken(before.ports)
    with step("Starting the cloud on 127.0.0.1"):
        return cloud.start(home, ports)


def refuse_full_disk(home: Path) -> None:
    """Misconfigured where the disk has too little room for a start."""
    free = shutil.disk_usage(home).free
    if free < NEEDED_BYTES:
        raise Misconfigured(
            f"Only {free / 1e6:,.0f} MB are free where Tally keeps its data ({home}), and it needs "
            f"{NEEDED_BYTES / 1e6:,.0f}. Free some, or set TALLY_HOME to a folder on another disk"
        )


def stop() -> bool:
    """Stop whatever was started with this TALLY_HOME; whether something ran. What it holds stays."""
    from local import cloud

    started = cloud.find(tally_home())
    if started is None or not started.is_running:
        return False
    with step("Stopping the cloud"):
        started.stop()
    return True


def empty(*, yes: bool) -> bool:
    """Stop it and remove all that it holds; whether there was anything.

    Asks where that is more than the demo's events; Misconfigured where nobody can be asked.
    """
    from cli.clients import forget
    from local import cloud

    home = tally_home()
    if cloud.find(home) is None and not cloud.locate_state(home).is_deployed:
        return False
    if not yes:
        _confirm(count_own_events(home))
    stop()
    cloud.remove(home)
    forget()
    return True


def count_own_events(home: Path) -> int:
    """Events that landed or were refused, and versions of records, that the demo did not send."""
    from demo.two_days import two_days
    from local import cloud, landed_rows

    def draw_demo_ids() -> frozenset[str]:
        return frozenset(each["event_id"] for each in two_days().events)

    return landed_rows.count_others(cloud.locate_state(home).objects, draw_demo_ids)


def find_data() -> Path | None:
    """The folder of what is held, if anything is."""
    from local import cloud

    state = cloud.locate_state(tally_home())
    return state.folder if state.is_deployed else None


def _confirm(events: int) -> None:
    if not events:
        return
    held = f"Tally on this machine holds {events:,} {'event' if events == 1 else 'events'} beside the demo's"
    if not is_person_there():
        raise WrongUse(f"{held}: to remove them without being asked add --yes")
    if not types_again("remove", f"{held}, and they would be gone for good. Type `remove` to go on:"):
        raise WrongUse("Nothing was removed")
