"""A tracking plan and what departs from it, as people read them."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tally.domain.plan.plan_draft import say_count
from tally.domain.plan.tracking_plan import TrackingPlan

from cli.output.render import render

_ALIKE = 0.85
"""One or two letters of a usual name may differ."""


def summarize_plan(file: Path, plan: TrackingPlan) -> str:
    """What is in a plan's file, in a sentence."""
    properties = {name for event in plan.events.values() for name in event} | set(plan.every_event)
    events, of_events = (
        say_count(len(plan.events), "event"),
        say_count(len(properties), "property", "properties"),
    )
    counts = f"{events}, {of_events}, {len(plan.personal_data):,} personal"
    return f"{file.name} is good: mode {plan.mode}, {counts}."


def tabulate_violations(rows: Sequence[Mapping[str, Any]], plan: TrackingPlan) -> str:
    """A line for each, and below them what unplanned names may have meant."""
    hints = dict.fromkeys(hint for row in rows if (hint := _suggest_name(row, plan)))
    return "\n".join([render(list(map(_shorten_violation, rows))), *hints])


def _suggest_name(row: Mapping[str, Any], plan: TrackingPlan) -> str | None:
    """Of a name that is not planned: the planned one that is most like it."""
    event = row["event_name"]
    match row["kind"]:
        case "unplanned_event":
            name, planned = event, list(plan.events)
        case "unplanned_property":
            name, planned = row["property"], [*plan.events.get(event, {}), *plan.every_event]
        case _:
            return None
    near = get_close_matches(name or "", planned, n=1, cutoff=_ALIKE)
    return f"{name}: did you mean {near[0]}?" if near else None


def _shorten_violation(row: Mapping[str, Any]) -> dict[str, Any]:
    """As much as fits into a line."""
    return {
        "event": row["event_name"],
        "violation": f"{row['kind']} {row['property']}".strip(),
        "sent by": _name_sender(row),
        "source": row["source"],
        "fate": "refused" if row["is_refused"] else "observed",
        "events": row["events"],
        "last (UTC)": f"{row['last_hour']:%d %b %H}:00",
    }


def _name_sender(row: Mapping[str, Any]) -> str:
    """SDK, version and platform: lines that differ in nothing else are of different apps."""
    sdk = f"{row['sdk']} {row['sdk_version']}".strip()
    return sdk if row["platform"] == "unknown" else f"{sdk} on {row['platform']}"
