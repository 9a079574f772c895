"""Where a day's change came from: each platform's, country's and sale's part of it.

Only of KPIs whose parts add up to the whole, so that the parts of a change are the change.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tally.domain.page.columns import Row, write_columns, write_value

PARTED_KPIS = ("net_revenue", "orders")
OTHERS = "others"
"""All countries that are in no row of their own."""


def find_changes(day: date, before: date, cube: Sequence[Row], sales: Sequence[Row]) -> dict[str, Any]:
    """`platform` and `country`: rows of {"name", kpi: [then, now]}, the largest change of money first.
    `sale`: columns of the sales that opened on either day."""
    opened = [row for row in sales if row["business_date"] in (day, before)]
    return {
        "before": before.isoformat(),
        "platform": _part_places("platform", "country", day, before, cube),
        "country": _part_places("country", "platform", day, before, cube),
        "sale": write_columns(opened, [*_SALE]),
    }


_SALE = ("campaign_id", "name", "business_date", "net_revenue", "orders", "buyers", "verdict", "reason")


def _part_places(by: str, other: str, day: date, before: date, cube: Sequence[Row]) -> list[dict[str, Any]]:
    moments = {before: 0, day: 1}
    parts: dict[str, dict[str, list[float]]] = {}
    for row in cube:
        place = moments.get(row["business_date"])
        if place is None or row["kpi"] not in PARTED_KPIS or row[other] != "all" or row["profile"] != "all":
            continue
        part = parts.setdefault(row[by], {kpi: [0.0, 0.0] for kpi in PARTED_KPIS})
        part[row["kpi"]][place] = float(row["numerator"])
    whole = parts.pop("all", None)
    if whole is not None:
        parts |= _find_rest(whole, parts)
    rows = [
        {"name": name, **{kpi: [*map(write_value, both)] for kpi, both in part.items()}}
        for name, part in parts.items()
    ]
    return sorted(rows, key=lambda row: (-abs(row["net_revenue"][1] - row["net_revenue"][0]), row["name"]))


def _find_rest(
    whole: Mapping[str, Sequence[float]], parts: Mapping[str, Mapping[str, Sequence[float]]]
) -> dict[str, dict[str, list[float]]]:
    """What the listed places leave of the whole; rounded to the lake's six decimals, below which sums err."""
    rest = {
        kpi: [round(both[moment] - sum(part[kpi][moment] for part in parts.values()), 6) for moment in (0, 1)]
        for kpi, both in whole.items()
    }
    return {OTHERS: rest} if any(any(both) for both in rest.values()) else {}
