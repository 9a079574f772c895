"""Charts of a dashboard's parts in files: a line by day, bars beside names, columns of verdicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import (
    BAD,
    GRID,
    MAIN,
    MUTED,
    SHORT_LABELS,
    ChartedAnswer,
    ChartWords,
    Spec,
    frame_chart,
    lay_out_names,
    lay_out_numbers,
    lay_out_time,
    write_beside_bars,
)
from tally.domain.charts.kpi_chart import mark_verdicts
from tally.domain.reports.kpis import Unit

_HEIGHT, _BAR = 220, 26
_VERDICTS = (Verdict.DISPUTED, Verdict.UNAUDITED, Verdict.AUDITED)
_COLORS = (BAD, MUTED, MAIN)


def draw_day_lines(words: ChartWords, answer: ChartedAnswer, unit: Unit, axis: str) -> Spec:
    """Rows of a KPI by `business_date`: `value` with its `verdict`, and where they have one `compared`,
    dashed. `axis` names the numbers."""
    values = [
        {
            "day": row["business_date"].isoformat(),
            "value": row["value"],
            "before": row.get("compared"),
            "verdict": row["verdict"],
        }
        for row in answer.rows
    ]
    numbers = lay_out_numbers("value", axis)
    if unit is Unit.SHARE:
        numbers |= {"title": None, "axis": {"tickCount": 5, "format": ".1~%"}}
    before = {
        "mark": {"type": "line", "strokeWidth": 1.4, "strokeDash": [8, 3], "color": MUTED},
        "encoding": {"y": {"field": "before", "type": "quantitative"}},
    }
    has_before = any(value["before"] is not None for value in values)
    return frame_chart(
        words,
        answer,
        values,
        height=_HEIGHT,
        encoding={
            "x": lay_out_time("day", [value["day"] for value in values], "%-d %b"),
            "y": numbers,
        },
        layer=[
            *([before] if has_before else []),
            {"mark": {"type": "line", "strokeWidth": 2.2, "color": MAIN}},
            mark_verdicts({"value": MAIN}),
        ],
    )


def draw_named_bars(
    words: ChartWords, answer: ChartedAnswer, bars: Sequence[tuple[str, float | None, str]]
) -> Spec:
    """`bars`: a name, a value, and how the value is written."""
    values = [{"name": name, "value": value or 0, "told": told} for name, value, told in bars]
    return frame_chart(
        words,
        answer,
        values,
        height={"step": _BAR},
        encoding={
            "y": lay_out_names("name"),
            "x": {"field": "value", "type": "quantitative", "axis": None},
        },
        layer=[
            {"mark": {"type": "bar", "cornerRadiusEnd": 2, "color": MAIN}},
            write_beside_bars(),
        ],
    )


def draw_verdict_columns(words: ChartWords, answer: ChartedAnswer, names: Mapping[Verdict, str]) -> Spec:
    """Rows of days, each with how many numbers have each verdict. What is disputed stands at the foot."""
    values: list[dict[str, Any]] = [
        {
            "day": row["business_date"].isoformat(),
            "verdict": names[each],
            "order": place,
            "count": row[each.value],
        }
        for row in answer.rows
        for place, each in enumerate(_VERDICTS)
    ]
    days = list(dict.fromkeys(value["day"] for value in values))
    color = {
        "field": "verdict",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [names[each] for each in _VERDICTS], "range": list(_COLORS)},
        "legend": {"orient": "top", **SHORT_LABELS},
    }
    time = lay_out_time("day", days, "%-d %b")
    return frame_chart(
        words,
        answer,
        values,
        height=_HEIGHT,
        mark={"type": "bar", "stroke": GRID, "strokeWidth": 0.5},
        encoding={
            "x": {**time, "timeUnit": "utcyearmonthdate", "bandPosition": 0.5},
            "y": {**lay_out_numbers("count", ""), "title": None, "stack": True},
            "color": color,
            "order": {"field": "order", "type": "quantitative"},
        },
    )
