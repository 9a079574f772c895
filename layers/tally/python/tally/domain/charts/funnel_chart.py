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
from tally.domain.words.report_words import name_property, name_segment, write_share
from tally.domain.words.words import Words

_BAR, _GAP = 22, 14
"""Points of a bar's height, and between two steps."""


def draw_funnel(question: Funnel, answer: ChartedAnswer) -> Spec:
    """How many came to each step, and which share of the first that is."""
    say = answer.words.say
    labelled = [_label(answer.words, question, row) for row in answer.rows]
    entered = {
        each["segment"]: each["reached"]
        for each, row in zip(labelled, answer.rows, strict=True)
        if row["step"] == 1
    }
    segments = choose_largest(entered)
    drawn = [each for each in labelled if each["segment"] in segments]
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


def _label(words: Words, question: Funnel, row: Mapping[str, Any]) -> Spec:
    """Without a breakdown all are of one segment, which nobody sees."""
    sign = " *" if row.get("is_significant") else ""
    by = question.breakdown
    return {
        "label": f"{row['step']}. {row['name']}",
        "segment": name_segment(words, by.property, row["segment"]) if by else "",
        "of": row.get("segment"),
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
