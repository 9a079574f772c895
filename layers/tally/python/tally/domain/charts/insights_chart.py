"""An insight as lines over time, or as bars of its segments where no interval is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tally.domain.charts.frame import (
    MAIN,
    MOST_BARS,
    MOST_SERIES,
    MUTED,
    PAPER,
    SHAPES,
    ChartedAnswer,
    ChartWords,
    Spec,
    choose_largest,
    color_of,
    frame_chart,
    lay_out_numbers,
    lay_out_time,
    name_days,
    tell_left_out,
)
from tally.domain.reports.answer_words import format_number, name_segment
from tally.domain.reports.formula import LETTERS
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import Insights
from tally.domain.reports.metric import Metric

_HEIGHT, _BAR = 260, 26
_AXIS_FORMATS = {
    Interval.HOUR: "%-d %b %H:%M",
    Interval.DAY: "%-d %b",
    Interval.WEEK: "%-d %b",
    Interval.MONTH: "%b %Y",
    Interval.QUARTER: "%b %Y",
}
NOW, BEFORE = "asked for", "compared"


def draw_insights(question: Insights, answer: ChartedAnswer) -> Spec:
    """Over time, a span that is not over or that the days cut is dashed; without an interval, bars."""
    sizes: dict[str, float] = {}
    for row in answer.rows:
        name = _name_segment(question, row)
        sizes[name] = sizes.get(name, 0) + abs(row["value"] or 0)
    segments = choose_largest(sizes, MOST_SERIES if question.interval else MOST_BARS)
    facts = (_tell_question(question), *tell_left_out(len(segments), len(sizes), "segments"))
    drawn = replace(answer, rows=[row for row in answer.rows if _name_segment(question, row) in segments])
    if question.interval is None:
        return _draw_bars(question, drawn, facts)
    return _draw_lines(question, drawn, facts, segments)


def name_metric(metric: Metric) -> str:
    """Such as persons, sum of revenue, or average of the sum of revenue per person."""
    name = metric.measure
    if metric.per_person:
        of = f" of {metric.property_name}" if metric.property_name else ""
        return f"{name} of the {metric.per_person}{of} per person"
    return f"{name} of {metric.property_name}" if metric.property_name else name


def _draw_lines(
    question: Insights, answer: ChartedAnswer, facts: tuple[str, ...], segments: Sequence[str]
) -> Spec:
    open_starts = {span.start for span in question.spans if not span.is_complete or span.last >= answer.today}
    values = [
        {
            "at": _write_moment(row["start"]),
            "segment": _name_segment(question, row),
            "value": row["value"],
            "compared": row.get("compared"),
            "is_open": row["start"] in open_starts,
        }
        for row in answer.rows
    ]
    if any(value["is_open"] for value in values):
        facts += ("Dashed and hollow: not over yet, or cut by the days asked for",)
    if question.comparison:
        facts += ("Long dashes, no points: what it is compared with",)
    has_segments = question.breakdown is not None
    color = color_of(segments) if has_segments else {"value": MAIN}
    shape = {"shape": {**color, "scale": {"domain": list(segments), "range": list(SHAPES[: len(segments)])}}}
    solid = {"type": "line", "strokeWidth": 2.2}
    dashed = {"type": "line", "strokeWidth": 1.6, "strokeDash": [3, 4]}
    point = {"type": "point", "size": 44, "strokeWidth": 1.6, "opacity": 1}
    layer: list[Spec] = [
        *([_draw_compared(color if has_segments else {"value": MUTED})] if question.comparison else []),
        {"mark": dashed, "encoding": {"color": color}},
        {"transform": [{"filter": "!datum.is_open"}], "mark": solid, "encoding": {"color": color}},
        {
            "mark": point,
            "encoding": {
                "color": color,
                **(shape if has_segments else {}),
                "fill": {"condition": {"test": "datum.is_open", "value": PAPER}, **color},
            },
        },
    ]
    description = "A line over time" + (" for each segment." if has_segments else ".")
    return frame_chart(
        ChartWords(_name_insight(question), facts, description),
        answer,
        values,
        height=_HEIGHT,
        encoding={
            "x": lay_out_time(
                "at",
                list(dict.fromkeys(value["at"] for value in values)),
                _AXIS_FORMATS[question.interval or Interval.DAY],
            ),
            "y": lay_out_numbers("value", _name_measures(question)),
        },
        layer=layer,
        resolve={"legend": {"color": "shared"}},
    )


def _draw_compared(color: Spec) -> Spec:
    return {
        "mark": {"type": "line", "strokeWidth": 1.4, "strokeDash": [8, 3], "opacity": 0.6},
        "encoding": {"y": {"field": "compared", "type": "quantitative"}, "color": color},
    }


def _draw_bars(question: Insights, answer: ChartedAnswer, facts: tuple[str, ...]) -> Spec:
    names = (NOW, BEFORE) if question.comparison else (NOW,)
    values = [
        {
            "segment": _name_segment(question, row),
            "side": side,
            "value": row[column],
            "told": format_number(row[column]),
        }
        for row in answer.rows
        for side, column in zip(names, ("value", "compared"), strict=False)
    ]
    is_compared = question.comparison is not None
    color = {**color_of(names, "side"), "scale": {"domain": list(names), "range": [MAIN, MUTED]}}
    return frame_chart(
        ChartWords(_name_insight(question), facts, "A bar for each segment, with its number."),
        answer,
        values,
        height={"step": _BAR},
        encoding={
            "y": {
                "field": "segment",
                "type": "nominal",
                "title": None,
                "sort": None,
                "axis": {"ticks": False, "domain": False, "labelPadding": 8},
            },
            **({"yOffset": {"field": "side", "sort": list(names)}} if is_compared else {}),
            "x": {"field": "value", "type": "quantitative", "axis": None},
        },
        layer=[
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2, "color": MAIN},
                "encoding": {"color": color} if is_compared else {},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "told", "type": "nominal"}},
            },
        ],
    )


def _name_segment(question: Insights, row: Mapping[str, Any]) -> str:
    """Without a breakdown all are of one, named for what is measured."""
    return name_segment(row["segment"]) if "segment" in row else _name_measures(question)


def _name_insight(question: Insights) -> str:
    if question.formula is None:
        return f"{question.metrics[0].event.name}: {name_metric(question.metrics[0])}"
    parts = (
        f"{letter} = {metric.event.name}: {name_metric(metric)}"
        for letter, metric in zip(LETTERS, question.metrics, strict=False)
    )
    return f"{question.formula.text}, where {' and '.join(parts)}"


def _name_measures(question: Insights) -> str:
    return question.formula.text if question.formula else name_metric(question.metrics[0])


def _tell_question(question: Insights) -> str:
    by = f", by {question.breakdown}" if question.breakdown else ""
    every = f", by {question.interval}" if question.interval else ""
    compared = f", compared with the {question.comparison.replace('_', ' ')}" if question.comparison else ""
    return f"{name_days(question.first, question.last)}{every}{by}{compared}"


def _write_moment(start: str) -> str:
    """The wall clock's day or hour as if it were UTC: the axis shows it as it is."""
    return start[:19] + "Z" if "T" in start else start
