"""A retention as a table for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.answer_words import format_share
from tally.domain.reports.retention import AVERAGE

from cli.output.render import Row, fits_screen, render

OPEN = "*"
"""Behind the share of a period that is not over."""
_NOTE = f"{OPEN} not over yet: in no average"


def tabulate_retention(found: ReportAnswer) -> str:
    """A line a cohort, its periods side by side, where that fits the screen and no value is asked for;
    else a line a cohort and period. The list of persons as it is."""
    if "cohort" not in found.columns:
        return render(found.rows, found.columns)
    shown = _lay_out_triangle(found.rows)
    if "value_per_person" in found.columns or not fits_screen(shown, [*dict.fromkeys(shown[-1])]):
        shown = [_show_cell(row) for row in found.rows]
    is_open = any(row["is_complete"] is False for row in found.rows)
    return render(shown) + (f"\n{_NOTE}" if is_open else "")


def _lay_out_triangle(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = lines.setdefault(row["cohort"], {"cohort": row["cohort"], "born": _count(row["born"])})
        line[str(row["period"])] = _share(row, "share")
        if row["cohort"] == AVERAGE:
            pooled = lines.setdefault("pooled", {"cohort": "pooled", "born": ""})
            pooled[str(row["period"])] = _share(row, "pooled_share")
    return list(lines.values())


def _show_cell(row: Mapping[str, Any]) -> Row:
    shown = {
        "cohort": row["cohort"],
        "period": row["period"],
        "born": _count(row["born"]),
        "came back": _count(row["persons"]),
        "share": _share(row, "share"),
    }
    if "pooled_share" in row:
        shown["pooled"] = "" if row["pooled_share"] is None else format_share(row["pooled_share"])
    if "value_per_person" in row:
        shown["value"] = "" if row["value"] is None else f"{row['value']:,.2f}"
        each = row["value_per_person"]
        shown["per person"] = "-" if each is None else f"{each:,.2f}"
    return shown


def _share(row: Mapping[str, Any], name: str) -> str:
    return format_share(row[name]) + (f" {OPEN}" if row["is_complete"] is False else "")


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
