"""Cells and ids of the audit as people read them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from cli.output.kpi_tables import Reasons, format_day
from cli.output.render import render

SHOWN = ["hour", "event", "platform", "verdict", "lake", "witness"]


def tabulate_cells(cells: Sequence[Mapping[str, Any]]) -> str:
    """The cells as a table; below it the reasons, each once."""
    reasons = Reasons()
    lines = [{**_shorten_cell(cell), "why": reasons.number(cell)} for cell in cells]
    columns = [*SHOWN, *(["why"] if reasons.numbers else [])]
    return "\n".join([render(lines, columns), *reasons.list_lines(with_verdict=False)])


def tabulate_ids(ids: Sequence[Mapping[str, Any]]) -> str:
    """The ids under the cell they belong to."""
    blocks = []
    for (start, event, platform), of_cell in groupby(
        ids, key=lambda row: (format_start(row), row["event_name"], row["platform"])
    ):
        rows = list(of_cell)
        has_amounts = any(row["lake_amount"] or row["witness_amount"] for row in rows)
        amounts = ", with the amount that each has" if has_amounts else ""
        blocks.append(f"{event} on {platform}, {start}{amounts}\n{render(list(map(_shorten_id, rows)))}")
    return "\n\n".join(blocks) or "No cell is disputed."


def _shorten_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "event_id": row["event_id"],
        "lake": row["lake_amount"],
        "witness": row["witness_amount"],
        "quarantine": row["quarantine_reason"],
    }


def _shorten_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "hour": format_start(cell),
        "event": cell["event_name"],
        "platform": cell["platform"],
        "verdict": cell["verdict"],
        "lake": cell["lake_events"],
        "witness": cell["witness_events"],
    }


def format_start(cell: Mapping[str, Any]) -> str:
    """Such as 2026-03-03 07:00, on the shop's clock."""
    return f"{cell['business_date']} {cell['local_hour']:02}:00"


def format_hour(cell: Mapping[str, Any]) -> str:
    """Such as Tue 3 March 2026, 07:00-08:00, on the shop's clock."""
    hour = cell["local_hour"]
    return f"{format_day(cell['business_date'])}, {hour:02}:00-{(hour + 1) % 24:02}:00"


def format_totals(found: Mapping[str, int]) -> str:
    """Such as 812 cells (event x hour x platform): 811 audited, 1 disputed, 0 unaudited."""
    parts = ", ".join(
        f"{found.get(verdict, 0):,} {verdict}" for verdict in ("audited", "disputed", "unaudited")
    )
    return f"{sum(found.values()):,} cells (event x hour x platform): {parts}."
