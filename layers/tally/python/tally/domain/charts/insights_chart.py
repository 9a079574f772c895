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
    lay_out_names,
    lay_out_numbers,
    lay_out_time,
    tell_left_out,
    write_beside_bars,
)
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import Insights
from tally.domain.words.report_words import (
    name_insight,
    name_metric,
    name_property,
    name_segment,
    write_value,
)
from tally.domain.words.words import Words

_HEIGHT, _BAR = 260, 26
_AXIS_FORMATS = {
    Interval.HOUR: "%-d %b %H:%M",
    Interval.DAY: "%-d %b",
    Interval.WEEK: "%-d %b",
    Interval.MONTH: "%b %Y",
    Interval.QUARTER: "%b %Y",
}
SIDES = ("now", "before")


def draw_insights(question: Insights, answer: ChartedAnswer) -> Spec:
    """Over time, a span that is not over or that the days cut is dashed; without an interval, bars."""
    sizes: dict[str, float] = {}
    for row in answer.rows:
        name = _name_segment(answer.words, question, row)
        sizes[name] = sizes.get(name, 0) + abs(row["value"] or 0)
    segments = choose_largest(sizes, MOST_SERIES if question.interval else MOST_BARS)
    facts = (
        _tell_question(answer.words, question),
        *tell_left_out(answer.words, len(segments), len(sizes), "segments"),
    )
    rows = [row for row in answer.rows if _name_segment(answer.words, question, row) in segments]
    drawn = replace(answer, rows=rows)
    if question.interval is None:
        return _draw_bars(question, drawn, facts)
    return _draw_lines(question, drawn, facts, segments)


def _draw_lines(
    question: Insights, answer: ChartedAnswer, facts: tuple[str, ...], segments: Sequence[str]
) -> Spec:
    open_starts = {span.start for span in question.spans if not span.is_complete or span.last >= answer.today}
    values = [
        {
            "at": _write_moment(row["start"]),
            "segment": _name_segment(answer.words, question, row),
            "of": row.get("segment"),
            "value": row["value"],
            "compared": row.get("compared"),
            "is_open": row["start"] in open_starts,
        }
        for row in answer.rows
    ]
    if any(value["is_open"] for value in values):
        facts += (answer.words.say("chart.insights.open"),)
    if question.comparison:
        facts += (answer.words.say("chart.insights.dashes"),)
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
    description = answer.words.say("chart.insights.lines" if has_segments else "chart.insights.line")
    return frame_chart(
        ChartWords(name_insight(answer.words, question), facts, description),
        answer,
        values,
        height=_HEIGHT,
        encoding={
            "x": lay_out_time(
                "at",
                list(dict.fromkeys(value["at"] for value in values)),
                _AXIS_FORMATS[question.interval or Interval.DAY],
            ),
            "y": lay_out_numbers("value", _name_measures(answer.words, question)),
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
    sides = SIDES if question.comparison else SIDES[:1]
    names = tuple(answer.words.say(f"side.{side}") for side in sides)
    values = [
        {
            "segment": _name_segment(answer.words, question, row),
            "of": row.get("segment"),
            "side": side,
            "value": row[column],
            "told": write_value(answer.words, row[column]),
        }
        for row in answer.rows
        for side, column in zip(names, ("value", "compared"), strict=False)
    ]
    is_compared = question.comparison is not None
    color = {**color_of(names, "side"), "scale": {"domain": list(names), "range": [MAIN, MUTED]}}
    return frame_chart(
        ChartWords(name_insight(answer.words, question), facts, answer.words.say("chart.insights.bars")),
        answer,
        values,
        height={"step": _BAR},
        encoding={
            "y": lay_out_names("segment"),
            **({"yOffset": {"field": "side", "sort": list(names)}} if is_compared else {}),
            "x": {"field": "value", "type": "quantitative", "axis": None},
        },
        layer=[
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2, "color": MAIN},
                "encoding": {"color": color} if is_compared else {},
            },
            write_beside_bars(),
        ],
    )


def _name_segment(words: Words, question: Insights, row: Mapping[str, Any]) -> str:
    """Without a breakdown all are of one, named for what is measured."""
    if "segment" not in row:
        return _name_measures(words, question)
    return name_segment(words, question.breakdown, row["segment"])


def _name_measures(words: Words, question: Insights) -> str:
    return question.formula.text if question.formula else name_metric(words, question.metrics[0])


def _tell_question(words: Words, question: Insights) -> str:
    told = words.days(question.first, question.last)
    if question.interval:
        told += words.say(f"chart.every.{question.interval}")
    if question.breakdown:
        told += words.say("chart.by", property=name_property(words, question.breakdown))
    if question.comparison:
        told += words.say(f"chart.compared.{question.comparison}")
    return told


def _write_moment(start: str) -> str:
    """The wall clock's day or hour as if it were UTC: the axis shows it as it is."""
    return start[:19] + "Z" if "T" in start else start
