"""Parts that tell the way from view to order, in all and platform by platform."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from tally.domain.charts.board_charts import draw_named_bars
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, judge, make_table
from tally.domain.exports.boards.cube_figures import ALL, find_worst, list_rows
from tally.domain.exports.boards.look import Look
from tally.domain.exports.boards.periods import Period
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.reports.events_verdict import EventsVerdict

STEPS = {
    "viewed": "Product Viewed",
    "added": "Product Added",
    "checkouts": "Checkout Started",
    "ordered": "Order Completed",
}

Row = dict[str, Any]


def draw_shop_funnel(look: Look) -> list[ExportSection]:
    """The first of `draw_funnels`: the whole shop's, or that of the platform chosen."""
    return draw_funnels(look)[:1]


def draw_funnels(look: Look) -> list[ExportSection]:
    """A funnel for the whole shop and for each platform, or for the one chosen."""
    rows = [
        {**row, "day": date.fromisoformat(row["day"])} for row in list_rows(look.files["funnels"]["columns"])
    ]
    platforms = sorted({row["platform"] for row in rows}, key=lambda each: (each != ALL, each))
    chosen = look.place.platform
    shown = [each for each in platforms if chosen in (ALL, each)]
    return [section for each in shown if (section := _draw_funnel(each, rows, look))]


def _draw_funnel(platform: str, rows: Sequence[Row], look: Look) -> ExportSection | None:
    words = look.words
    of_platform = [row for row in rows if row["platform"] == platform]
    now = _add_steps(of_platform, look.period)
    if not now["viewed"]:
        return None
    compared = look.compared
    is_known = compared is not None and compared.first >= rows[0]["day"]
    before = _add_steps(of_platform, compared) if compared and is_known else None
    title = words.say("part.funnel") if platform == ALL else words.find(f"platform.{platform}", platform)
    told = [_tell_step(step, number, now, before, look) for number, step in enumerate(STEPS, start=1)]
    verdict = _judge(platform, look)
    bars = [
        (
            row["name"],
            row["persons"],
            f"{words.number(row['persons'])} · {words.share(row['share_of_first'])}",
        )
        for row in told
    ]
    spec = draw_named_bars(
        ChartWords(title, (), words.say("chart.funnel.description")), chart_answer(told, verdict, look), bars
    )
    notes = (words.say("part.daily"),) if look.period.days > 1 else ()
    table = make_table(told, ("step", "name", "persons", "share_of_first", "compared_share"), look)
    return ExportSection(
        title,
        (words.days(look.period.first, look.period.last),),
        notes,
        table,
        verdict,
        ExportChart(spec, ChartForm("bar", ("name",), "persons")),
        _write_sql(platform, look.period),
        _tell_worst(now, look),
    )


def _add_steps(rows: Sequence[Row], period: Period) -> dict[str, int]:
    """Sums of days: a person who came on two of them is two, and a note says so."""
    return {step: sum(row[step] for row in rows if period.holds(row["day"])) for step in STEPS}


def _tell_step(step: str, number: int, now: dict[str, int], before: dict[str, int] | None, look: Look) -> Row:
    is_comparable = number > 1 and before and before["viewed"]
    return {
        "step": number,
        "name": look.words.say(f"part.funnel.{step}"),
        "persons": now[step],
        "share_of_first": now[step] / now["viewed"],
        "compared_share": before[step] / before["viewed"] if before and is_comparable else None,
    }


def _tell_worst(now: dict[str, int], look: Look) -> str:
    """Where most leave."""
    steps = list(STEPS)
    kept = [(now[to] / now[start] if now[start] else 1.0, start, to) for start, to in pairwise(steps)]
    share, start, to = min(kept, key=lambda each: each[0])
    return look.words.say(
        "part.funnel.sentence",
        viewed=now["viewed"],
        ordered=now["ordered"],
        start=look.words.say(f"part.funnel.{start}"),
        end=look.words.say(f"part.funnel.{to}"),
        lost=look.words.share(1 - share),
    )


def _judge(platform: str, look: Look) -> EventsVerdict:
    """The worst verdict of the events under it; days before those that are published are unaudited here."""
    trust, period = look.files["trust"], look.period
    judged = [
        row
        for row in list_rows(trust["events"])
        if row["event"] in STEPS.values()
        and platform in (ALL, row["platform"])
        and period.holds(date.fromisoformat(row["day"]))
    ]
    is_whole = period.first.isoformat() in {row["day"] for row in judged}
    verdict = find_worst(row["verdict"] for row in judged) if is_whole else find_worst(())
    reasons = (row["reason"] for row in judged if row["verdict"] == verdict and row["reason"] is not None)
    place = next(reasons, None)
    return judge(verdict, None if place is None else trust["texts"][place])


def _write_sql(platform: str, period: Period) -> str:
    table = "funnel_daily" if platform == ALL else "funnel_by_platform"
    quoted = platform.replace("'", "''")
    where = "" if platform == ALL else f"\n  and platform = '{quoted}'"
    return (
        f"select *\nfrom {table}\nwhere business_date between date '{period.first}' and date '{period.last}'"
        f"{where}\norder by business_date"
    )
