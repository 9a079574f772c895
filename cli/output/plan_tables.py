"""A tracking plan and what departs from it, as people read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.domain.plan.plan_draft import say_count
from tally.domain.plan.tracking_plan import TrackingPlan

from cli.output.render import render


def summarize_plan(file: Path, plan: TrackingPlan) -> str:
    """What is in a plan's file, in a sentence."""
    properties = {name for event in plan.events.values() for name in event} | set(plan.every_event)
    events, of_events = (
        say_count(len(plan.events), "event"),
        say_count(len(properties), "property", "properties"),
    )
    counts = f"{events}, {of_events}, {len(plan.personal_data):,} personal"
    return f"{file.name} is good: mode {plan.mode}, {counts}."


def tabulate_violations(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line for each."""
    return render(list(map(_shorten_violation, rows)))


def _shorten_violation(row: Mapping[str, Any]) -> dict[str, Any]:
    """As much as fits into a line."""
    return {
        "event": row["event_name"],
        "violation": f"{row['kind']} {row['property']}".strip(),
        "sdk": f"{row['sdk']} {row['sdk_version']}".strip(),
        "source": row["source"],
        "fate": "refused" if row["is_refused"] else "observed",
        "events": row["events"],
        "last hour (UTC)": f"{row['last_hour']:%Y-%m-%d %H:%M}",
    }
