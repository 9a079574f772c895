"""An insight as a table for people."""

from collections.abc import Mapping
from typing import Any

from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.answer_words import format_number, format_share, name_segment

from cli.output.render import Row, render


def tabulate_insights(found: ReportAnswer) -> str:
    """Numbers with their thousands, a change in percent beside what is compared."""
    return render([_show_row(row) for row in found.rows], None if found.rows else found.columns)


def _show_row(row: Mapping[str, Any]) -> Row:
    shown: dict[str, Any] = {}
    if "start" in row:
        shown["start"] = row["start"] if row.get("is_complete", True) else f"{row['start']} (cut)"
    if "segment" in row:
        shown["segment"] = name_segment(row["segment"])
    shown["value"] = format_number(row["value"])
    if "compared" in row:
        shown |= {"compared": format_number(row["compared"]), "change": _format_change(row)}
    return shown


def _format_change(row: Mapping[str, Any]) -> str:
    value, compared = row["value"], row["compared"]
    is_told = value is not None and compared
    return format_share((value - compared) / abs(compared) if is_told else None, "+")
