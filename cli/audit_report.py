"""What the audit found, asked of what the night published."""

from datetime import date
from typing import TYPE_CHECKING, Any

from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally

CELL_COLUMNS = [
    "business_date",
    "local_hour",
    "event_name",
    "platform",
    "verdict",
    "lake_events",
    "witness_events",
    "missing_in_lake",
    "quarantined",
    "missing_amount",
    "coverage_low",
    "coverage_high",
    "reason",
]
ID_COLUMNS = [
    "business_date",
    "local_hour",
    "event_name",
    "platform",
    "kind",
    "event_id",
    "lake_amount",
    "witness_amount",
    "quarantine_reason",
]


def ask_cells(
    tally: "Tally", day: date | None = None, *, every_verdict: bool = False
) -> list[dict[str, Any]]:
    """Cells that are not audited, disputed ones first; or all of them."""
    return ask_published(tally, "cells_by_verdict", {**_choose_day(day), "every_verdict": every_verdict})


def count_verdicts(tally: "Tally", day: date | None = None) -> dict[str, int]:
    """Number of cells by verdict."""
    rows = ask_published(tally, "cell_totals", _choose_day(day))
    return {row["verdict"]: row["cells"] for row in rows}


def ask_disputed_ids(tally: "Tally", day: date | None = None) -> list[dict[str, Any]]:
    """The ids on which the sides differ in disputed cells."""
    return ask_published(tally, "disputed_ids", _choose_day(day))


def _choose_day(day: date | None) -> dict[str, Any]:
    return {"day": day or date(1971, 1, 1), "every_day": day is None}
