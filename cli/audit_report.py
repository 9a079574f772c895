"""What the audit found, asked of what the night published."""

from datetime import date
from typing import TYPE_CHECKING, Any

from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally


def ask_cells(
    tally: "Tally", day: date | None = None, *, every_verdict: bool = False
) -> list[dict[str, Any]]:
    """Cells that are not audited, disputed ones first; or all of them."""
    return ask_published(tally, "cells_by_verdict", {"day": day, "every_verdict": every_verdict})


def count_verdicts(tally: "Tally", day: date | None = None) -> dict[str, int]:
    """Number of cells by verdict."""
    rows = ask_published(tally, "cell_totals", {"day": day})
    return {row["verdict"]: row["cells"] for row in rows}


def ask_disputed_ids(tally: "Tally", day: date | None = None) -> list[dict[str, Any]]:
    """The ids on which the sides differ in disputed cells."""
    return ask_published(tally, "disputed_ids", {"day": day})
