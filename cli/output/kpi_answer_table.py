"""KPIs as a table for people: of days, of all the days as one, or beside a week before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.kpi_places import ALL, PLACES

from cli.output.kpi_comparison_table import tabulate_comparison
from cli.output.kpi_tables import (
    FOOTNOTES,
    format_day,
    tabulate_one_kpi,
    tabulate_side_by_side,
    tabulate_with_verdicts,
)
from cli.output.render import paragraph

Row = Mapping[str, Any]


def tabulate_kpis(
    found: ReportAnswer,
    by: str | None = None,
    find_end: Callable[[date], datetime | None] = lambda _: None,
) -> str:
    """`by` is the place that each is told of; without it that of which there are several. `find_end` says
    until when a day is open still; None where it is not."""
    rows = found.rows
    if not rows:
        return f"{found.notes[0]}." if found.notes else "No KPIs."
    if "before_value" in found.columns:
        return "\n\n".join(
            f"{_name_place(format_day(day), of_day, None)}\n{tabulate_comparison(of_day)}"
            for day, of_day in _list_days(rows)
        )
    by = by or next((place for place in PLACES if len({row[place] for row in rows}) > 1), None)
    footnote = f"\n{paragraph(FOOTNOTES[by], '', '')}" if by else ""
    return "\n\n".join(_tabulate(found, by, find_end)) + footnote


def _tabulate(
    found: ReportAnswer, by: str | None, find_end: Callable[[date], datetime | None]
) -> Iterator[str]:
    rows = found.rows
    if "first_date" in found.columns:
        span = f"{format_day(rows[0]['first_date'])} to {format_day(rows[0]['last_date'])}"
        yield _tabulate_place(span, rows, by)
    elif _is_alone(rows, "kpi") and not _is_alone(rows, "business_date"):
        yield f"{_name_place(rows[0]['kpi'], rows, by)}\n{tabulate_one_kpi(rows, by)}"
    else:
        for day, of_day in _list_days(rows):
            ends = find_end(day)
            still_open = f" (still open until {format_day(ends.date())}, {ends:%H:%M})" if ends else ""
            yield _tabulate_place(format_day(day), of_day, by, still_open)


def _tabulate_place(name: str, rows: Sequence[Row], by: str | None, more: str = "") -> str:
    table = tabulate_side_by_side(rows, by) if by else tabulate_with_verdicts(rows)
    return f"{_name_place(name, rows, by)}{more}\n{table}"


def _name_place(name: str, rows: Sequence[Row], by: str | None) -> str:
    """Such as Tue 3 March 2026, ios, IT."""
    fixed = [place for place in PLACES if place != by]
    return ", ".join([name, *(rows[0][place] for place in fixed if rows[0][place] != ALL)])


def _is_alone(rows: Sequence[Row], column: str) -> bool:
    return len({row[column] for row in rows}) == 1


def _list_days(rows: Sequence[Row]) -> Iterator[tuple[date, list[Row]]]:
    return ((day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row["business_date"]))
