"""A funnel as bars: a step below the other, with a bar for each segment."""

from collections.abc import Mapping
from typing import Any

from tally.domain.charts.frame import (
    MAIN,
    ChartedAnswer,
    ChartWords,
    Spec,
    capitalize,
    choose_largest,
    color_of,
    frame_chart,
    lay_out_names,
    tell_left_out,
    write_beside_bars,
)
from tally.domain.reports.funnel import Funnel
from tally.domain.words.report_words import name_property, name_value, write_share
from tally.domain.words.words import Words

_BAR, _GAP = 22, 14
"""Points of a bar's height, and between two steps."""


def draw_funnel(question: Funnel, answer: ChartedAnswer) -> Spec:
    """How many came to each step, and which share of the first that is."""
    say = answer.words.say
    entered = {_name_segment(answer.words, row): row["reached"] for row in answer.rows if row["step"] == 1}
    segments = choose_largest(entered)
    drawn = [_label(answer.words, row) for row in answer.rows if _name_segment(answer.words, row) in segments]
    differs = any(row.get("is_significant") for row in answer.rows)
    words = ChartWords(
        say("chart.funnel.title", first=question.steps[0].name, last=question.steps[-1].name),
        (
            _tell_question(answer.words, question),
            *tell_left_out(answer.words, len(segments), len(entered), "segments"),
            *((say("chart.funnel.differs"),) if differs else ()),
        ),
        say("chart.funnel.description"),
    )
    has_segments = question.breakdown is not None
    step = {
        **lay_out_names("label"),
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
            write_beside_bars(),
        ],
    )


def _name_segment(words: Words, row: Mapping[str, Any]) -> str:
    """Without a breakdown all are of one, which nobody sees."""
    return name_value(words, row["segment"]) if "segment" in row else ""


def _label(words: Words, row: Mapping[str, Any]) -> Spec:
    sign = " *" if row.get("is_significant") else ""
    return {
        "label": f"{row['step']}. {row['name']}",
        "segment": _name_segment(words, row),
        "reached": row["reached"],
        "told": f"{words.number(row['reached'])} · {write_share(words, row['share_of_first'])}{sign}",
    }


def _tell_question(words: Words, question: Funnel) -> str:
    told = words.say(
        "chart.funnel.fact",
        counted=capitalize(words.say(f"counted.{question.count}")),
        days=words.on_days(question.first, question.last),
        window=question.window,
    )
    if question.breakdown is None:
        return told
    return told + words.say("chart.by", property=name_property(words, question.breakdown.property))
