"""Parts that tell KPIs of the cube: the main ones, one by day, one by place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tally.domain.charts.board_charts import draw_day_lines, draw_named_bars
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, find_change, judge_rows, make_table
from tally.domain.exports.boards.cube_figures import ALL, BoardPlace, Total, list_rows
from tally.domain.exports.boards.look import Look
from tally.domain.exports.boards.periods import Period
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.reports.kpis import Unit
from tally.domain.words.kpi_words import write_kpi

MAIN_KPIS = (
    "visitors",
    "conversion_rate_by_visitor",
    "orders",
    "net_revenue",
    "average_order_value",
    "new_buyers",
    "cart_abandonment_rate",
    "units_per_order",
)
LEAST_DAYS = 14
"""So many days a line shows at least: one day alone is no line."""

_BY_UNIT = ("value", "compared", "change")
_MONEY = "net_revenue"


def draw_main_kpis(look: Look) -> list[ExportSection]:
    """Each with its verdict, and beside what it is compared with."""
    rows = [{**_total_kpi(kpi, look), "reason": _find_reason(kpi, look)} for kpi in MAIN_KPIS]
    names = (
        *("kpi", "value", "verdict", "compared", "change", "change_share", "days", "doubtful_days"),
        *("note", "reason"),
    )
    table = make_table(
        rows,
        (*names, "unit", "currency"),
        look,
        details=("unit", "currency", "days", "change"),
        by_unit=_BY_UNIT,
        footnotes=("note", "reason"),
    )
    verdict = judge_rows(rows)
    money = next(row for row in rows if row["kpi"] == _MONEY)
    return [
        ExportSection(
            look.words.say("part.kpis"),
            (),
            (),
            table,
            verdict,
            sentence=_tell_total(_MONEY, money, look),
            sql=write_sql(None, look.place, look.period),
        )
    ]


def _find_reason(kpi: str, look: Look) -> str | None:
    """Of the newest day of the period that has the worst verdict."""
    reasons = _read_reasons(kpi, look)
    days = look.cube.pick_days(kpi, look.place, look.period)
    told = [{"verdict": each.verdict, "reason": reasons.get(each.day.isoformat())} for each in days]
    return judge_rows(told).reason or None


def _total_kpi(kpi: str, look: Look) -> dict[str, Any]:
    now = look.cube.total(kpi, look.place, look.period)
    compared = look.compared
    before = (
        look.cube.total(kpi, look.place, compared).value if compared and look.cube.knows(compared) else None
    )
    change, share = find_change(now.value, before)
    unit = look.cube.kpis[kpi]["unit"]
    return {
        "kpi": kpi,
        "value": now.value,
        "verdict": now.verdict,
        "compared": before,
        "change": change,
        "change_share": None if unit == Unit.SHARE else share,
        "days": now.days,
        "doubtful_days": now.doubtful,
        "note": note_total(now, look),
        "unit": unit,
        "currency": look.currency,
    }


def note_total(total: Total, look: Look) -> str | None:
    """How persons of several days were counted."""
    if total.is_mean:
        return look.words.say("part.mean")
    return look.words.say("part.daily") if total.is_daily else None


def _tell_total(kpi: str, row: Mapping[str, Any], look: Look) -> str:
    words, period, compared = look.words, look.period, look.compared
    value, before = (
        write_kpi(words, Unit(row["unit"]), row[name], look.currency) for name in ("value", "compared")
    )
    named = {"kpi": words.find(f"kpi.{kpi}", kpi), "value": value}
    days = words.on_days(period.first, period.last)
    if compared is None or row["change_share"] is None:
        return words.say("part.sentence", **named, days=days)
    change = words.change(row["change_share"])
    past = words.on_days(compared.first, compared.last)
    return words.say("part.sentence.compared", **named, days=days, change=change, before=before, past=past)


def draw_line_of(kpi: str) -> Callable[[Look], list[ExportSection]]:
    """The part that shows a KPI day by day."""
    return lambda look: [_draw_line(kpi, look)]


def _draw_line(kpi: str, look: Look) -> ExportSection:
    rows, facts, words = _list_days(kpi, look), look.cube.kpis[kpi], look.words
    unit = Unit(facts["unit"])
    verdict, has_past = judge_rows(rows), any(row["compared"] is not None for row in rows)
    title = words.find(f"kpi.{kpi}", kpi)
    chart = None
    if rows:
        days = words.days(rows[0]["business_date"], rows[-1]["business_date"])
        told = ChartWords(f"{title}, {days}", (), words.say("chart.kpi.description"))
        axis = look.currency if unit is Unit.MONEY and look.currency else words.say(f"unit.{unit}")
        spec = draw_day_lines(told, chart_answer(rows, verdict, look), unit, axis)
        chart = ExportChart(spec, ChartForm("line", ("business_date",), "value", more=("compared",)))
    names = ("business_date", "value", "verdict", "compared", "numerator", "denominator", "reason")
    table = make_table(
        rows,
        (*names, "unit", "currency"),
        look,
        details=("unit", "currency", "numerator", "denominator"),
        by_unit=_BY_UNIT,
        footnotes=("reason",),
    )
    return ExportSection(
        title,
        (words.say("chart.kpi.marks"), *([words.say("part.dashed")] if has_past else [])),
        (),
        table,
        verdict,
        chart,
        write_sql(kpi, look.place, _show_days(look)),
        _tell_total(kpi, _total_kpi(kpi, look), look),
    )


def _show_days(look: Look) -> Period:
    period = look.period
    if period.days < LEAST_DAYS:
        period = Period(period.back(LEAST_DAYS - period.days).first, period.last)
    known = date.fromisoformat(look.files["cube"]["days"][0])
    return replace(period, first=max(period.first, known))


def _list_days(kpi: str, look: Look) -> list[dict[str, Any]]:
    days, compared = _show_days(look), look.compared
    back = (look.period.last - compared.last).days if compared else 0
    now = look.cube.pick_days(kpi, look.place, days)
    past = {each.day: each.value for each in look.cube.pick_days(kpi, look.place, days.back(back))}
    reasons = _read_reasons(kpi, look)
    facts = look.cube.kpis[kpi]
    return [
        {
            "business_date": each.day,
            "value": each.value,
            "verdict": each.verdict,
            "compared": past.get(Period(each.day, each.day).back(back).first) if compared else None,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "reason": reasons.get(each.day.isoformat()),
            "unit": facts["unit"],
            "currency": look.currency,
        }
        for each in now
    ]


def _read_reasons(kpi: str, look: Look) -> dict[str, str]:
    """They are published of the whole shop's days alone."""
    file = look.files.get("kpis")
    if file is None or look.place != BoardPlace():
        return {}
    return {
        row["day"]: file["texts"][row["reason"]]
        for row in list_rows(file["columns"])
        if row["kpi"] == kpi and row["reason"] is not None
    }


def draw_places(by: str) -> Callable[[Look], list[ExportSection]]:
    """The part that shows net revenue by platform or country, each a published number of its own."""

    def draw(look: Look) -> list[ExportSection]:
        if look.place.profile != ALL:
            return []
        rows = sorted(_list_places(by, look), key=lambda row: -row["value"])
        return [_show_places(by, rows, look)] if rows else []

    return draw


def _list_places(by: str, look: Look) -> list[dict[str, Any]]:
    rows = []
    for name in look.cube.list_places(by):
        found = _total_kpi(_MONEY, replace(look, place=replace(look.place, **{by: name})))
        if found["value"] is not None:
            rows.append({by: _name_place(name, look), **found})
    return rows


def _name_place(name: str, look: Look) -> str:
    return look.words.find(f"platform.{name}", look.words.find(f"mail.place.{name}", name))


def _show_places(by: str, rows: Sequence[dict[str, Any]], look: Look) -> ExportSection:
    words = look.words
    title = words.say(f"part.by.{by}", kpi=words.find(f"kpi.{_MONEY}", _MONEY))
    written = [write_kpi(words, Unit.MONEY, row["value"], look.currency) for row in rows]
    verdict = judge_rows(rows)
    told = ChartWords(title, (), words.say("chart.insights.bars"))
    bars = [(row[by], row["value"], text) for row, text in zip(rows, written, strict=True)]
    spec = draw_named_bars(told, chart_answer(rows, verdict, look), bars)
    names = (by, "value", "verdict", "compared", "change", "change_share", "unit", "currency")
    days = words.on_days(look.period.first, look.period.last)
    return ExportSection(
        title,
        (),
        (),
        make_table(rows, names, look, details=("unit", "currency"), by_unit=_BY_UNIT),
        verdict,
        ExportChart(spec, ChartForm("bar", (by,), "value")),
        write_sql(_MONEY, look.place, look.period, by),
        words.say("part.most", place=rows[0][by], value=written[0], days=days),
    )


def write_sql(kpi: str | None, place: BoardPlace, period: Period, by: str | None = None) -> str:
    """A statement that gives these rows; the panel of the page has the same."""
    chosen = {name: getattr(place, name) for name in ("platform", "country", "profile")}
    kept = {name: value for name, value in chosen.items() if value != ALL or name == by}
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
