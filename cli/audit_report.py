"""What the audit found, from the lake, and how people read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tally.modelling.literals import bind

from cli.clients import Endpoint
from cli.kpi_report import ask_published, day_name

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

_CELLS = """
select
    business_date, local_hour, hour_at, event_name, platform, verdict, lake_events, witness_events,
    missing_in_lake, quarantined, missing_amount, coverage_low, coverage_high, reason
from audit_cells
where (business_date = :day or :every_day) and (verdict <> 'audited' or :every_verdict)
order by
    case verdict when 'disputed' then 0 when 'unaudited' then 1 else 2 end,
    missing_in_lake desc, hour_at, event_name, platform
"""
_TOTALS = """
select verdict, count(*) as cells
from audit_cells
where business_date = :day or :every_day
group by verdict
"""
_IDS = """
select
    audit_cells.business_date, audit_cells.local_hour,
    audit_ids.event_name, audit_ids.platform, audit_ids.kind, audit_ids.event_id,
    audit_ids.lake_amount, audit_ids.witness_amount, audit_ids.quarantine_reason
from audit_ids
inner join audit_cells
    on audit_cells.event_name = audit_ids.event_name
    and audit_cells.hour_at = audit_ids.hour_at
    and audit_cells.platform = audit_ids.platform
where (audit_cells.business_date = :day or :every_day) and audit_cells.verdict = 'disputed'
order by audit_ids.hour_at, audit_ids.event_name, audit_ids.platform, audit_ids.kind, audit_ids.event_id
"""


def cells(
    endpoint: Endpoint, day: date | None = None, *, every_verdict: bool = False
) -> list[dict[str, Any]]:
    """Cells that are not audited, disputed ones first; or all of them."""
    return ask_published(endpoint, bind(_CELLS, {**_day(day), "every_verdict": every_verdict}))


def totals(endpoint: Endpoint, day: date | None = None) -> dict[str, int]:
    """Number of cells by verdict."""
    rows = ask_published(endpoint, bind(_TOTALS, _day(day)))
    return {row["verdict"]: row["cells"] for row in rows}


def disputed_ids(endpoint: Endpoint, day: date | None = None) -> list[dict[str, Any]]:
    """The ids on which the sides differ in disputed cells."""
    return ask_published(endpoint, bind(_IDS, _day(day)))


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


def _day(day: date | None) -> dict[str, Any]:
    return {"day": day or date(1971, 1, 1), "every_day": day is None}
