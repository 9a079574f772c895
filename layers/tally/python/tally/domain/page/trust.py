"""The file `trust`: what may be said of the numbers, and why."""

from collections.abc import Sequence
from typing import Any

from tally.domain.page.columns import Row, TextList, write_columns, write_reason

_VERDICT = (
    "event",
    "platform",
    "verdict",
    "events",
    "unwitnessed_events",
    "missing_in_lake",
    "witness_events",
)
_CELL = (
    "local_hour",
    "event",
    "platform",
    "lake_events",
    "witness_events",
    "missing_in_lake",
    "quarantined",
    "duplicates_in_lake",
    "amount_differs",
    "missing_amount",
    "reason",
)


def make_trust(
    verdicts: Sequence[Row], cells: Sequence[Row], refused: Sequence[Row], kpis: Sequence[Row]
) -> dict[str, Any]:
    """Rows of page_verdicts.sql (their `reason` is a place in `texts`), page_cells.sql, page_refused.sql, and
    the verdicts of page_kpis.sql counted by day."""
    texts = TextList()
    told = [{**_name(row), "reason": texts.place(row["reason"])} for row in verdicts]
    return {
        "events": write_columns(told, ["day", *_VERDICT, "reason"]),
        "disputed": write_columns(
            [{**_name(row), "reason": write_reason(row["reason"])} for row in cells], ["day", *_CELL]
        ),
        "refused": write_columns(
            [{**row, "day": row["dt"]} for row in refused], ["day", "reason", "field", "source", "events"]
        ),
        "kpis": _count_verdicts(kpis),
        "texts": texts.texts,
    }


def _name(row: Row) -> dict[str, Any]:
    return {**row, "day": row["business_date"], "event": row["event_name"]}


def _count_verdicts(kpis: Sequence[Row]) -> dict[str, list[Any]]:
    counted: dict[Any, dict[str, Any]] = {}
    for row in kpis:
        day = row["business_date"]
        counts = counted.setdefault(day, {"day": day, "audited": 0, "disputed": 0, "unaudited": 0})
        counts[row["verdict"]] += 1
    return write_columns(list(counted.values()), ["day", "audited", "disputed", "unaudited"])
