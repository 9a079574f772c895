"""Parts that tell KPIs of the cube: the main ones, and one by day."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tally.domain.charts.board_charts import draw_day_lines
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import (
    chart_answer,
    find_change,
    judge_rows,
    make_table,
    read_reason,
)
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.page.board_look import Period
from tally.domain.page.cube import BOARD_KPIS
from tally.domain.page.published_cube import SummedKpi, list_rows
from tally.domain.reports.kpi_places import ALL, PLACES
from tally.domain.reports.kpis import Unit
from tally.domain.words.kpi_words import write_kpi

LEAST_DAYS = 14
"""So many days a line shows at least: one day alone is no line."""

BY_UNIT = ("value", "compared", "change")
MONEY = "net_revenue"
"""The KPI that places are told apart by."""


def draw_main_kpis(view: BoardView) -> list[ExportSection]:
    """Each with its verdict, and beside what it is compared with."""
    rows = [
        {**total_kpi(kpi, view), "reason": _find_reason(kpi, view)}
        for kpi in BOARD_KPIS
        if kpi in view.cube.kpis
    ]
    names = (
        *("kpi", "value", "verdict", "compared", "change", "change_share", "days", "doubtful_days"),
        *("note", "reason"),
    )
    table = make_table(
        rows,
        (*names, "unit", "currency"),
        view,
        details=("unit", "currency", "days", "change"),
        by_unit=BY_UNIT,
        footnotes=("note", "reason"),
    )
    verdict = judge_rows(rows)
    money = next(row for row in rows if row["kpi"] == MONEY)
    return [
        ExportSection(
            view.words.say("part.kpis"),
            (),
            (),
            table,
            verdict,
            sentence=_tell_total(MONEY, money, view),
            sql=write_sql(None, view.place, view.period),
        )
    ]


def _find_reason(kpi: str, view: BoardView) -> str | None:
    """Of the newest day of the period that has the worst verdict."""
    reasons = _read_reasons(kpi, view)
    days = view.cube.pick_days(kpi, view.place, view.period)
    told = [{"verdict": each.verdict, "reason": reasons.get(each.day)} for each in days]
    return judge_rows(told).reason or None


def total_kpi(kpi: str, view: BoardView) -> dict[str, Any]:
    """A row of the period, beside what it is compared with."""
    now = view.cube.total(kpi, view.place, view.period)
    compared = view.compared
    before = (
        view.cube.total(kpi, view.place, compared).value if compared and view.cube.knows(compared) else None
    )
    change, share = find_change(now.value, before)
    unit = view.cube.kpis[kpi]["unit"]
    return {
        "kpi": kpi,
        "value": now.value,
        "verdict": now.verdict,
        "compared": before,
        "change": change,
        "change_share": None if unit == Unit.SHARE else share,
        "days": now.days,
        "doubtful_days": now.doubtful,
        "note": note_total(now, view),
        "unit": unit,
        "currency": view.currency,
    }


def note_total(total: SummedKpi, view: BoardView) -> str | None:
    """How persons of several days were counted."""
    if total.is_mean:
        return view.words.say("part.mean")
    return view.words.say("part.daily") if total.is_daily else None


def _tell_total(kpi: str, row: Mapping[str, Any], view: BoardView) -> str:
    words, period, compared = view.words, view.period, view.compared
    value, before = (
        write_kpi(words, Unit(row["unit"]), row[name], view.currency) for name in ("value", "compared")
    )
    named = {"kpi": words.find(f"kpi.{kpi}", kpi), "value": value}
    days = words.on_days(period.first, period.last)
    if compared is None or row["change_share"] is None:
        return words.say("part.sentence", **named, days=days)
    change = words.change(row["change_share"])
    past = words.on_days(compared.first, compared.last)
    return words.say("part.sentence.compared", **named, days=days, change=change, before=before, past=past)


def draw_line_of(kpi: str) -> Callable[[BoardView], list[ExportSection]]:
    """The part that shows a KPI day by day; nothing where it is not counted, such as by region."""
    return lambda view: [_draw_line(kpi, view)] if kpi in view.cube.kpis else []


def _draw_line(kpi: str, view: BoardView) -> ExportSection:
    rows, facts, words = _list_days(kpi, view), view.cube.kpis[kpi], view.words
    unit = Unit(facts["unit"])
    verdict, has_past = judge_rows(rows), any(row["compared"] is not None for row in rows)
    title = words.find(f"kpi.{kpi}", kpi)
    chart = None
    if rows:
        days = words.days(rows[0]["business_date"], rows[-1]["business_date"])
        told = ChartWords(f"{title}, {days}", (), words.say("chart.kpi.description"))
        axis = view.currency if unit is Unit.MONEY and view.currency else words.say(f"unit.{unit}")
        spec = draw_day_lines(told, chart_answer(rows, verdict, view), unit, axis)
        chart = ExportChart(spec, ChartForm("line", ("business_date",), "value", more=("compared",)))
    names = ("business_date", "value", "verdict", "compared", "numerator", "denominator", "reason")
    table = make_table(
        rows,
        (*names, "unit", "currency"),
        view,
        details=("unit", "currency", "numerator", "denominator"),
        by_unit=BY_UNIT,
        footnotes=("reason",),
    )
    return ExportSection(
        title,
        (words.say("chart.kpi.marks"), *([words.say("part.dashed")] if has_past else [])),
        (),
        table,
        verdict,
        chart,
        write_sql(kpi, view.place, _show_days(view)),
        _tell_total(kpi, total_kpi(kpi, view), view),
    )


def _show_days(view: BoardView) -> Period:
    period = view.period
    first = period.shift(min(0, period.days - LEAST_DAYS)).first
    return Period(max(first, date.fromisoformat(view.cube.days[0])), period.last)


def _list_days(kpi: str, view: BoardView) -> list[dict[str, Any]]:
    days, compared = _show_days(view), view.compared
    back = (view.period.last - compared.last).days if compared else 0
    now = view.cube.pick_days(kpi, view.place, days)
    past = {each.day: each.value for each in view.cube.pick_days(kpi, view.place, days.shift(-back))}
    reasons = _read_reasons(kpi, view)
    facts = view.cube.kpis[kpi]
    return [
        {
            "business_date": date.fromisoformat(each.day),
            "value": each.value,
            "verdict": each.verdict,
            "compared": past.get(_go_back(each.day, back)) if compared else None,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "reason": reasons.get(each.day),
            "unit": facts["unit"],
            "currency": view.currency,
        }
        for each in now
    ]


def _go_back(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _read_reasons(kpi: str, view: BoardView) -> dict[str, str | None]:
    """By day. They are published of the whole shop alone."""
    file = view.files.get("kpis")
    if file is None or not view.look.is_whole_shop:
        return {}
    told = (row for row in list_rows(file["columns"]) if row["kpi"] == kpi)
    return {row["day"]: read_reason(view, "kpis", row["reason"]) for row in told}


def write_sql(kpi: str | None, place: Mapping[str, str], period: Period, by: str | None = None) -> str:
    """A statement that gives these rows; the panel of the page has the same."""
    kept = {name: place[name] for name in PLACES if place.get(name, ALL) != ALL or name == by}
    table = f"kpis_by_{'_and_'.join(kept)}" if kept else "kpis"
    conditions = [
        *([f"kpi = {_quote(kpi)}"] if kpi else []),
        *(f"{name} = {_quote(value)}" for name, value in kept.items() if value != ALL),
        f"business_date between date {_quote(period.first.isoformat())} and date "
        f"{_quote(period.last.isoformat())}",
    ]
    where = "\n  and ".join(conditions)
    shown = ", ".join(["business_date", *([] if kpi else ["kpi"]), *([by] if by else [])])
    return (
        f"select {shown}, value, numerator, denominator, verdict, reason\nfrom {table}\nwhere {where}\n"
        "order by business_date"
    )


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
