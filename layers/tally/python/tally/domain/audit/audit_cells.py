"""The table audit_cells: what both collectors counted in each closed hour, and what the audit says of it."""

from collections.abc import Sequence
from typing import Any

from tally.domain.audit.verdicts import CellCounts, judge
from tally.domain.events.columns import Column
from tally.domain.shop.shop_clock import ShopClock

CELLS_TABLE = "audit_cells"
"""The table's name, and the mark of a build whose verdicts stand."""

CELLS_DESCRIPTION = "What both collectors counted in each closed hour, and the verdict"

CELL_COLUMNS = (
    Column("event_name", "string", "canonical event name"),
    Column("hour_at", "timestamp", "start of the hour, UTC"),
    Column("platform", "string", "platform, unknown when not sent"),
    Column("business_date", "date", "the hour's date on the shop's clock"),
    Column("local_hour", "int", "the hour on the shop's clock, 0 to 23"),
    Column("verdict", "string", "audited, disputed or unaudited"),
    Column("reason", "string", "why, as a sentence"),
    Column(
        "coverage_low", "double", "share of the witness's ids in the lake, lower end of the 95 % interval"
    ),
    Column("coverage_high", "double", "upper end of that interval; null when the witness saw nothing"),
    Column("lake_events", "bigint", "distinct ids in the lake"),
    Column("witness_events", "bigint", "distinct ids at the witness"),
    Column("matched", "bigint", "ids of the witness that the lake has"),
    Column("missing_in_lake", "bigint", "ids of the witness that the lake lacks"),
    Column("quarantined", "bigint", "of these, ids that are in quarantine"),
    Column("missing_in_witness", "bigint", "ids of the lake that the witness lacks"),
    Column("duplicates_in_lake", "bigint", "ids that the lake holds more than once"),
    Column("duplicates_in_witness", "bigint", "ids that the witness saw more than once"),
    Column("moved", "bigint", "ids that the witness puts in another hour or on another platform"),
    Column("amount_differs", "bigint", "orders whose amounts differ"),
    Column("lake_amount", "decimal(38,6)", "revenue of the orders in the lake"),
    Column("witness_amount", "decimal(38,6)", "amounts of the orders at the witness"),
    Column("missing_amount", "decimal(38,6)", "amounts of the orders that the lake lacks"),
)
"""The grain is event_name x hour_at x platform."""

_COUNTS = (
    "lake_events",
    "witness_events",
    "missing_in_lake",
    "quarantined",
    "missing_in_witness",
    "duplicates_in_lake",
    "duplicates_in_witness",
    "moved",
    "amount_differs",
)


def judge_cells(counted: Sequence[dict[str, Any]], shop: ShopClock) -> list[dict[str, Any]]:
    """Rows of audit_cell_counts (hour_at aware, UTC) as rows of audit_cells, in the same order."""
    witnessed_hours = {row["hour_at"] for row in counted if row["witness_events"]}
    return [_judge_cell(row, shop, row["hour_at"] in witnessed_hours) for row in counted]


def _judge_cell(row: dict[str, Any], shop: ShopClock, hour_has_witness: bool) -> dict[str, Any]:
    counts = CellCounts(row["event_name"], **{name: int(row[name]) for name in _COUNTS})
    judgement = judge(counts, hour_has_witness=hour_has_witness)
    judged = {
        "business_date": shop.business_date(row["hour_at"]),
        "local_hour": shop.local_hour(row["hour_at"]),
        "verdict": judgement.verdict.value,
        "reason": judgement.reason,
        "coverage_low": judgement.coverage_low,
        "coverage_high": judgement.coverage_high,
        "matched": counts.matched,
    }
    return {column.name: (row | judged).get(column.name) for column in CELL_COLUMNS}
