"""Published files of a shop of nine days, as a night writes them: what dashboards and their exports are of.

On each day the web takes 10 orders more than on the day before, iOS 5; ten euros each. The last day is
disputed.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tally.domain.page.cube import CUBE_KPIS, make_cube
from tally.domain.page.kpi_history import make_kpis
from tally.domain.page.trust import make_trust
from tally.domain.reports.kpis import KPIS

FIRST, DAYS = date(2026, 5, 1), 9
LAST = FIRST + timedelta(days=DAYS - 1)
REASON = "10 of 145 orders the witness saw are not in the lake"

Json = dict[str, Any]
_ALL = {"country": "all", "profile": "all"}
_ORDERS = {"web": 10, "ios": 5}


def list_days() -> list[date]:
    return [FIRST + timedelta(days=at) for at in range(DAYS)]


def _count(day: date, platform: str) -> int:
    rise = (day - FIRST).days + 1
    return rise * (sum(_ORDERS.values()) if platform == "all" else _ORDERS[platform])


def _measure(kpi: str, day: date, platform: str) -> Json:
    orders = _count(day, platform)
    pairs = {
        "orders": (orders, 1),
        "net_revenue": (10 * orders, 1),
        "visitors": (4 * orders, 1),
        "conversion_rate_by_visitor": (orders, 4 * orders),
    }
    numerator, denominator = pairs.get(kpi, (orders, 2 * orders))
    is_disputed = day == LAST
    return {
        "business_date": day,
        "kpi": kpi,
        "value": numerator / denominator,
        "numerator": numerator,
        "denominator": denominator,
        "verdict": "disputed" if is_disputed else "audited",
        "reason": REASON if is_disputed else None,
        "note": None,
        "is_complete": True,
    }


def publish() -> Mapping[str, Json]:
    """By name."""
    definitions = [
        {
            "kpi": kpi.name,
            "unit": str(kpi.unit),
            "owner": kpi.owner,
            "formula": kpi.formula,
            "window_hours": kpi.window_hours,
            "numerator": kpi.numerator,
            "denominator": kpi.denominator,
        }
        for kpi in KPIS.values()
    ]
    about = {
        "build": "b20260510t031500",
        "published_at": "2026-05-10T03:15:00Z",
        "zone": "Europe/Rome",
        "currency": "EUR",
        "day": LAST.isoformat(),
        "freshness": {"events_until": "2026-05-10T02:00:00Z", "audited_until": "2026-05-10T00:00:00Z"},
    }
    cube = [
        {**_measure(kpi, day, platform), "platform": platform, **_ALL}
        for kpi in CUBE_KPIS
        for day in list_days()
        for platform in ("all", "ios", "web")
    ]
    cube += [{**_measure(kpi, LAST, "all"), "platform": "all", **_ALL, "profile": "top"} for kpi in CUBE_KPIS]
    kpis = [_measure(kpi, day, "all") for day in list_days() for kpi in CUBE_KPIS]
    verdict = {
        "business_date": LAST,
        "event_name": "Order Completed",
        "platform": "web",
        "verdict": "disputed",
    }
    counted = {"events": 90, "unwitnessed_events": 0, "missing_in_lake": 10, "witness_events": 100}
    funnel = [
        {
            "day": day.isoformat(),
            "platform": platform,
            "viewed": 4 * n,
            "added": 2 * n,
            "checkouts": n,
            "ordered": n,
        }
        for day in list_days()
        for platform in ("all", "ios", "web")
        for n in (_count(day, platform),)
    ]
    sales = [_sell("s2", "Flash", LAST, 500), _sell("s1", None, FIRST, 300)]
    return {
        "cube": {**about, **make_cube(cube, definitions)},
        "kpis": {**about, **make_kpis(kpis, definitions)},
        "trust": {**about, **make_trust([{**verdict, **counted, "reason": REASON}], [], [], kpis)},
        "funnels": {**about, "columns": _turn(funnel)},
        "sales": {**about, "columns": _turn(sales)},
    }


def _sell(campaign: str, name: str | None, day: date, revenue: int) -> Json:
    counts = dict.fromkeys(("orders", "buyers", "new_buyers", "units_sold"), revenue // 10)
    shares = dict.fromkeys(("opening_hour_revenue_share", "sell_through", "lost_demand_rate"), 0.5)
    opens = f"{day}T08:00:00Z"
    return {
        **{"campaign_id": campaign, "name": name, "business_date": day.isoformat(), "opens_at": opens},
        **{"closes_at": None, **counts, "net_revenue": revenue, **shares, "return_on_spend": None},
        **{"verdict": "audited", "reason": "100 of 100 events the witness saw are in the lake", "note": None},
    }


def _turn(rows: list[Json]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
