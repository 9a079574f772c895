"""Where a change came from: the parts of each kind add up to the whole."""

from datetime import date
from typing import Any

from tally.domain.page.changes import find_changes

BEFORE, DAY = date(2026, 10, 8), date(2026, 10, 15)


def cell(day: date, platform: str, country: str, revenue: float, orders: int) -> list[dict[str, Any]]:
    place = {"business_date": day, "platform": platform, "country": country, "profile": "all"}
    return [{**place, "kpi": kpi, "numerator": each} for kpi, each in _numbers(revenue, orders)]


def _numbers(revenue: float, orders: int) -> list[tuple[str, float]]:
    return [("net_revenue", revenue), ("orders", orders), ("visitors", 9)]


CUBE = [
    *cell(BEFORE, "all", "all", 100, 10),
    *cell(BEFORE, "web", "all", 100, 10),
    *cell(DAY, "all", "all", 160, 15),
    *cell(DAY, "web", "all", 120, 11),
    *cell(DAY, "ios", "all", 40, 4),
    *cell(DAY, "all", "IT", 150, 14),
]


def sold(day: date, campaign: str, revenue: float, orders: int) -> dict[str, Any]:
    row = {"business_date": day, "campaign_id": campaign, "name": campaign.title()}
    return {**row, "net_revenue": revenue, "orders": orders}


def test_platforms_countries_and_sales_each_add_up_to_the_whole() -> None:
    sales = [sold(BEFORE, "spring", 70, 7), sold(DAY, "spring", 20, 2), sold(DAY, "boots", 90, 9)]
    changes = find_changes(DAY, BEFORE, CUBE, sales)
    assert changes["whole"] == {"net_revenue": [100, 160], "orders": [10, 15]}
    for kind in ("platform", "country", "sale"):
        for kpi, both in changes["whole"].items():
            assert [sum(part[kpi][moment] for part in changes[kind]) for moment in (0, 1)] == both
    assert [(part["name"], part["label"], part["net_revenue"]) for part in changes["sale"]] == [
        ("boots", "Boots", [0, 90]),
        ("spring", "Spring", [70, 20]),
        ("others", None, [30, 50]),
    ]


def test_without_a_sale_on_either_day_there_is_no_part_of_one() -> None:
    assert find_changes(DAY, BEFORE, CUBE, [])["sale"] == []
