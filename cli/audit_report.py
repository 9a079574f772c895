"""What the audit found, from the lake, and how people read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tally.modelling import catalog
from tally.modelling.literals import bind

from cli.clients import Endpoint
from cli.kpi_report import ask_published, day_name

_CELLS = catalog.query("cells_by_verdict")
_IDS = catalog.query("disputed_ids")
_TOTALS = catalog.query("cell_totals")
CELL_COLUMNS = [column.name for column in _CELLS.columns]
ID_COLUMNS = [column.name for column in _IDS.columns]


def cells(
    endpoint: Endpoint, day: date | None = None, *, every_verdict: bool = False
) -> list[dict[str, Any]]:
    """Cells that are not audited, disputed ones first; or all of them."""
    return ask_published(endpoint, bind(_CELLS.sql, {"day": day, "every_verdict": every_verdict}))


def totals(endpoint: Endpoint, day: date | None = None) -> dict[str, int]:
    """Number of cells by verdict."""
    rows = ask_published(endpoint, bind(_TOTALS.sql, {"day": day}))
    return {row["verdict"]: row["cells"] for row in rows}


def disputed_ids(endpoint: Endpoint, day: date | None = None) -> list[dict[str, Any]]:
    """The ids on which the sides differ in disputed cells."""
    return ask_published(endpoint, bind(_IDS.sql, {"day": day}))


def shown_start(cell: Mapping[str, Any]) -> str:
    """Such as 2026-03-03 07:00, on the shop's clock."""
    return f"{cell['business_date']} {cell['local_hour']:02}:00"


def shown_hour(cell: Mapping[str, Any]) -> str:
    """Such as Tue 3 March 2026, 07:00-08:00, on the shop's clock."""
    hour = cell["local_hour"]
    return f"{day_name(cell['business_date'])}, {hour:02}:00-{(hour + 1) % 24:02}:00"


def shown_totals(found: Mapping[str, int]) -> str:
    """Such as 812 cells (event x hour x platform): 811 audited, 1 disputed, 0 unaudited."""
    parts = ", ".join(
        f"{found.get(verdict, 0):,} {verdict}" for verdict in ("audited", "disputed", "unaudited")
    )
    return f"{sum(found.values()):,} cells (event x hour x platform): {parts}."
