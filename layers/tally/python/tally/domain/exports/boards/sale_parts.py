"""Parts that tell sales: the newest beside the middle one of those before it, and all of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tally.domain.charts.board_charts import draw_named_bars
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, find_change, judge, make_table
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.page.published_cube import find_worst, list_rows
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpis import Unit
from tally.domain.words.kpi_words import write_kpi
from tally.domain.words.reasons import tell_parts

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


def draw_newest(view: BoardView) -> list[ExportSection]:
    """Each measure of the newest sale beside the median of the others: one that broke all records moves it
    little."""
    sales = list_rows(view.files["sales"]["columns"])
    if not sales:
        return [_tell_none(view)]
    newest, *others = sales
    rows = [_measure(name, unit, newest, others, view) for name, unit in MEASURES.items()]
    money, middle = (
        write_kpi(view.words, Unit.MONEY, rows[0][name], view.currency) for name in ("value", "compared")
    )
    key = "part.sale.sentence" if others else "part.sale.first"
    names = ("measure", "value", "compared", "change", "change_share", "unit", "currency")
    table = make_table(rows, names, view, details=("unit", "currency"), by_unit=_BY_UNIT)
    return [
        ExportSection(
            _name(newest),
            (_tell_hours(newest, view), view.words.say("part.sale.middle", n=len(others))),
            tuple(filter(None, [_tell(newest["note"], view)])),
            table,
            judge(newest["verdict"], _tell(newest["reason"], view)),
            sentence=view.words.say(key, sale=_name(newest), value=money, n=len(others), middle=middle),
            sql=_SQL,
        )
    ]


def _measure(
    name: str, unit: Unit, newest: dict[str, Any], others: Sequence[dict[str, Any]], view: BoardView
) -> dict[str, Any]:
    known = [sale[name] for sale in others if sale[name] is not None]
    middle = median(known) if known else None
    change, share = find_change(newest[name], middle)
    return {
        "measure": _name_measure(name, view),
        "value": newest[name],
        "compared": middle,
        "change": change,
        "change_share": None if unit is Unit.SHARE else share,
        "unit": unit,
        "currency": view.currency,
    }


def _name_measure(name: str, view: BoardView) -> str:
    return view.words.find(f"measure.{name}", view.words.find(f"kpi.{name}", name))


def draw_sales_by(measure: str) -> Callable[[BoardView], list[ExportSection]]:
    """The part that shows the newest sales by a measure."""

    def draw(view: BoardView) -> list[ExportSection]:
        sales = list_rows(view.files["sales"]["columns"])
        return [_draw_sales(measure, sales, view)] if sales else []

    return draw


def _draw_sales(measure: str, sales: Sequence[dict[str, Any]], view: BoardView) -> ExportSection:
    words, unit = view.words, MEASURES[measure]
    title = words.say("part.sales_by", kpi=_name_measure(measure, view))
    rows = [
        {
            **sale,
            "sale": _name(sale),
            "value": sale[measure],
            "reason": _tell(sale["reason"], view),
            "unit": unit,
            "currency": view.currency,
        }
        for sale in sales
    ]
    verdict = _judge(rows)
    written = [write_kpi(words, unit, row["value"], view.currency) for row in rows]
    bars = [(row["sale"], row["value"], told) for row, told in zip(rows, written, strict=True)]
    told = ChartWords(title, (), words.say("chart.insights.bars"))
    spec = draw_named_bars(told, chart_answer(rows, verdict, view), bars)
    most = max(range(len(rows)), key=lambda at: rows[at]["value"] or 0)
    names = ("sale", "business_date", "value", "verdict", "reason", "campaign_id", "unit", "currency")
    table = make_table(
        rows,
        names,
        view,
        details=("campaign_id", "unit", "currency"),
        by_unit=_BY_UNIT,
        footnotes=("reason",),
    )
    chart = ExportChart(spec, ChartForm("bar", ("sale",), "value"))
    sentence = words.say("part.sales.most", sale=rows[most]["sale"], value=written[most])
    return ExportSection(title, (), (), table, verdict, chart, _SQL, sentence)


def _judge(sales: Sequence[dict[str, Any]]) -> EventsVerdict:
    worst = find_worst([sale["verdict"] for sale in sales])
    return judge(worst, next(sale["reason"] for sale in sales if sale["verdict"] == worst))


def _tell(reason: Any, view: BoardView) -> str | None:
    return None if reason is None else tell_parts(view.words, reason)


def _name(sale: dict[str, Any]) -> str:
    return str(sale["name"] or sale["campaign_id"])


def _tell_hours(sale: dict[str, Any], view: BoardView) -> str:
    zone = ZoneInfo(view.files["sales"]["zone"])
    opens, closes = (
        datetime.fromisoformat(sale[name]).astimezone(zone) if sale[name] else None
        for name in ("opens_at", "closes_at")
    )
    if closes is None:
        return view.words.say("part.sale.open", opens=opens)
    return view.words.say("part.sale.hours", opens=opens, closes=closes)


def _tell_none(view: BoardView) -> ExportSection:
    table = make_table((), ("sale",), view)
    return ExportSection(
        view.words.say("part.sales"), (), (), table, sentence=view.words.say("part.sales.none")
    )
