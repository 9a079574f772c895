"""What waits in quarantine, as people read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.output.render import paragraph, render
from cli.quarantine_list import REASON_COLUMNS

SAMPLE_COLUMNS = [
    "quarantine_id",
    "received_at",
    "reason",
    "field",
    "detail",
    "protocol",
    "source",
    "route",
    "query",
    "raw_encoding",
    "raw",
]

_LONGEST_RAW = 2000
_MOMENT = "%Y-%m-%d %H:%M"


def tabulate_reasons(rows: Sequence[Mapping[str, Any]]) -> str:
    """The reasons as a table; below it what to change, each sentence once."""
    notes: dict[str, int] = {}
    lines = [
        {
            **{name: row[name] for name in REASON_COLUMNS[:5]},
            "first seen (UTC)": f"{row['first_seen']:{_MOMENT}}",
            "last seen (UTC)": f"{row['last_seen']:{_MOMENT}}",
            "why": f"({notes.setdefault(row['detail'], len(notes) + 1)})",
        }
        for row in rows
    ]
    why = [paragraph(detail, f"({number}) ", "    ") for detail, number in notes.items()]
    return "\n".join([render(lines), *why])


def show_sample(row: Mapping[str, Any]) -> str:
    """One event: where it came in, what is wrong with it, its text as it was sent."""
    place = f"{row['route']}?{row['query']}" if row["query"] else row["route"] or "no route"
    moment = f"{row['received_at']:%Y-%m-%d %H:%M:%S} UTC"
    head = [
        f"{row['quarantine_id']}  {moment}  {row['source'] or '-'}  {place}",
        paragraph(row["detail"], "  ", "  "),
    ]
    raw = row["raw"] or ""
    cut = f" ... ({len(raw):,} characters; --format json shows all)" if len(raw) > _LONGEST_RAW else ""
    kind = "" if row["raw_encoding"] == "text" else f"{row['raw_encoding']}: "
    return "\n".join([*head, f"  {kind}{raw[:_LONGEST_RAW]}{cut}"])
