"""Parts that tell the way from view to order, in all and platform by platform."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tally.domain.charts.board_charts import draw_named_bars
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, judge, make_table, read_reason
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.page.board_look import Period
from tally.domain.page.published_cube import find_worst, list_rows
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpi_places import ALL
from tally.domain.words.place_words import name_place

STEPS = {
    "viewed": "Product Viewed",
    "added": "Product Added",
    "checkouts": "Checkout Started",
    "ordered": "Order Completed",
}

Row = dict[str, Any]


def draw_shop_funnel(view: BoardView) -> list[ExportSection]:
    """The first of `draw_funnels`: the whole shop's, or that of the platform chosen."""
    return draw_funnels(view)[:1]


def draw_funnels(view: BoardView) -> list[ExportSection]:
    """A funnel for the whole shop and for each platform, or for the one chosen."""
    rows = list_rows(view.files["funnels"]["columns"])
    platforms = sorted({row["platform"] for row in rows}, key=lambda each: (each != ALL, each))
    chosen = view.place["platform"]
    shown = [each for each in platforms if chosen in (ALL, each)]
    return [section for each in shown if (section := _draw_funnel(each, rows, view))]


def _draw_funnel(platform: str, rows: Sequence[Row], view: BoardView) -> ExportSection | None:
    words = view.words
    of_platform = [row for row in rows if row["platform"] == platform]
    now = _add_steps(of_platform, view.period)
    if not now["viewed"]:
        return None
    compared = view.compared
    is_known = compared is not None and compared.first.isoformat() >= rows[0]["day"]
    before = _add_steps(of_platform, compared) if compared and is_known else None
    title = words.say("part.funnel") if platform == ALL else name_place(words, "platform", platform)
    told = [_tell_step(step, number, now, before, view) for number, step in enumerate(STEPS, start=1)]
    verdict = _judge(platform, view)
    bars = [
        (
            row["name"],
            row["persons"],
            f"{words.number(row['persons'])} · {words.share(row['share_of_first'])}",
        )
        for row in told
    ]
    spec = draw_named_bars(
        ChartWords(title, (), words.say("chart.funnel.description")), chart_answer(told, verdict, view), bars
    )
    notes = (words.say("part.daily"),) if view.period.days > 1 else ()
    table = make_table(told, ("step", "name", "persons", "share_of_first", "compared_share"), view)
    return ExportSection(
        title,
        (words.days(view.period.first, view.period.last),),
        notes,
        table,
        verdict,
        ExportChart(spec, ChartForm("bar", ("name",), "persons")),
        _write_sql(platform, view.period),
        _tell_worst(now, view),
    )


def _add_steps(rows: Sequence[Row], period: Period) -> dict[str, int]:
    """Sums of days: a person who came on two of them is two, and a note says so."""
    return {step: sum(row[step] for row in rows if row["day"] in period) for step in STEPS}


def _tell_step(
    step: str, number: int, now: dict[str, int], before: dict[str, int] | None, view: BoardView
) -> Row:
    is_comparable = number > 1 and before and before["viewed"]
    return {
        "step": number,
        "name": view.words.say(f"part.funnel.{step}"),
        "persons": now[step],
        "share_of_first": now[step] / now["viewed"],
        "compared_share": before[step] / before["viewed"] if before and is_comparable else None,
    }


def _tell_worst(now: dict[str, int], view: BoardView) -> str:
    """Where most leave."""
    steps = list(STEPS)
    kept = [(now[to] / now[start] if now[start] else 1.0, start, to) for start, to in pairwise(steps)]
    share, start, to = min(kept, key=lambda each: each[0])
    return view.words.say(
        "part.funnel.sentence",
        viewed=now["viewed"],
        n=now["ordered"],
        start=view.words.say(f"part.funnel.{start}"),
        end=view.words.say(f"part.funnel.{to}"),
        lost=view.words.share(1 - share),
    )


def _judge(platform: str, view: BoardView) -> EventsVerdict:
    """The worst verdict of the events under it; days before those that are published are unaudited here."""
    trust, period = view.files["trust"], view.period
    judged = [
        row
        for row in list_rows(trust["events"])
        if row["event"] in STEPS.values() and platform in (ALL, row["platform"]) and row["day"] in period
    ]
    is_whole = period.first.isoformat() in {row["day"] for row in judged}
    verdict = find_worst([row["verdict"] for row in judged] if is_whole else [])
    reasons = (row["reason"] for row in judged if row["verdict"] == verdict and row["reason"] is not None)
    place = next(reasons, None)
    return judge(verdict, read_reason(view, "trust", place))


def _write_sql(platform: str, period: Period) -> str:
    table = "funnel_daily" if platform == ALL else "funnel_by_platform"
    quoted = platform.replace("'", "''")
    where = "" if platform == ALL else f"\n  and platform = '{quoted}'"
    return (
        f"select *\nfrom {table}\nwhere business_date between date '{period.first}' and date '{period.last}'"
        f"{where}\norder by business_date"
    )
