"""`tally demo`: two days of a shop, from HTTPS to KPIs with verdicts."""

import json
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any

import click
from tally.domain.collecting.batches import BATCH_EVENTS
from tally.domain.errors import PermanentFailure
from tally.domain.reports.kpi_question import KpiDays

from cli.audit_report import ask_cells, count_verdicts
from cli.command_line import describe, format_option
from cli.command_word import command_word
from cli.demo_accounts import tell_accounts
from cli.kpi_report import ask_kpis
from cli.output.audit_tables import format_hour, format_totals
from cli.output.kpi_tables import format_day, tabulate_by_day
from cli.output.progress import step
from cli.output.render import render
from demo.sightings import sight
from demo.two_days import DAYS, TIMEZONE, Script, two_days

if TYPE_CHECKING:
    from tally.adapters.importing.postings import PostingResult

    from cli.clients import Tally

_MORNING = (
    "visitors",
    "bots",
    "events_without_consent",
    "sessions",
    "conversion_rate_by_visitor",
    "conversion_rate_by_session",
    "unseen_buyers",
    "orders",
    "test_orders",
    "unconfirmed_orders",
    "net_revenue",
    "unconfirmed_revenue",
    "average_order_value",
    "units_per_order",
    "revenue_per_visitor",
    "cart_abandonment_rate",
    "opening_hour_revenue_share",
    "new_buyers",
    "repeat_purchase_rate",
)
"""What fits a screen; `tally kpis` has them all, and their notes."""

_STORY = {
    "audit": "the fault: orders that only the witness saw",
    "status": "the alarm: tally-audit-disputes rings",
    "audit --ids": "the ids: which orders, and what they are worth",
    "query --file demo/affected.sql": "the people: who they are, and their app's version",
    "demo --no-fault": "what next: a mended app sends them, and all agree",
}


@click.command(
    **describe(
        "Send two days of a flash-sale shop through Tally on this machine and show what comes out. Starts "
        "the cloud if it does not run, posts some 22,000 events to both collectors and runs the night. Two "
        "faults are planted: one in ten of the iOS orders of an opening hour never reach the collector, and "
        "an order of the web page cannot be read."
    )
)
@click.option("--no-fault", is_flag=True, help="plant nothing: then nothing is disputed")
@format_option
def demo(*, no_fault: bool, fmt: str) -> None:
    """Up, post, land, night, tell."""
    from cli.deployed import DeployedTally
    from cli.nightly import run_nightly
    from cli.this_machine import bring_up

    begun = time.monotonic()
    endpoint = bring_up()[1]
    tally = DeployedTally(endpoint)
    script = two_days(fault=not no_fault)
    posted = _post_script(tally, script)
    with step("Landing") as update:
        tally.wait_until_landed(update)
    rows, succeeded = run_nightly(tally, {})
    if not succeeded:
        raise PermanentFailure(f"The night failed:\n{render(rows, ['step', 'result', 'seconds'])}")
    found = ask_kpis(tally, KpiDays(first=min(DAYS), last=max(DAYS)))
    if fmt != "table":
        print(render(found.rows, found.columns, fmt))
        return
    print(f"\n{report_arrivals(tally, script, posted)}\n")
    morning = [{**row, "note": None} for row in found.rows if row["kpi"] in _MORNING]
    print(f"What the shop reads in the morning\n{tabulate_by_day(morning)}\n")
    print(f"{report_findings(tally, script)}\n")
    print(f"{tell_story(script)}\n{tell_page(endpoint.page_url)}\nDone in {time.monotonic() - begun:.0f} s.")


def _post_script(tally: "Tally", script: Script) -> "PostingResult":
    from tally.adapters.importing.postings import Posting

    postings = [
        Posting(script.send(event), sight(event), line) for line, event in enumerate(script.events, start=1)
    ]
    with step("Posting events to both collectors") as update:
        posted = 0

        def advance(events: int) -> None:
            nonlocal posted
            posted += events
            update(f"{posted:,} of {len(postings):,}")

        result = tally.open_front_door(batch=BATCH_EVENTS).deliver(postings, advance)
    unplanned = [bad.detail for bad in result.refused if bad.event["event_id"] not in script.spoiled_ids]
    if reasons := [*(failed.reason for failed in result.failed), *unplanned]:
        raise PermanentFailure(f"Not every event was accepted: {reasons[0]}")
    _post_profiles(tally, script)
    return result


def _post_profiles(tally: "Tally", script: Script) -> None:
    with closing(tally.open_front_door(batch=BATCH_EVENTS)) as door:
        answer = door.post("/engage", json.dumps(script.updates).encode())
    if isinstance(answer, str) or not answer.is_success:
        reason = answer if isinstance(answer, str) else f"{answer.status_code} {answer.text}"
        raise PermanentFailure(f"The profiles were not accepted: {reason}")


def report_arrivals(tally: "Tally", script: Script, posted: "PostingResult") -> str:
    """What was sent, what the faults took of it, and what is stored: each row must add up."""
    begins = datetime.combine(DAYS[0], clock_time(), TIMEZONE)
    limits = {"first": DAYS[0], "last": DAYS[-1], "begins": begins, "ends": begins + timedelta(days=2)}
    [arrived] = tally.ask_query("arrival_counts", limits)
    rows = [
        {
            "": "collector",
            "sent": f"{len(script.events):,}",
            "kept away by the fault": len(script.lost_ids),
            "in quarantine": arrived["in_quarantine"],
            "stored": f"{arrived['in_lake']:,}",
        },
        {"": "witness", "sent": f"{posted.witnessed:,}", "stored": f"{arrived['at_witness']:,}"},
    ]
    days = f"{format_day(DAYS[0])} and {format_day(DAYS[1])}"
    return f"Events of {days}, each told to both collectors\n{render(rows)}"


def report_findings(tally: "Tally", script: Script) -> str:
    """The disputed cells, the planted one first, in sentences."""
    disputed = [cell for cell in ask_cells(tally) if cell["verdict"] == "disputed"]
    lines = [f"The audit compared {format_totals(count_verdicts(tally))}", *map(_describe_finding, disputed)]
    if script.lost_ids and not disputed:
        lines.append(
            "  The planted fault is not to be seen: its orders had reached the lake before, in a demo "
            "without it.\n  `tally down --remove`, then `tally demo` starts afresh."
        )
    elif not disputed:
        lines.append("  Nothing was planted, nothing is disputed.")
    return "\n".join(lines)


def _describe_finding(cell: Mapping[str, Any]) -> str:
    where = f"{cell['event_name']} on {cell['platform']}, {format_hour(cell)} ({TIMEZONE.key})"
    amount = cell["missing_amount"]
    worth = f"\n    Net revenue lacks their {amount:,.2f} EUR." if amount else ""
    return f"  {cell['verdict'].upper()}: {where}\n    {cell['reason']}.{worth}"


def tell_page(url: str) -> str:
    """Where the page is, and who can log in."""
    return f"Page: {url} for\n  {tell_accounts()}"


def tell_story(script: Script) -> str:
    """The commands that lead from the planted fault to its end, and where to look on."""
    tally = command_word()
    lines = []
    if script.lost_ids:
        longest = max(map(len, _STORY))
        lines = ["The story of the fault in five lines"]
        lines += [f"  {tally} {command.ljust(longest)}  {what}" for command, what in _STORY.items()]
    if script.spoiled_ids:
        lines.append(f"One order more is missing, a spoiled one: {tally} quarantine")
    lines.append("Ten questions to the tables, with their answers: docs/guides/analysts.md")
    return "\n".join([*lines, f"`{tally} down` stops it; its data stay for `{tally} up`."])
