"""An answer of a saved question, as a dashboard's filters leave it: see web/dashboards/answer_filter.js."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.export_report import ReportToExport
from tally.domain.page.board_look import ALL

DAY_COLUMNS = ("start", "business_date", "as_of")
"""Whose values are days, or moments of a day."""
_SEGMENTS = ("platform", "country", "region")


@dataclass(frozen=True, slots=True)
class NarrowedAnswer:
    """`is_narrowed`: rows were left out; `ignored` are names of filters that are chosen and do not apply."""

    report: ReportToExport
    is_narrowed: bool
    ignored: list[str]


def narrow_answer(report: ReportToExport, asked: Mapping[str, Any], view: BoardView) -> NarrowedAnswer:
    """The rows of the period, where they are days, and of the place that it is broken down by."""
    columns = report.question.columns
    chosen = {which: name for which, name in view.place.items() if name != ALL}
    day_column = next((each for each in DAY_COLUMNS if each in columns), "")
    by = str(asked.get("by", "")).partition(":")[0] if "segment" in columns else ""
    segment = chosen.get(by) if by in _SEGMENTS else None
    is_cut = view.is_period_chosen and day_column != ""
    rows = [
        row
        for row in report.answer.rows
        if (not is_cut or str(row[day_column])[:10] in view.period)
        and (segment is None or row["segment"] == segment)
    ]
    ignored = [which for which in chosen if segment is None or which != by]
    if view.is_period_chosen and not is_cut:
        ignored.append("period")
    narrowed = replace(report, answer=replace(report.answer, rows=rows))
    return NarrowedAnswer(narrowed, is_cut or segment is not None, ignored)
