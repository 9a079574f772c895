"""The file `home`: the last day's main KPIs, what is wrong with its data, and where its change came from."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tally.domain.page.additive import bound_truth
from tally.domain.page.columns import Row, write_reason, write_value

STRIP = (
    "visitors",
    "conversion_rate_by_visitor",
    "orders",
    "net_revenue",
    "average_order_value",
    "new_buyers",
)
"""The KPIs that a shop looks at first."""

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_SHOWN_DAYS = 15
"""The day, the same weekday of last week, and that week's week: what a small line shows."""


def find_last_day(rows: Sequence[Row]) -> date | None:
    """The newest day that is over: KPIs that wait for nothing are complete on it. None without any."""
    over = [row["business_date"] for row in rows if row["kpi"] == "orders" and row["is_complete"]]
    return max(over, default=None)


def find_before(day: date, rows: Sequence[Row]) -> date | None:
    """What the day stands against: the same weekday of last week, since weekdays differ; the day before in a
    shop's first week; None on its first day."""
    known = {row["business_date"] for row in rows}
    return next((each for each in (day - _WEEK, day - _DAY) if each in known), None)


def show_strip(
    day: date, before: date | None, rows: Sequence[Row], definitions: Sequence[Row]
) -> list[dict[str, Any]]:
    """A KPI of the strip each, with its verdict and what it was on the day `before`."""
    known = {(row["kpi"], row["business_date"]): row for row in rows}
    facts = {row["kpi"]: row for row in definitions}
    return [_show(known, facts[kpi], day, before) for kpi in STRIP if (kpi, day) in known]


def _show(
    known: Mapping[tuple[str, date], Row], facts: Row, day: date, before: date | None
) -> dict[str, Any]:
    kpi = facts["kpi"]
    row = known[kpi, day]
    coverage = (row["coverage_low"], row["coverage_high"])
    low, high = bound_truth(row["value"], facts["numerator"], facts["denominator"], coverage)
    return {
        **{name: facts[name] for name in ("kpi", "unit", "owner", "formula")},
        **{name: write_value(row[name]) for name in ("value", "verdict", "is_complete")},
        **{name: write_reason(row[name]) for name in ("reason", "note")},
        "low": write_value(low),
        "high": write_value(high),
        "coverage": [write_value(bound) for bound in coverage],
        "compared": _compare(row, known.get((kpi, before)) if before else None),
        "by_day": _list_days(known, kpi, day),
    }


def _compare(row: Row, before: Row | None) -> dict[str, Any] | None:
    """Null where nothing was published of that day."""
    if before is None or before["value"] is None or row["value"] is None:
        return None
    return {
        "day": write_value(before["business_date"]),
        "value": write_value(before["value"]),
        "verdict": before["verdict"],
        "change": write_value(row["value"] - before["value"]),
    }


def _list_days(known: Mapping[tuple[str, date], Row], kpi: str, day: date) -> list[list[Any]]:
    """[day, value, verdict], the oldest first; days that nothing is known of lack."""
    days = (day - timedelta(days=back) for back in range(_SHOWN_DAYS - 1, -1, -1))
    found = (known.get((kpi, each)) for each in days)
    return [
        [write_value(row["business_date"]), write_value(row["value"]), row["verdict"]] for row in found if row
    ]
