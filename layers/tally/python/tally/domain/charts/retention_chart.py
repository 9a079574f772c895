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
    lay_out_names,
)
from tally.domain.reports.retention import AVERAGE, Criteria, Retention
from tally.domain.words.report_words import name_property, name_value
from tally.domain.words.words import Words

_WIDEST, _NARROWEST, _PLOT, _HEIGHT = 56, 6, 900, 24
_LEAST_LABELLED = 34
"""Points of a cell's width from which its number stands in it."""
_LIGHT = "#eaf2f8"
_DARK = 0.66
"""From this share of the darkest colour on, white letters read better than dark ones."""
OPEN = "*"


def draw_retention(question: Retention, answer: ChartedAnswer) -> Spec:
    """A row a cohort, a column a period; what is not over is paler and has a star."""
    cells = [_draw_cell(answer.words, question, row) for row in answer.rows]
    most = max((cell["number"] for cell in cells if cell["number"] is not None), default=0)
    width = max(_NARROWEST, min(_WIDEST, _PLOT // (question.periods + 1)))
    is_open = any(cell["is_open"] for cell in cells)
    is_labelled = width >= _LEAST_LABELLED
    say = answer.words.say
    pale = say("chart.retention.pale_star" if is_labelled else "chart.retention.pale")
    words = ChartWords(
        say("chart.retention.title", birth=question.birth.name, comeback=question.comeback.name),
        (*_tell_question(answer.words, question), *((pale,) if is_open else ())),
        say("chart.retention.description"),
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
                "title": _name_periods(answer.words, question),
                "axis": {
                    "orient": "top",
                    "labelAngle": 0,
                    "ticks": False,
                    "domain": False,
                    "titleColor": MUTED,
                },
            },
            "y": {**lay_out_names("cohort"), "type": "ordinal"},
        },
        layer=layer,
    )


def _draw_cell(words: Words, question: Retention, row: Mapping[str, Any]) -> Spec:
    number = row["value_per_person"] if question.value else row["share"]
    is_open = row["is_complete"] is False
    born = "" if row["cohort"] == AVERAGE else f"  ({words.number(row['born'])})"
    return {
        "cohort": f"{name_value(words, row['cohort'])}{born}",
        "period": row["period"],
        "number": number,
        "told": _write_number(words, question, number) + (OPEN if is_open else ""),
        "is_open": is_open,
    }


def _name_periods(words: Words, question: Retention) -> str:
    if question.criteria is Criteria.ACTIVE_DAYS:
        return words.say(f"chart.retention.active.{question.unit}")
    return words.say(f"chart.retention.axis.{question.unit}")


def _write_number(words: Words, question: Retention, number: float | None) -> str:
    if number is None:
        return words.say("value.none")
    return words.number(number, 2) if question.value else words.share(number, 0)


def _tell_question(words: Words, question: Retention) -> tuple[str, str]:
    days = words.days(question.first, question.last)
    cohorts = words.say(f"chart.retention.fact.{question.unit}", birth=question.birth.name, days=days)
    return cohorts, _tell_cells(words, question)


def _tell_cells(words: Words, question: Retention) -> str:
    if question.criteria is Criteria.ACTIVE_DAYS:
        return words.say("chart.retention.cells.active_days")
    criteria, mode = words.say(f"criteria.{question.criteria}"), words.say(f"mode.{question.mode}")
    if question.value is None:
        return words.say("chart.retention.cells.share", criteria=criteria, mode=mode)
    value = name_property(words, question.value)
    return words.say("chart.retention.cells.value", property=value, criteria=criteria, mode=mode)
