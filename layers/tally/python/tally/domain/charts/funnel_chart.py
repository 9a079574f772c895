"""A funnel as bars: a step below the other, with a bar for each segment."""

from collections.abc import Mapping
from typing import Any

from tally.domain.charts.frame import (
    MAIN,
    ChartedAnswer,
    ChartWords,
    Spec,
    choose_largest,
    color_of,
    frame_chart,
    name_days,
    tell_left_out,
)
from tally.domain.reports.answer_words import format_share, name_segment
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.spans import format_span

_BAR, _GAP = 22, 14
"""Points of a bar's height, and between two steps."""
_DIFFERS = "With *: differs from the other segments by more than chance"


def draw_funnel(question: Funnel, answer: ChartedAnswer) -> Spec:
    """How many came to each step, and which share of the first that is."""
    entered = {_name_segment(row): row["reached"] for row in answer.rows if row["step"] == 1}
    segments = choose_largest(entered)
    drawn = [_label(row) for row in answer.rows if _name_segment(row) in segments]
    words = ChartWords(
        f"From {question.steps[0].name} to {question.steps[-1].name}",
        (
            _tell_question(question),
            *tell_left_out(len(segments), len(entered), "segments"),
            *((_DIFFERS,) if any(row.get("is_significant") for row in answer.rows) else ()),
        ),
        "Bars of how many came to each step, with their share of the first.",
    )
    has_segments = question.breakdown is not None
    step = {
        "field": "label",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"ticks": False, "domain": False, "labelPadding": 8},
        "scale": {"paddingInner": _GAP / (_BAR * len(segments) + _GAP), "paddingOuter": 0.1},
    }
    position = {"yOffset": {"field": "segment", "sort": segments}} if has_segments else {}
    return frame_chart(
        words,
        answer,
        drawn,
        height={"step": _BAR + (_GAP / max(1, len(segments)))},
        encoding={
            "y": step,
            **position,
            "x": {"field": "reached", "type": "quantitative", "title": None, "axis": None},
        },
        layer=[
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2, "color": MAIN},
                "encoding": {"color": color_of(segments)} if has_segments else {},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "told", "type": "nominal"}},
            },
        ],
    )


def _name_segment(row: Mapping[str, Any]) -> str:
    """Without a breakdown all are of one, which nobody sees."""
    return name_segment(row["segment"]) if "segment" in row else ""


def _label(row: Mapping[str, Any]) -> Spec:
    sign = " *" if row.get("is_significant") else ""
    return {
        "label": f"{row['step']}. {row['name']}",
        "segment": _name_segment(row),
        "reached": row["reached"],
        "told": f"{row['reached']:,} · {format_share(row['share_of_first'])}{sign}",
    }


def _tell_question(question: Funnel) -> str:
    by = f", by {question.breakdown.property}" if question.breakdown else ""
    days = name_days(question.first, question.last)
    counted = f"{question.count.capitalize()} with a first step on {days}"
    return f"{counted}, within {format_span(question.window)}{by}"
