"""Parts that tell what may be said of the numbers: verdicts, disputed hours, what was refused and why."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.board_charts import draw_verdict_columns
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, judge, make_table, read_reason
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.page.board_look import Period
from tally.domain.page.published_cube import find_worst, list_rows
from tally.domain.words.reasons import tell_parts

SHOWN_DAYS = 28
"""So many days of verdicts are drawn, whatever the period: a fault is seen beside the days without one."""

Row = dict[str, Any]


def draw_kpi_verdicts(view: BoardView) -> list[ExportSection]:
    """How many KPIs have which verdict, day by day."""
    shown = Period(view.period.last, view.period.last).shift(1 - SHOWN_DAYS)
    rows = _pick(list_rows(view.files["trust"]["kpis"]), Period(shown.first, view.period.last))
    words, title = view.words, view.words.say("part.trust")
    verdict = judge(find_worst([each for each in Verdict if any(row[each.value] for row in rows)]), None)
    chart = None
    if rows:
        names = {each: words.say(f"verdict.{each}") for each in Verdict}
        told = ChartWords(title, (), words.say("part.trust.description"))
        spec = draw_verdict_columns(told, chart_answer(rows, verdict, view), names)
        form = ChartForm("stack", ("business_date",), "disputed", more=("unaudited", "audited"))
        chart = ExportChart(spec, form)
    table = make_table(rows, ("business_date", "audited", "unaudited", "disputed"), view)
    sql = (
        "select business_date, verdict, count(*) as kpis\nfrom kpis\ngroup by business_date, verdict\n"
        "order by business_date desc"
    )
    last = rows[-1] if rows else dict.fromkeys(("audited", "unaudited", "disputed"), 0)
    sentence = words.say(
        "part.trust.sentence", day=view.period.last, **{each.value: last[each.value] for each in Verdict}
    )
    return [ExportSection(title, (), (), table, verdict, chart, sql, sentence)]


def draw_doubtful_events(view: BoardView) -> list[ExportSection]:
    """Events that are not audited, by day and platform, with their reason."""
    trust, words = view.files["trust"], view.words
    of_period = _pick(list_rows(trust["events"]), view.period)
    doubtful = [
        {**row, "reason": read_reason(view, "trust", row["reason"])}
        for row in of_period
        if row["verdict"] != Verdict.AUDITED
    ]
    names = (
        *("business_date", "event", "platform", "verdict", "events", "unwitnessed_events"),
        *("missing_in_lake", "witness_events", "reason"),
    )
    table = make_table(
        doubtful,
        names,
        view,
        details=("unwitnessed_events", "missing_in_lake", "witness_events"),
        footnotes=("reason",),
    )
    verdict = judge(find_worst([row["verdict"] for row in of_period]), None)
    key = "part.trust_events.n" if doubtful else "part.trust_events.none" if of_period else "part.empty"
    sql = _write_sql("daily_verdicts", view.period, (), "business_date desc, event_name, platform")
    return [
        ExportSection(
            words.say("part.trust_events"),
            (),
            (),
            table,
            verdict,
            sentence=words.say(key, n=len(doubtful), all=len(of_period)),
            sql=sql,
        )
    ]


def draw_disputed_hours(view: BoardView) -> list[ExportSection]:
    """Hours in which the two collectors disagree."""
    words = view.words
    rows = [
        {
            **row,
            "currency": view.currency,
            "reason": tell_parts(view.words, row["reason"]),
        }
        for row in _pick(list_rows(view.files["trust"]["disputed"]), view.period)
    ]
    names = (
        *("business_date", "local_hour", "event", "platform", "missing_in_lake", "witness_events"),
        *("quarantined", "missing_amount", "reason", "currency"),
    )
    table = make_table(rows, names, view, details=("currency", "quarantined"), footnotes=("reason",))
    verdict = judge(Verdict.DISPUTED, rows[0]["reason"]) if rows else None
    key = "part.trust_disputed.n" if rows else "part.trust_disputed.none"
    sql = _write_sql("audit_cells", view.period, ("verdict = 'disputed'",), "hour_at")
    title = words.say("part.trust_disputed")
    return [ExportSection(title, (), (), table, verdict, sentence=words.say(key, n=len(rows)), sql=sql)]


def draw_refused(view: BoardView) -> list[ExportSection]:
    """What was refused since the period began, by the day on which it came."""
    words, period = view.words, view.period
    refused = list_rows(view.files["trust"]["refused"])
    told = [{**row, "reason": words.find(f"refused.{row['reason']}", row["reason"])} for row in refused]
    rows = _pick(told, Period(period.first, date.max))
    count = sum(row["events"] for row in rows)
    table = make_table(rows, ("business_date", "reason", "field", "source", "events"), view)
    verdict = judge(Verdict.UNAUDITED, words.say("part.trust_refused.reason")) if rows else None
    key = "part.trust_refused.n" if rows else "part.trust_refused.none"
    sql = (
        "select dt, reason, field, source, count(distinct quarantine_id) as events\nfrom quarantine\n"
        f"where dt >= '{period.first}'\ngroup by dt, reason, field, source\norder by dt desc, events desc"
    )
    title = words.say("part.trust_refused")
    return [ExportSection(title, (), (), table, verdict, sentence=words.say(key, n=count), sql=sql)]


def _pick(rows: Sequence[Row], period: Period) -> list[Row]:
    return [{**row, "business_date": date.fromisoformat(row["day"])} for row in rows if row["day"] in period]


def _write_sql(table: str, period: Period, conditions: Sequence[str], order: str) -> str:
    days = f"business_date between date '{period.first}' and date '{period.last}'"
    where = "\n  and ".join((*conditions, days))
    return f"select *\nfrom {table}\nwhere {where}\norder by {order}"
