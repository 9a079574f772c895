"""Values as people read them on paper, in their language.

French separates thousands, and a number from its %, by a narrow no-break space (U+202F), decimals by a comma:
as CLDR has it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tally.domain.exports.document import CellKind, ExportColumn, Row
from tally.domain.exports.export_words import ExportWords
from tally.domain.reports.answer_words import EMPTY, NOT_SET, name_segment

_FIXED, _NARROW = "\u00a0", "\u202f"
NOTHING = "–"  # noqa: RUF001  (the dash of an empty cell)
MARKS: Mapping[str, str] = {"audited": "✓", "disputed": "▲", "unaudited": "○"}
"""What tells verdicts apart without colour."""


def show_cell(column: ExportColumn, row: Row, words: ExportWords) -> str:
    """The cell's value as a text; a dash where there is none."""
    kind, value = column.kind_in(row), row.get(column.name)
    if kind is CellKind.SEGMENT:
        return show_segment(value, words)
    if value is None:
        return NOTHING
    match kind:
        case CellKind.YES_NO:
            shown = words.say("export.yes" if value else "export.no")
        case CellKind.VERDICT:
            shown = f"{MARKS[value]} {words.say(f'verdict.{value}')}"
        case CellKind.DATE:
            shown = show_day(value)
        case CellKind.KPI:
            shown = words.find(f"kpi.{value}", str(value).replace("_", " ").capitalize())
        case CellKind.TEXT:
            shown = str(value)
        case _:
            shown = show_number(kind, value, words.language)
            if kind is CellKind.MONEY and row.get("currency"):
                shown += f"{_FIXED}{row['currency']}"
    return shown


def show_segment(value: Any, words: ExportWords) -> str:
    """A value of a breakdown, also one that is none and one that is the empty text."""
    named = name_segment(value)
    return {NOT_SET: words.say("export.not_set"), EMPTY: words.say("export.empty")}.get(named, named)


def show_day(value: Any) -> str:
    """As ISO 8601 has it, which both languages read; an hour without its zone, which is the shop's."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def show_number(kind: CellKind, value: float, language: str) -> str:
    """Such as 1,234.50, 43.6 % or 19.3; in French 1 234,50, 43,6 % and 19,3."""
    match kind:
        case CellKind.SHARE:
            return _localise(f"{100 * value:,.1f}{_NARROW}%", language)
        case CellKind.MONEY:
            return _localise(f"{value:,.2f}", language)
        case CellKind.MINUTES:
            return _localise(f"{value:,.1f}{_FIXED}min", language)
        case CellKind.SECONDS:
            return _localise(f"{value:,.1f}", language)
    if value == int(value):
        return _localise(f"{int(value):,}", language)
    return _localise(f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}", language)


def _localise(number: str, language: str) -> str:
    if language != "fr":
        return number
    return number.replace(",", _NARROW).replace(".", ",")
