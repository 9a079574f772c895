"""`tally demo`: two days of a shop, from HTTPS to KPIs with verdicts."""

import argparse
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

from tally.adapters.importing.front_door import Client, Delivery, Posting, Target, sighting_of
from tally.domain.errors import PermanentFailure
from tally.modelling import catalog
from tally.modelling.literals import bind

from cli.ask import ask
from cli.audit_report import cells, shown_hour, shown_totals, totals
from cli.clients import Endpoint, wait_until_landed
from cli.commands.up import bring_up
from cli.kpi_report import COLUMNS, Wanted, by_day, day_name, kpi_rows
from cli.main import Subparsers, add_command, add_format, command_word
from cli.nightly import run_nightly
from cli.output.progress import step
from cli.output.render import render
from demo.two_days import DAYS, FAULT_DAY, TIMEZONE, Script, two_days

_WORST = "A KPI is as good as the worst hour of the events it rests on: docs/reference/audit.md."

_NEXT = {
    "audit --ids": "the missing orders, id by id",
    f"kpis --date {FAULT_DAY} --by platform": "that day, platform by platform",
    "query 'select * from funnel_daily'": "where people leave on the way to an order",
}


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    demo = add_command(
        subparsers,
        "demo",
        demo_command,
        "Send two days of a flash-sale shop through Tally on this machine and show what comes out. Starts "
        "the cloud if it does not run, posts some 21,000 events to both collectors and runs the night. One "
        "fault is planted: one in ten of the iOS orders of an opening hour never reach the collector.",
    )
    demo.add_argument("--no-fault", action="store_true", help="plant nothing: then nothing is disputed")
    add_format(demo)


def demo_command(arguments: argparse.Namespace) -> int:
    """Up, post, land, night, tell."""
    begun = time.monotonic()
    _, endpoint = bring_up()
    script = two_days(fault=not arguments.no_fault)
    delivery = _post(endpoint, script)
    with step("Landing") as update:
        wait_until_landed(endpoint, update)
    rows, succeeded = run_nightly(endpoint, {})
    if not succeeded:
        raise PermanentFailure(f"The night failed:\n{render(rows, ['step', 'result', 'seconds'])}")
    kpis = [row for row in kpi_rows(endpoint, Wanted()) if row["business_date"] in DAYS]
    if arguments.format != "table":
        print(render(kpis, COLUMNS, arguments.format))
        return 0
    print(f"\n{_arrivals(endpoint, delivery)}\n")
    print(f"What the shop reads in the morning\n{by_day(kpis)}\n{_WORST}\n\n{_findings(endpoint, script)}\n")
    print(f"{_next_commands()}\n\nDone in {time.monotonic() - begun:.0f} s.")
    return 0


def _post(endpoint: Endpoint, script: Script) -> Delivery:
    postings = [
        Posting(None if event["event_id"] in script.lost_ids else event, sighting_of(event), line)
        for line, event in enumerate(script.events, start=1)
    ]
    target = Target(endpoint.url, endpoint.write_key, endpoint.witness_url)
    with step("Posting events to both collectors") as update:
        posted = 0

        def advance(events: int) -> None:
            nonlocal posted
            posted += events
            update(f"{posted:,} of {len(postings):,}")

        delivery = Client(target).deliver(postings, advance)
    if delivery.failed or delivery.refused:
        reasons = [failed.reason for failed in delivery.failed] or [bad.detail for bad in delivery.refused]
        raise PermanentFailure(f"Not every event was accepted: {reasons[0]}")
    return delivery


def _arrivals(endpoint: Endpoint, delivery: Delivery) -> str:
    """What was sent, and what is where it should be: two counts that must agree."""
    begins = datetime.combine(DAYS[0], clock_time(), TIMEZONE)
    limits = {"first": DAYS[0], "last": DAYS[-1], "begins": begins, "ends": begins + timedelta(days=2)}
    [arrived] = ask(endpoint, bind(catalog.query("arrival_counts").sql, limits)).rows
    rows = [
        {"": "collector", "accepted": f"{delivery.accepted:,}", "stored": f"{arrived['in_lake']:,}"},
        {"": "witness", "accepted": f"{delivery.witnessed:,}", "stored": f"{arrived['at_witness']:,}"},
    ]
    return f"Events of {day_name(DAYS[0])} and {day_name(DAYS[1])}\n{render(rows)}"


def _findings(endpoint: Endpoint, script: Script) -> str:
    """The disputed cells, the planted one first, in sentences."""
    disputed = [cell for cell in cells(endpoint) if cell["verdict"] == "disputed"]
    told = [f"The audit compared {shown_totals(totals(endpoint))}", *map(_finding, disputed)]
    if script.lost_ids and not disputed:
        told.append(
            "  The planted fault is not to be seen: its orders had reached the lake before, in a demo "
            "without it.\n  `tally down`, then `tally demo` starts afresh."
        )
    elif not disputed:
        told.append("  Nothing was planted, nothing is disputed.")
    return "\n".join(told)


def _finding(cell: Mapping[str, Any]) -> str:
    where = f"{cell['event_name']} on {cell['platform']}, {shown_hour(cell)} ({TIMEZONE.key})"
    amount = cell["missing_amount"]
    worth = f"\n    Net revenue lacks their {amount:,.2f} EUR." if amount else ""
    return f"  {cell['verdict'].upper()}: {where}\n    {cell['reason']}.{worth}"


def _next_commands() -> str:
    tally = command_word()
    longest = max(map(len, _NEXT))
    lines = [f"  {tally} {command.ljust(longest)}  {what}" for command, what in _NEXT.items()]
    return "\n".join(["Try next", *lines, f"`{tally} down` stops it and removes its data."])
