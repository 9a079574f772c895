"""Parts that tell every KPI of the whole shop, by who answers for it, and what new customers are worth."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.exports.boards.board_section import (
    fill_table,
    find_change,
    judge,
    judge_rows,
    make_table,
    read_reason,
)
from tally.domain.exports.boards.kpi_parts import note_total, write_sql
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import CellKind, ExportColumn, ExportSection
from tally.domain.page.board_look import Period
from tally.domain.page.published_cube import DayOfKpi, find_worst, list_rows, sum_days
from tally.domain.reports.kpis import Unit

RATES = ("repeat_purchase_rate_30d", "repeat_purchase_rate_60d", "repeat_purchase_rate_90d")
VALUES = ("customer_value_30d", "customer_value_60d", "customer_value_90d")


def draw_all_kpis(view: BoardView) -> list[ExportSection]:
    """A table for each owner."""
    file = view.files["kpis"]
    figures = _read_figures(file)
    first = min((each.day for days in figures.values() for each in days), default="")
    reasons = _read_reasons(file, view)
    rows = [
        {**_total(kpi, figures.get(kpi, []), first, view), "reason": reasons.get(kpi)} for kpi in file["kpis"]
    ]
    owners = list(dict.fromkeys(row["owner"] for row in rows))
    rows.sort(key=lambda row: owners.index(row["owner"]))
    named = [{**row, "owner": view.words.find(f"owner.{row['owner']}", row["owner"])} for row in rows]
    names = (
        "owner",
        "kpi",
        "value",
        "verdict",
        "compared",
        "change",
        "change_share",
        "days",
        "note",
        "reason",
    )
    table = make_table(
        named,
        (*names, "unit", "currency"),
        view,
        details=("unit", "currency", "days", "change"),
        by_unit=("value", "compared", "change"),
        grouped_by="owner",
        footnotes=("note", "reason"),
    )
    known = [row for row in rows if row["value"] is not None]
    doubtful = [row for row in known if row["verdict"] != Verdict.AUDITED]
    sentence = view.words.say("part.month.sentence", n=len(doubtful), all=len(known))
    sql = write_sql(None, {}, view.period)
    return [
        ExportSection(
            view.words.say("board.month"), (), (), table, judge_rows(known), sentence=sentence, sql=sql
        )
    ]


def _read_figures(file: Mapping[str, Any]) -> dict[str, list[DayOfKpi]]:
    figures: dict[str, list[DayOfKpi]] = {}
    for row in list_rows(file["columns"]):
        if row["value"] is not None:
            told = DayOfKpi(row["day"], row["numerator"], row["denominator"], row["verdict"])
            figures.setdefault(row["kpi"], []).append(told)
    return figures


def _read_reasons(file: Mapping[str, Any], view: BoardView) -> dict[str, str | None]:
    """Of each KPI that of the newest day of the period that has the worst verdict."""
    told: dict[str, list[dict[str, Any]]] = {}
    for row in list_rows(file["columns"]):
        if row["day"] in view.period:
            reason = read_reason(view, "kpis", row["reason"])
            told.setdefault(row["kpi"], []).append({"verdict": row["verdict"], "reason": reason})
    return {kpi: judge_rows(rows).reason or None for kpi, rows in told.items()}


def _total(kpi: str, days: Sequence[DayOfKpi], first: str, view: BoardView) -> dict[str, Any]:
    facts = view.files["kpis"]["kpis"][kpi]

    def pick(period: Period) -> list[DayOfKpi]:
        return [each for each in days if each.day in period]

    of_period, compared = pick(view.period), view.compared
    now = sum_days(of_period, facts, len(of_period))
    before = None
    if compared and compared.first.isoformat() >= first:
        past = pick(compared)
        before = sum_days(past, facts, len(past)).value
    change, share = find_change(now.value, before)
    return {
        "owner": facts["owner"],
        "kpi": kpi,
        "value": now.value,
        "verdict": now.verdict,
        "compared": before,
        "change": change,
        "change_share": None if facts["unit"] == Unit.SHARE else share,
        "days": now.days,
        "note": note_total(now, view),
        "unit": facts["unit"],
        "currency": view.currency,
    }


def draw_months(title: str, kpis: tuple[str, ...]) -> Callable[[BoardView], list[ExportSection]]:
    """The part that shows KPIs of new customers by the month of their first order; `title` is a key."""

    def draw(view: BoardView) -> list[ExportSection]:
        rows = _list_months(kpis, view)
        verdict = judge(find_worst([row["verdict"] for row in rows]), None)
        sentence = "" if rows else view.words.say("part.young")
        table = fill_table(_describe_months(kpis, view), rows)
        return [
            ExportSection(view.words.say(title), (), (), table, verdict, sentence=sentence, sql=_ask(kpis))
        ]

    return draw


def _list_months(kpis: Sequence[str], view: BoardView) -> list[dict[str, Any]]:
    """The newest first; a day without anybody counts for nothing."""
    file = view.files["kpis"]
    told = [row for row in list_rows(file["columns"]) if row["kpi"] in kpis and (row["denominator"] or 0) > 0]
    months = []
    for month in sorted({row["day"][:7] for row in told}, reverse=True):
        totals = {}
        for kpi in kpis:
            days = [
                DayOfKpi(row["day"], row["numerator"], row["denominator"], row["verdict"])
                for row in told
                if row["kpi"] == kpi and row["day"].startswith(month)
            ]
            totals[kpi] = sum_days(days, file["kpis"][kpi], len(days))
        known = {kpi: total for kpi, total in totals.items() if total.value is not None}
        if known:
            verdict = find_worst([total.verdict for total in known.values()])
            values = {kpi: total.value for kpi, total in totals.items()}
            months.append({"month": month, **values, "verdict": verdict, "currency": view.currency})
    return months


def _describe_months(kpis: Sequence[str], view: BoardView) -> list[ExportColumn]:
    words = view.words
    kinds = {Unit.SHARE: CellKind.SHARE, Unit.MONEY: CellKind.MONEY}
    facts = view.files["kpis"]["kpis"]
    return [
        ExportColumn("month", words.say("column.month"), CellKind.TEXT),
        *(
            ExportColumn(
                kpi, words.find(f"kpi.{kpi}", kpi), kinds[Unit(facts[kpi]["unit"])], facts[kpi]["formula"]
            )
            for kpi in kpis
        ),
        ExportColumn("verdict", words.say("column.verdict"), CellKind.VERDICT, words.say("meaning.verdict")),
        ExportColumn("currency", words.say("column.currency"), CellKind.TEXT, is_detail=True),
    ]


def _ask(kpis: Sequence[str]) -> str:
    names = ", ".join(f"'{kpi}'" for kpi in kpis)
    return (
        "select business_date, kpi, value, numerator, denominator, verdict\nfrom kpis\n"
        f"where kpi in ({names})\norder by business_date desc, kpi"
    )
