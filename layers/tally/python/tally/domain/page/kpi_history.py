"""The file `kpis`: each KPI in all, day by day, with its verdict."""

from collections.abc import Sequence
from typing import Any

from tally.domain.page.additive import adds_over_days
from tally.domain.page.columns import Row, TextList, write_columns

_FACTS = ("unit", "owner", "formula", "window_hours")
_COLUMNS = ("day", "kpi", "value", "numerator", "denominator", "verdict", "reason", "note", "is_complete")


def describe_kpis(definitions: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """{kpi: what it is, and whether it may be added over days}, in the order in which a shop reads them."""
    return {
        row["kpi"]: {
            **{name: row[name] for name in _FACTS},
            "adds_over_days": adds_over_days(row["numerator"], row["denominator"]),
        }
        for row in definitions
    }


def make_kpis(rows: Sequence[Row], definitions: Sequence[Row]) -> dict[str, Any]:
    """Rows of page_kpis.sql; `reason` and `note` are places in `texts`."""
    texts = TextList()
    told = [
        {
            **row,
            "day": row["business_date"],
            "reason": texts.place(row["reason"]),
            "note": texts.place(row["note"]),
        }
        for row in rows
    ]
    return {
        "kpis": describe_kpis(definitions),
        "columns": write_columns(told, _COLUMNS),
        "texts": texts.texts,
    }
