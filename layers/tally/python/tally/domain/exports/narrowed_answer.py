"""An answer of a saved question, as a dashboard's filters leave it: see web/dashboards/answer_filter.js."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.export_report import ReportToExport

DAY_COLUMNS = ("start", "business_date", "as_of")
"""Whose values are days, or moments of a day."""
_SEGMENTS = ("platform", "country", "region")


@dataclass(frozen=True, slots=True)
class NarrowedAnswer:
    """`is_narrowed`: rows were left out; `ignored` are names of filters that are chosen and do not apply:
    an answer holds no days beside its own to be compared with."""

    report: ReportToExport
    is_narrowed: bool
    ignored: list[str]


def narrow_answer(report: ReportToExport, asked: Mapping[str, Any], view: BoardView) -> NarrowedAnswer:
    """The rows of the period, where they are days, and of the place that it is broken down by."""
    columns = report.question.columns
    day_column = next((each for each in DAY_COLUMNS if each in columns), "")
    by = str(asked.get("by", "")).partition(":")[0] if "segment" in columns else ""
    followed = {*(["period"] if day_column else []), *(each for each in _SEGMENTS if each == by)}
    is_cut = "period" in followed.intersection(view.chosen)
    segment = view.place[by] if by in followed.intersection(view.chosen) else None
    rows = [
        row
        for row in report.answer.rows
        if (not is_cut or str(row[day_column])[:10] in view.period)
        and (segment is None or row["segment"] == segment)
    ]
    ignored = [name for name in view.chosen if name not in followed]
    narrowed = replace(report, answer=replace(report.answer, rows=rows))
    return NarrowedAnswer(narrowed, is_cut or segment is not None, ignored)
