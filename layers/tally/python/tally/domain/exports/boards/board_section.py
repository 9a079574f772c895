"""A part of a dashboard as a section: its columns, and its verdict."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.document import ExportColumn, ExportTable, Row
from tally.domain.exports.export_columns import describe_columns
from tally.domain.exports.read_cells import read_rows
from tally.domain.page.published_cube import find_worst
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.words.reasons import tell_parts

_COUNTS = (
    *("days", "doubtful_days", "persons", "orders", "events", "unwitnessed_events", "missing_in_lake"),
    *("witness_events", "quarantined", "audited", "disputed", "unaudited"),
)
_NUMBERS = ("value", "compared", "change", "numerator", "denominator", "missing_amount")
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "business_date": "date",
        **dict.fromkeys(_COUNTS, "bigint"),
        **dict.fromkeys(_NUMBERS, "double"),
    }
)
"""Of columns of the published files, as Athena calls them; the others are texts."""


def make_table(
    rows: Iterable[Row],
    names: Sequence[str],
    view: BoardView,
    *,
    details: Collection[str] = (),
    by_unit: Collection[str] = (),
    grouped_by: str | None = None,
    footnotes: Sequence[str] = (),
) -> ExportTable:
    """Rows under the columns of these names. Columns `by_unit` are in the `unit` of their row."""
    columns = describe_columns(names, _TYPES, view.words, details=details, by_unit=by_unit)
    return fill_table(columns, rows, grouped_by=grouped_by, footnotes=footnotes)


def fill_table(
    columns: Sequence[ExportColumn],
    rows: Iterable[Row],
    *,
    grouped_by: str | None = None,
    footnotes: Sequence[str] = (),
) -> ExportTable:
    """The same of columns that are described already."""
    return ExportTable(columns, read_rows(list(rows), columns), grouped_by, footnotes)


def judge_rows(rows: Sequence[Mapping[str, Any]]) -> EventsVerdict:
    """The worst verdict, and the newest reason for it; rows stand by day, the oldest first."""
    worst = find_worst([row["verdict"] for row in rows])
    reasons = (row.get("reason") for row in reversed(rows) if row["verdict"] == worst)
    return judge(worst, next(filter(None, reasons), None))


def chart_answer(rows: Sequence[Row], verdict: EventsVerdict, view: BoardView) -> ChartedAnswer:
    """What a chart is drawn of."""
    return ChartedAnswer(rows, verdict, (), view.period.last, view.words)


def find_change(now: float | None, before: float | None) -> tuple[float | None, float | None]:
    """The change, and its share of what was before."""
    if now is None or before is None:
        return None, None
    return now - before, (now - before) / before if before else None


def judge(verdict: str, reason: str | None) -> EventsVerdict:
    """A verdict without a reason has none to tell."""
    return EventsVerdict(Verdict(verdict), reason or "")


def read_reason(view: BoardView, file: str, place: int | None) -> str | None:
    """A text of a file, which rows have by its place, in the reader's language."""
    return None if place is None else tell_parts(view.words, view.files[file]["texts"][place])
