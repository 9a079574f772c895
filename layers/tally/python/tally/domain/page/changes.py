"""Where a day's change came from: each platform's, country's and sale's part of it.

Only of KPIs whose parts add up to the whole, so that the parts of a change are the change.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tally.domain.page.columns import Row, write_value
from tally.domain.reports.kpi_places import ALL

PARTED_KPIS = ("net_revenue", "orders")
OTHERS = "others"
"""What is in no row of its own."""


def find_changes(day: date, before: date, cube: Sequence[Row], sales: Sequence[Row]) -> dict[str, Any]:
    """Rows of {"name", kpi: [then, now]} by `platform`, `country` and `sale`, the largest change of money
    first, and `whole`, which each of them adds up to. A sale has its `label`, too.

    `sales` are rows of page_sale_parts.sql. What an order of no sale took is in OTHERS; so is what an order
    costs beside its lines.
    """
    whole = _read_whole(day, before, cube)
    return {
        "before": before.isoformat(),
        "whole": {kpi: [*map(write_value, both)] for kpi, both in whole.items()},
        "platform": _list_parts(_part_places("platform", "country", day, before, cube), whole),
        "country": _list_parts(_part_places("country", "platform", day, before, cube), whole),
        "sale": _list_sales(day, before, sales, whole),
    }


_Parts = dict[str, dict[str, list[float]]]


def _read_whole(day: date, before: date, cube: Sequence[Row]) -> dict[str, list[float]]:
    places = _part_places("platform", "country", day, before, cube)
    return places.get(ALL, {kpi: [0.0, 0.0] for kpi in PARTED_KPIS})


def _part_places(by: str, other: str, day: date, before: date, cube: Sequence[Row]) -> _Parts:
    moments = {before: 0, day: 1}
    parts: _Parts = {}
    for row in cube:
        place = moments.get(row["business_date"])
        if place is None or row["kpi"] not in PARTED_KPIS or row[other] != ALL or row["profile"] != ALL:
            continue
        part = parts.setdefault(row[by], {kpi: [0.0, 0.0] for kpi in PARTED_KPIS})
        part[row["kpi"]][place] = float(row["numerator"])
    return parts


def _list_sales(
    day: date, before: date, sales: Sequence[Row], whole: Mapping[str, Sequence[float]]
) -> list[dict[str, Any]]:
    """None where neither day has one: then the rest would be all."""
    moments = {before: 0, day: 1}
    parts: _Parts = {}
    for row in sales:
        part = parts.setdefault(row["campaign_id"], {kpi: [0.0, 0.0] for kpi in PARTED_KPIS})
        for kpi in PARTED_KPIS:
            part[kpi][moments[row["business_date"]]] = float(row[kpi])
    labels = {row["campaign_id"]: row["name"] for row in sales}
    listed = _list_parts(parts, whole) if parts else []
    return [{**row, "label": labels.get(row["name"])} for row in listed]


def _list_parts(parts: _Parts, whole: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    told = {name: part for name, part in parts.items() if name != ALL}
    rows = [
        {"name": name, **{kpi: [*map(write_value, both)] for kpi, both in part.items()}}
        for name, part in (told | _find_rest(whole, told)).items()
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
