"""Charts that a spreadsheet draws by itself: of a table's columns beside it, or where values stand below each
other, of a sheet of their own with a row a place and a column a series."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tally.domain.charts.frame import BAD, GRID, MAIN, MUTED, SERIES
from tally.domain.exports.document import CellKind, ChartForm, ExportColumn, ExportSection
from tally.domain.exports.shown_cells import show_cell
from tally.domain.words.words import Words

_WIDTH, _HEIGHT = 860, 420
_FEW_ROWS = 40
"""Below more of them nobody would look for a chart."""
_ONE = ""
_KINDS = {
    "bar": {"type": "bar"},
    "line": {"type": "line"},
    "stack": {"type": "column", "subtype": "stacked"},
}
_COLORS = {"compared": MUTED, "disputed": BAD, "unaudited": MUTED, "audited": MAIN}
"""Of columns that mean the same wherever they stand."""


def add_native_chart(
    book: xlsxwriter.Workbook, sheet: Worksheet, section: ExportSection, words: Words
) -> None:
    """The numbers of the chart, and the chart beside them: of more series than colours the first."""
    if section.chart is None or section.chart.form is None:
        return
    form = section.chart.form
    columns = {column.name: column for column in section.table.columns}
    cells = _pivot(section, form, columns, words)
    series = list(dict.fromkeys(name for of_place in cells.values() for name in of_place))
    value = columns[form.values]
    is_bar = form.mark == "bar"
    is_share = value.kind is CellKind.SHARE
    number = book.add_format({"num_format": "0.0%" if is_share else "#,##0.##"})
    head = book.add_format({"bold": True, "bottom": 1})
    for at, title in enumerate(
        [" · ".join(columns[each].title for each in form.places), *(name or value.title for name in series)]
    ):
        sheet.write_string(0, at, title, head)
    for line, (place, of_place) in enumerate(cells.items(), start=1):
        sheet.write_string(line, 0, place)
        for at, name in enumerate(series, start=1):
            if of_place.get(name) is not None:
                sheet.write_number(line, at, of_place[name], number)
    sheet.set_column(0, 0, 28)
    chart = book.add_chart(_KINDS[form.mark])
    name = sheet.get_name()
    for at in range(1, min(len(series), len(SERIES)) + 1):
        chart.add_series(
            {
                "name": [name, 0, at],
                "categories": [name, 1, 0, len(cells), 0],
                "values": [name, 1, at, len(cells), at],
                **_style_series(form.mark, SERIES[at - 1]),
            }
        )
    _set_looks(chart, section, value.title, is_bar=is_bar, has_legend=len(series) > 1)
    description = section.chart.spec["description"]
    sheet.insert_chart(1, len(series) + 2, chart, {"description": description})


def add_chart_of_table(book: xlsxwriter.Workbook, sheet: Worksheet, section: ExportSection, top: int) -> None:
    """Below the table whose titles stand in the row `top`, or beside a long one."""
    if section.chart is None or section.chart.form is None:
        return
    form, rows = section.chart.form, section.table.rows
    columns = section.table.columns
    places = {column.name: at for at, column in enumerate(columns)}
    values = [each for each in (form.values, *form.more) if any(row.get(each) is not None for row in rows)]
    chart = book.add_chart(_KINDS[form.mark])
    name, first, last = sheet.get_name(), top + 1, top + len(rows)
    place = places[form.places[0]]
    for at, value in enumerate(values):
        column = places[value]
        chart.add_series(
            {
                "name": [name, top, column],
                "categories": [name, first, place, last, place],
                "values": [name, first, column, last, column],
                **_style_series(form.mark, _COLORS.get(value, SERIES[at]), is_dashed=value == "compared"),
            }
        )
    title = columns[places[form.values]].title
    is_of_days = columns[place].kind is CellKind.DATE and not any(
        isinstance(row.get(form.places[0]), datetime) for row in rows
    )
    is_bar, has_legend = form.mark == "bar", len(values) > 1
    _set_looks(chart, section, title, is_bar=is_bar, has_legend=has_legend, is_of_days=is_of_days)
    place_of_it = (last + 2, 0) if len(rows) <= _FEW_ROWS else (top, len(columns) + 1)
    sheet.insert_chart(*place_of_it, chart, {"description": section.chart.spec["description"]})


def _style_series(mark: str, color: str, *, is_dashed: bool = False) -> dict[str, Any]:
    look = {"color": color}
    if mark == "line":
        line = {**look, "width": 2.25, **({"dash_type": "dash"} if is_dashed else {})}
        return {"line": line, "marker": {"type": "none" if is_dashed else "automatic"}}
    labels = {"data_labels": {"value": True}} if mark == "bar" else {}
    return {"fill": look, "gap": 40, **labels}


def _set_looks(
    chart: Any,
    section: ExportSection,
    unit: str,
    *,
    is_bar: bool,
    has_legend: bool,
    is_of_days: bool = False,
) -> None:
    chart.set_title({"name": section.title[:255], "overlay": False, "name_font": {"size": 13}})
    places: dict[str, Any] = {"major_gridlines": {"visible": False}, "reverse": is_bar}
    if is_of_days:
        places |= {"date_axis": True, "num_format": "d mmm"}
    values: dict[str, Any] = {"name": unit, "major_gridlines": {"visible": True, "line": {"color": GRID}}}
    if all((row.get(each) or 0) >= 0 for row in section.table.rows for each in _list_values(section)):
        values["min"] = 0  # a line that does not begin at nothing seems to rise steeply
    if is_bar:
        # Places stand from top to bottom, so the numbers' axis would stand above.
        values |= {"visible": False, "major_gridlines": {"visible": False}}
    # The x axis of bars is that of their numbers.
    chart.set_x_axis(values if is_bar else places)
    chart.set_y_axis(places if is_bar else values)
    chart.set_legend({"position": "top"} if has_legend else {"none": True})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})


def _list_values(section: ExportSection) -> tuple[str, ...]:
    form = section.chart.form if section.chart else None
    return (form.values, *form.more) if form else ()


def _pivot(
    section: ExportSection, form: ChartForm, columns: Mapping[str, ExportColumn], words: Words
) -> dict[str, dict[str, Any]]:
    """Value by place and series, in the order of the rows."""
    cells: dict[str, dict[str, Any]] = {}
    for row in section.table.rows:
        place = ". ".join(show_cell(columns[each], row, words) for each in form.places)
        series = show_cell(columns[form.series], row, words) if form.series else _ONE
        value = row.get(form.values)
        cells.setdefault(place, {})[series] = value
    return cells
