"""The published parts of dashboards, each as rows: what web/dashboards/boards draws of the same files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tally.domain.page.board_look import Look, Period
from tally.domain.page.panel_table import BoardFiles, Draw, PanelTable, list_rows
from tally.domain.page.published_cube import (
    DayOfKpi,
    File,
    PublishedCube,
    SummedKpi,
    find_worst,
    sum_days,
)

CARDS = (
    "visitors",
    "conversion_rate_by_visitor",
    "orders",
    "net_revenue",
    "average_order_value",
    "new_buyers",
    "cart_abandonment_rate",
    "units_per_order",
)
LINES = ("net_revenue", "orders", "visitors", "conversion_rate_by_visitor")
STEPS = {
    "viewed": "Product Viewed",
    "added": "Product Added",
    "checkouts": "Checkout Started",
    "ordered": "Order Completed",
}
_SUMMED = {"unit": "string", "value": "double", "before_value": "double", "verdict": "string"}
_SALE_TYPES = {"orders": "bigint", "buyers": "bigint", "new_buyers": "bigint", "business_date": "date"}
_SALE_TEXTS = ("campaign_id", "name", "opens_at", "closes_at", "verdict", "reason", "note")


def list_kpis(board: BoardFiles) -> PanelTable:
    """The main KPIs of the period."""
    look = board.look
    rows = [{"kpi": kpi, **_sum_up(board.cube, kpi, look, look.place)} for kpi in CARDS]
    return _table("kpis", {"kpi": "string", **_SUMMED}, rows, sql=_read("kpis", look.period))


def list_days(board: BoardFiles) -> PanelTable:
    """Some KPIs of the period, day by day."""
    cube, look = board.cube, board.look
    rows = [
        {
            "business_date": day.day,
            "kpi": kpi,
            "unit": cube.kpis[kpi]["unit"],
            "value": day.value,
            "verdict": day.verdict,
        }
        for kpi in LINES
        for day in cube.pick_days(kpi, look.place, look.period)
    ]
    types = {
        "business_date": "date",
        "kpi": "string",
        "unit": "string",
        "value": "double",
        "verdict": "string",
    }
    return _table("revenue", types, rows, sql=_read("kpis", look.period))


def list_places(which: str, part: str) -> Draw:
    """Net revenue of each platform or country, within what else is chosen."""

    def draw(board: BoardFiles) -> PanelTable:
        cube, look = board.cube, board.look
        told = [
            {which: name, **_sum_up(cube, "net_revenue", look, {**look.place, which: name})}
            for name in cube.list_places(which)
        ]
        rows = sorted((row for row in told if row["value"] is not None), key=lambda row: -row["value"])
        return _table(part, {which: "string", **_SUMMED}, rows, sql=_read(f"kpis_by_{which}", look.period))

    return draw


def list_month(board: BoardFiles) -> PanelTable:
    """Every KPI of the whole shop in the period."""
    file, look = board.files["kpis"], board.look
    days = list_rows(file["columns"])
    first = min((row["day"] for row in days), default="")
    is_known = look.compared is not None and look.compared.first.isoformat() >= first
    rows = []
    for kpi, facts in file["kpis"].items():
        of_kpi = [row for row in days if row["kpi"] == kpi and row["value"] is not None]
        now = _sum_within(of_kpi, facts, look.period)
        before = _sum_within(of_kpi, facts, look.compared).value if look.compared and is_known else None
        told = {"unit": facts["unit"], "value": now.value, "before_value": before, "verdict": now.verdict}
        rows.append({"kpi": kpi, **told, "owner": facts["owner"]})
    types = {"kpi": "string", **_SUMMED, "owner": "string"}
    return _whole_shop(_table("month", types, rows, sql=_read("kpis", look.period)), look)


def list_sales(board: BoardFiles) -> PanelTable:
    """The newest sales; they have days of their own."""
    columns = board.files["sales"]["columns"]
    types = {name: _SALE_TYPES.get(name, "string" if name in _SALE_TEXTS else "double") for name in columns}
    table = _table(
        "sales", types, list_rows(columns), sql="select *\nfrom kpi_campaign\norder by opens_at desc"
    )
    return _whole_shop(table, board.look)


def list_funnel(board: BoardFiles) -> PanelTable:
    """From view to order in the period, in all and by platform; a person counts once a day."""
    look, trust = board.look, board.files["trust"]
    of_period = [row for row in list_rows(board.files["funnels"]["columns"]) if row["day"] in look.period]
    chosen = look.place["platform"]
    platforms = sorted({row["platform"] for row in of_period if chosen in ("all", row["platform"])})
    rows = []
    for platform in platforms:
        days = [row for row in of_period if row["platform"] == platform]
        viewed = sum(row["viewed"] for row in days)
        for step in STEPS:
            persons = sum(row[step] for row in days)
            share = persons / viewed if viewed else None
            rows.append({"platform": platform, "step": step, "persons": persons, "share": share})
    judged = [
        row
        for row in list_rows(trust["events"])
        if row["event"] in STEPS.values() and row["day"] in look.period and row["platform"] in platforms
    ]
    worst = find_worst([row["verdict"] for row in judged])
    reasons = [row["reason"] for row in judged if row["verdict"] == worst and row["reason"] is not None]
    types = {"platform": "string", "step": "string", "persons": "bigint", "share": "double"}
    reason = trust["texts"][reasons[0]] if reasons else ""
    table = PanelTable("funnel", types, rows, worst, reason, _read("funnel_by_platform", look.period))
    return _whole_shop(table, look, but=("platform",))


def list_verdicts(board: BoardFiles) -> PanelTable:
    """How many KPIs of each day are audited, disputed, unaudited."""
    days = list_rows(board.files["trust"]["kpis"])
    rows = [
        {"business_date": row["day"], **{kind: row[kind] for kind in ("audited", "disputed", "unaudited")}}
        for row in days
        if row["day"] in board.look.period
    ]
    worst = find_worst([kind for kind in ("audited", "disputed", "unaudited") if any(r[kind] for r in rows)])
    types = {"business_date": "date", "audited": "bigint", "disputed": "bigint", "unaudited": "bigint"}
    table = PanelTable("trust", types, rows, worst, sql=_read("kpis", board.look.period))
    return _whole_shop(table, board.look)


PARTS: Mapping[str, Draw] = {
    "kpis": list_kpis,
    "revenue": list_days,
    "platforms": list_places("platform", "platforms"),
    "countries": list_places("country", "countries"),
    "sales": list_sales,
    "funnel": list_funnel,
    "trust": list_verdicts,
    "month": list_month,
}
"""What a dashboard's panel may name as `published`, and what the standing ones are made of."""


def _table(part: str, types: Mapping[str, str], rows: Sequence[Mapping[str, Any]], sql: str) -> PanelTable:
    judged = find_worst([row["verdict"] for row in rows if row.get("value", 0) is not None])
    return PanelTable(part, types, rows, judged, sql=sql)


def _whole_shop(table: PanelTable, look: Look, but: Sequence[str] = ()) -> PanelTable:
    """It follows no place `but` these."""
    chosen = [which for which, name in look.place.items() if name != "all" and which not in but]
    return replace(table, not_followed=chosen)


def _sum_up(cube: PublishedCube, kpi: str, look: Look, place: Mapping[str, str]) -> dict[str, Any]:
    """`before_value` is of the days that it is compared with, where all of them are published."""
    now = cube.total(kpi, place, look.period)
    is_compared = look.compared is not None and cube.knows(look.compared)
    before = cube.total(kpi, place, look.compared).value if look.compared and is_compared else None
    unit = cube.kpis[kpi]["unit"]
    return {"unit": unit, "value": now.value, "before_value": before, "verdict": now.verdict}


def _sum_within(rows: Iterable[File], facts: File, period: Period) -> SummedKpi:
    days = [
        DayOfKpi(row["day"], row["numerator"], row["denominator"], row["verdict"])
        for row in rows
        if row["day"] in period
    ]
    return sum_days(days, facts, len(days))


def _read(table: str, period: Period) -> str:
    return (
        f"select *\nfrom {table}\nwhere business_date between date '{period.first}' and date '{period.last}'"
        "\norder by business_date"
    )
