"""Values as people read them on paper, in their language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tally.domain.exports.document import CellKind, ExportColumn, Row
from tally.domain.words.report_words import name_segment, name_value
from tally.domain.words.words import Words

MARKS: Mapping[str, str] = {"audited": "✓", "disputed": "▲", "unaudited": "○"}
"""What tells verdicts apart without colour."""


def show_cell(column: ExportColumn, row: Row, words: Words) -> str:
    """The cell's value as a text; a dash where there is none, a word for `average` and its like."""
    kind, value = column.kind_in(row), row.get(column.name)
    if kind is CellKind.SEGMENT:
        return name_segment(words, column.place, value)
    if value is None:
        return words.say("value.none")
    match kind:
        case CellKind.YES_NO:
            shown = words.say("export.yes" if value else "export.no")
        case CellKind.VERDICT:
            shown = show_verdict(value, words)
        case CellKind.DATE:
            shown = name_value(words, value) if isinstance(value, str) else show_day(value)
        case CellKind.MOMENT:
            shown = _show_moment(value) if isinstance(value, datetime) else str(value)
        case CellKind.KPI:
            shown = words.find(f"kpi.{value}", str(value).replace("_", " ").capitalize())
        case CellKind.UNIT:
            shown = words.find(f"unit.{value}", str(value))
        case CellKind.TEXT:
            shown = str(value)
        case _:
            shown = _show_number(kind, row, value, words)
    return shown


def _show_moment(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")


def show_day(value: Any) -> str:
    """As ISO 8601 has it, which both languages read; an hour without its zone, which is the shop's."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def show_verdict(verdict: str, words: Words) -> str:
    """Its mark and its word."""
    return f"{MARKS[verdict]} {name_verdict(verdict, words)}"


def name_verdict(verdict: str, words: Words) -> str:
    """Such as Disputed."""
    return words.say(f"verdict.{verdict}").capitalize()


def _show_number(kind: CellKind, row: Row, value: float, words: Words) -> str:
    """Amounts have two decimals, so that a column of them is even; a length of time has one."""
    match kind:
        case CellKind.SHARE:
            return words.share(value)
        case CellKind.MONEY:
            currency = row.get("currency")
            return words.money(value, currency) if currency else words.number(value, 2)
        case CellKind.MINUTES:
            return words.say("value.minutes", n=value, minutes=words.number(value, 1))
        case CellKind.SECONDS:
            return words.number(value, 1)
    return words.number(value)
