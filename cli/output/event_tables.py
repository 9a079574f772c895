"""The catalogue of events as tables for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tally.domain.reports.answer_words import format_share

from cli.output.render import paragraph, render


def tabulate_events(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line an event that arrived; the planned ones that never did in a sentence below."""
    arrived, missing = ([row for row in rows if bool(row["events"]) is has] for has in (True, False))
    has_owners = any(row["owner"] for row in arrived)
    shown = [
        {
            "event": row["event"],
            "events": f"{row['events']:,}",
            "first": _name_day(row["first_seen"]),
            "last": _name_day(row["last_seen"]),
            "plan": row["status"],
            **({"owner": row["owner"]} if has_owners else {}),
            "description": row["description"].partition(". ")[0].rstrip("."),
        }
        for row in arrived
    ]
    parts = [render(shown)] if shown else []
    if missing:
        parts.append(paragraph(f"Planned, and never arrived: {_join(missing)}.", "", ""))
    return "\n".join(parts) or "No event has arrived yet."


def tabulate_properties(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line a property, with the share of events that lack it."""
    return render(
        [
            {
                "property": row["property"],
                "filled": f"{row['filled']:,}",
                "null": format_share(row["null_share"]),
                "types": row["types"],
                "plan": row["status"] + (f" ({row['planned_type']})" if row["planned_type"] else ""),
                "last": _name_day(row["last_seen"]),
                "such as": ", ".join(row["examples"]),
            }
            for row in rows
        ]
    )


def tabulate_values(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line a value."""
    return render([{name: row[name] for name in ("value", "events", "persons")} for row in rows])


def _name_day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _join(rows: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(row["event"] for row in rows)
