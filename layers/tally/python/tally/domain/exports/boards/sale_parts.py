"""Parts that tell sales: the newest beside the middle one of those before it, and all of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.board_charts import draw_named_bars
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, find_change, judge, make_table
from tally.domain.exports.boards.cube_figures import find_worst, list_rows
from tally.domain.exports.boards.look import Look
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpis import Unit
from tally.domain.words.kpi_words import write_kpi

MEASURES = {
    "net_revenue": Unit.MONEY,
    "orders": Unit.COUNT,
    "buyers": Unit.COUNT,
    "new_buyers": Unit.COUNT,
    "units_sold": Unit.COUNT,
    "opening_hour_revenue_share": Unit.SHARE,
    "sell_through": Unit.SHARE,
    "lost_demand_rate": Unit.SHARE,
    "return_on_spend": Unit.RATIO,
}
_SQL = "select *\nfrom kpi_campaign\norder by opens_at desc"
_BY_UNIT = ("value", "compared", "change")


def draw_newest(look: Look) -> list[ExportSection]:
    """Each measure of the newest sale beside the median of the others: one that broke all records moves it
    little."""
    sales = list_rows(look.files["sales"]["columns"])
    if not sales:
        return [_tell_none(look)]
    newest, *others = sales
    rows = [_measure(name, unit, newest, others, look) for name, unit in MEASURES.items()]
    money, middle = (
        write_kpi(look.words, Unit.MONEY, rows[0][name], look.currency) for name in ("value", "compared")
    )
    key = "part.sale.sentence" if others else "part.sale.first"
    names = ("measure", "value", "compared", "change", "change_share", "unit", "currency")
    table = make_table(rows, names, look, details=("unit", "currency"), by_unit=_BY_UNIT)
    return [
        ExportSection(
            _name(newest),
            (_tell_hours(newest, look), look.words.say("part.sale.middle", n=len(others))),
            tuple(filter(None, [newest["note"]])),
            table,
            judge(Verdict(newest["verdict"]), newest["reason"]),
            sentence=look.words.say(key, sale=_name(newest), value=money, n=len(others), middle=middle),
            sql=_SQL,
        )
    ]


def _measure(
    name: str, unit: Unit, newest: dict[str, Any], others: Sequence[dict[str, Any]], look: Look
) -> dict[str, Any]:
    known = [sale[name] for sale in others if sale[name] is not None]
    middle = median(known) if known else None
    change, share = find_change(newest[name], middle)
    return {
        "measure": _name_measure(name, look),
        "value": newest[name],
        "compared": middle,
        "change": change,
        "change_share": None if unit is Unit.SHARE else share,
        "unit": unit,
        "currency": look.currency,
    }


def _name_measure(name: str, look: Look) -> str:
    return look.words.find(f"measure.{name}", look.words.find(f"kpi.{name}", name))


def draw_sales_by(measure: str) -> Callable[[Look], list[ExportSection]]:
    """The part that shows the newest sales by a measure."""
    return lambda look: [_draw_sales(measure, look)]


def _draw_sales(measure: str, look: Look) -> ExportSection:
    sales = list_rows(look.files["sales"]["columns"])
    if not sales:
        return _tell_none(look)
    words, unit = look.words, MEASURES[measure]
    title = words.say("part.sales_by", kpi=_name_measure(measure, look))
    rows = [
        {
            **sale,
            "sale": _name(sale),
            "value": sale[measure],
            "unit": unit,
            "currency": look.currency,
        }
        for sale in sales
    ]
    verdict = _judge(sales)
    written = [write_kpi(words, unit, row["value"], look.currency) for row in rows]
    bars = [(row["sale"], row["value"], told) for row, told in zip(rows, written, strict=True)]
    told = ChartWords(title, (), words.say("chart.insights.bars"))
    spec = draw_named_bars(told, chart_answer(rows, verdict, look), bars)
    most = max(range(len(rows)), key=lambda at: rows[at]["value"] or 0)
    names = ("sale", "business_date", "value", "verdict", "reason", "campaign_id", "unit", "currency")
    table = make_table(
        rows,
        names,
        look,
        details=("campaign_id", "unit", "currency"),
        by_unit=_BY_UNIT,
        footnotes=("reason",),
    )
    chart = ExportChart(spec, ChartForm("bar", ("sale",), "value"))
    sentence = words.say("part.sales.most", sale=rows[most]["sale"], value=written[most])
    return ExportSection(title, (), (), table, verdict, chart, _SQL, sentence)


def _judge(sales: Sequence[dict[str, Any]]) -> EventsVerdict:
    worst = find_worst(sale["verdict"] for sale in sales)
    return judge(worst, next(sale["reason"] for sale in sales if sale["verdict"] == worst))


def _name(sale: dict[str, Any]) -> str:
    return str(sale["name"] or sale["campaign_id"])


def _tell_hours(sale: dict[str, Any], look: Look) -> str:
    zone = ZoneInfo(look.files["sales"]["zone"])
    opens, closes = (
        datetime.fromisoformat(sale[name]).astimezone(zone) if sale[name] else None
        for name in ("opens_at", "closes_at")
    )
    if closes is None:
        return look.words.say("part.sale.open", opens=opens)
    return look.words.say("part.sale.hours", opens=opens, closes=closes)


def _tell_none(look: Look) -> ExportSection:
    table = make_table((), ("sale",), look)
    return ExportSection(
        look.words.say("part.sales"), (), (), table, sentence=look.words.say("part.sales.none")
    )
