"""A retention as a table of shares, darker where more came back."""

from collections.abc import Mapping
from typing import Any

from tally.domain.charts.frame import (
    MAIN,
    MUTED,
    PAPER,
    TEXT,
    ChartedAnswer,
    ChartWords,
    Spec,
    frame_chart,
    name_days,
)
from tally.domain.reports.retention import AVERAGE, Criteria, Retention

_WIDEST, _NARROWEST, _PLOT, _HEIGHT = 56, 6, 900, 24
_LEAST_LABELLED = 34
"""Points of a cell's width from which its number stands in it."""
_LIGHT = "#eaf2f8"
_DARK = 0.66
"""From this share of the darkest colour on, white letters read better than dark ones."""
OPEN = "*"


def draw_retention(question: Retention, answer: ChartedAnswer) -> Spec:
    """A row a cohort, a column a period; what is not over is paler and has a star."""
    cells = [_draw_cell(question, row) for row in answer.rows]
    most = max((cell["number"] for cell in cells if cell["number"] is not None), default=0)
    width = max(_NARROWEST, min(_WIDEST, _PLOT // (question.periods + 1)))
    is_open = any(cell["is_open"] for cell in cells)
    is_labelled = width >= _LEAST_LABELLED
    pale = f"Pale, with {OPEN}: not over yet" if is_labelled else "Pale: not over yet"
    words = ChartWords(
        f"{question.birth.name}, then {question.comeback.name}",
        (*_tell_question(question), *((pale,) if is_open else ())),
        "A table: a row for each cohort, a column for each period after it.",
    )
    number = {"field": "number", "type": "quantitative"}
    layer: list[Spec] = [
        {
            "mark": {"type": "rect", "stroke": PAPER, "strokeWidth": 1.5},
            "encoding": {
                "color": {
                    **number,
                    "scale": {"domain": [0, most or 1], "range": [_LIGHT, MAIN]},
                    "legend": None,
                },
                "opacity": {"condition": {"test": "datum.is_open", "value": 0.45}, "value": 1},
            },
        }
    ]
    if is_labelled:
        is_dark = f"datum.number > {most * _DARK} && !datum.is_open"
        layer.append(
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "text": {"field": "told", "type": "nominal"},
                    "color": {"condition": {"test": is_dark, "value": PAPER}, "value": TEXT},
                },
            }
        )
    return frame_chart(
        words,
        answer,
        cells,
        width={"step": width},
        height={"step": _HEIGHT},
        encoding={
            "x": {
                "field": "period",
                "type": "ordinal",
                "title": _name_periods(question),
                "axis": {
                    "orient": "top",
                    "labelAngle": 0,
                    "ticks": False,
                    "domain": False,
                    "titleColor": MUTED,
                },
            },
            "y": {
                "field": "cohort",
                "type": "ordinal",
                "title": None,
                "sort": None,
                "axis": {"ticks": False, "domain": False, "labelPadding": 8},
            },
        },
        layer=layer,
    )


def _draw_cell(question: Retention, row: Mapping[str, Any]) -> Spec:
    number = row["value_per_person"] if question.value else row["share"]
    is_open = row["is_complete"] is False
    born = "" if row["cohort"] == AVERAGE else f"  ({row['born']:,})"
    return {
        "cohort": f"{row['cohort']}{born}",
        "period": row["period"],
        "number": number,
        "told": _write_number(question, number) + (OPEN if is_open else ""),
        "is_open": is_open,
    }


def _name_periods(question: Retention) -> str:
    if question.criteria is Criteria.ACTIVE_DAYS:
        return f"Days of the {question.unit}, at least"
    return f"{question.unit}s after".capitalize()


def _write_number(question: Retention, number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.2f}" if question.value else f"{number:.0%}".replace("%", " %")


def _tell_question(question: Retention) -> tuple[str, str]:
    days = name_days(question.first, question.last)
    return f"By {question.unit} of the first {question.birth.name}, {days}", _tell_cells(question)


def _tell_cells(question: Retention) -> str:
    if question.criteria is Criteria.ACTIVE_DAYS:
        return "The share who came back on so many days"
    what = f"number of {question.value} per person" if question.value else "share who came back"
    return f"In each period the {what}; {question.criteria}, {question.mode}"
