"""What the audit found, asked of what the night published."""

from datetime import date
from typing import TYPE_CHECKING, Any

from tally.modelling.literals import Value

from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally


Days = tuple[date, date]
ALL_DAYS: Days = (date.min, date.max)


def ask_cells(tally: "Tally", days: Days = ALL_DAYS, *, every_verdict: bool = False) -> list[dict[str, Any]]:
    """Cells of these days that are not audited, disputed ones first; or all of them."""
    first, last = days
    values: dict[str, Value] = {"first": first, "last": last, "every_verdict": every_verdict}
    return ask_published(tally, "cells_by_verdict", values)


def count_verdicts(tally: "Tally", days: Days = ALL_DAYS) -> dict[str, int]:
    """Number of cells by verdict."""
    rows = ask_published(tally, "cell_totals", {"first": days[0], "last": days[1]})
    return {row["verdict"]: row["cells"] for row in rows}


def ask_disputed_ids(tally: "Tally", days: Days = ALL_DAYS) -> list[dict[str, Any]]:
    """The ids on which the sides differ in disputed cells."""
    return ask_published(tally, "disputed_ids", {"first": days[0], "last": days[1]})
