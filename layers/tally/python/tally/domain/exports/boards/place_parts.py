"""Parts that tell net revenue by platform and by country."""

from collections.abc import Callable, Sequence
from typing import Any

from tally.domain.charts.board_charts import draw_named_bars
from tally.domain.charts.frame import ChartWords
from tally.domain.exports.boards.board_section import chart_answer, judge_rows, make_table
from tally.domain.exports.boards.kpi_parts import BY_UNIT, MONEY, total_kpi, write_sql
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import ChartForm, ExportChart, ExportSection
from tally.domain.reports.kpi_places import ALL
from tally.domain.reports.kpis import Unit
from tally.domain.words.kpi_words import write_kpi
from tally.domain.words.place_words import name_place


def draw_places(by: str) -> Callable[[BoardView], list[ExportSection]]:
    """The part that shows net revenue by platform or country, each a published number of its own."""

    def draw(view: BoardView) -> list[ExportSection]:
        if view.place["profile"] != ALL:
            return []
        rows = sorted(_list_places(by, view), key=lambda row: -row["value"])
        return [_show_places(by, rows, view)] if rows else []

    return draw


def _list_places(by: str, view: BoardView) -> list[dict[str, Any]]:
    rows = []
    for name in view.cube.list_places(by):
        found = total_kpi(MONEY, view.at(by, name))
        if found["value"] is not None:
            rows.append({by: name, **found})
    return rows


def _show_places(by: str, rows: Sequence[dict[str, Any]], view: BoardView) -> ExportSection:
    words = view.words
    title = words.say(f"part.by.{by}", kpi=words.find(f"kpi.{MONEY}", MONEY))
    written = [write_kpi(words, Unit.MONEY, row["value"], view.currency) for row in rows]
    verdict = judge_rows(rows)
    told = ChartWords(title, (), words.say("chart.insights.bars"))
    names = [name_place(words, by, row[by]) for row in rows]
    bars = [(name, row["value"], text) for name, row, text in zip(names, rows, written, strict=True)]
    spec = draw_named_bars(told, chart_answer(rows, verdict, view), bars)
    columns = (by, "value", "verdict", "compared", "change", "change_share", "unit", "currency")
    days = words.on_days(view.period.first, view.period.last)
    return ExportSection(
        title,
        (),
        (),
        make_table(rows, columns, view, details=("unit", "currency"), by_unit=BY_UNIT),
        verdict,
        ExportChart(spec, ChartForm("bar", (by,), "value")),
        write_sql(MONEY, view.place, view.period, by),
        words.say("part.most", place=names[0], value=written[0], days=days),
    )
