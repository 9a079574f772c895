"""A KPI as a chart: each day has the mark of its verdict."""

import re
from datetime import date
from typing import Any

from tally.adapters.publishing.chart_pictures import draw_svg
from tally.domain.charts.frame import ChartedAnswer, Spec
from tally.domain.charts.kpi_chart import draw_kpi_days
from tally.domain.reports.kpi_places import KpiPlace
from tally.domain.reports.kpi_question import KpiDays

TODAY = date(2026, 3, 4)


def row(day: int, value: float | None, verdict: str = "audited", **more: Any) -> dict[str, Any]:
    told = {"value": value, "verdict": verdict, "reason": f"reason of the {day}", "currency": None}
    return {"business_date": date(2026, 3, day), "kpi": "orders", "platform": "all", **told, **more}


def draw(kpi: str, rows: list[dict[str, Any]], by: str | None = None) -> Spec:
    days = [each["business_date"] for each in rows]
    question = KpiDays(first=min(days), last=max(days), kpi=kpi, place=KpiPlace(by=by))
    return draw_kpi_days(question, ChartedAnswer(rows, question.judge(rows), (), TODAY))


def test_the_worst_verdict_stands_above_and_each_day_has_its_own() -> None:
    rows = [row(1, 7.0, "disputed"), row(2, None, "unaudited"), row(3, 9.0)]
    spec = draw("orders", rows)
    assert spec["title"]["subtitle"][-1] == "▲ Disputed: 1 of 3 days, 2026-03-01: reason of the 1."
    assert [value["verdict"] for value in spec["data"]["values"]] == ["disputed", "unaudited", "audited"]
    shown = re.findall(r">([^<>]+)</t", draw_svg(spec).decode())
    assert {"1 Mar", "number"} <= set(shown)


def test_each_place_has_its_line_and_money_its_currency() -> None:
    rows = [row(day, 1.0 * day, platform=place, currency="EUR") for day in (1, 2) for place in ("web", "ios")]
    spec = draw("net_revenue", rows, "platform")
    assert {value["segment"] for value in spec["data"]["values"]} == {"Web", "iOS"}
    assert spec["encoding"]["y"]["title"] == "EUR"


def test_shares_are_percent() -> None:
    spec = draw("cart_abandonment_rate", [row(1, 0.5)])
    assert ">50%<" in draw_svg(spec).decode()
