"""A list of sessions as a table for people."""

from collections.abc import Mapping
from typing import Any

from tally.domain.reports.answer import ReportAnswer

from cli.output.funnel_table import format_seconds
from cli.output.render import Row, render

_OWN = ("person", "business_date", "started_at", "duration_s", "events")


def tabulate_sessions(found: ReportAnswer) -> str:
    """Times in words; of the properties those that any session has."""
    if not found.rows:
        return render([], found.columns)
    told = [
        name
        for name in found.columns
        if name not in _OWN and any(row[name] is not None for row in found.rows)
    ]
    return render([{**_show_session(row), **{name: row[name] for name in told}} for row in found.rows])


def _show_session(row: Mapping[str, Any]) -> Row:
    return {
        "person": row["person"],
        "started (UTC)": row["started_at"].replace("T", " ").removesuffix("Z").partition(".")[0],
        "lasted": format_seconds(row["duration_s"]),
        "events": f"{row['events']:,}",
    }
