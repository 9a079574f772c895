"""A KPI day by day, each number with its verdict."""

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import (
    BAD,
    MAIN,
    PAPER,
    ChartedAnswer,
    ChartWords,
    Spec,
    capitalize,
    choose_largest,
    color_of,
    frame_chart,
    lay_out_numbers,
    lay_out_time,
    tell_left_out,
)
from tally.domain.reports.kpi_question import KpiDays
from tally.domain.reports.kpis import Kpi, Unit, kpi_named
from tally.domain.words.kpi_words import explain_kpi, name_kpi
from tally.domain.words.place_words import name_place
from tally.domain.words.report_words import name_property
from tally.domain.words.words import Words

_DASHES = ((1, 0), (8, 3), (2, 2), (12, 3, 2, 3), (5, 2), (1, 3), (10, 6), (6, 2, 1, 2))
_SHAPES = {
    Verdict.AUDITED.value: "circle",
    Verdict.DISPUTED.value: "triangle-up",
    Verdict.UNAUDITED.value: "square",
}


def draw_kpi_days(question: KpiDays, answer: ChartedAnswer) -> Spec:
    """The one KPI that is asked for, of one place or of several. ValueError where it has no rows."""
    kpi, by, rows, words = kpi_named(question.kpi or ""), question.place.by, answer.rows, answer.words
    sizes: dict[str, float] = {}
    for row in rows:
        sizes[_name_row(row, by, words)] = sizes.get(_name_row(row, by, words), 0) + abs(row["value"] or 0)
    places = choose_largest(sizes)
    values = [
        {
            "at": row["business_date"].isoformat(),
            "segment": _name_row(row, by, words),
            "value": row["value"],
            "verdict": row["verdict"],
        }
        for row in rows
        if _name_row(row, by, words) in places
    ]
    color = _color_places(places) if by else {"value": MAIN}
    return frame_chart(
        _write_words(words, kpi, rows, by, tell_left_out(words, len(places), len(sizes), "lines")),
        answer,
        values,
        height=260,
        encoding={
            "x": lay_out_time("at", sorted({value["at"] for value in values}), "%-d %b"),
            "y": _lay_out_value(words, kpi, rows),
        },
        layer=[
            {
                "mark": {"type": "line", "strokeWidth": 2.2},
                "encoding": {"color": color, **(_dash_places(places) if by else {})},
            },
            mark_verdicts(color),
        ],
    )


def _name_row(row: Mapping[str, Any], by: str | None, words: Words) -> str:
    return name_place(words, by, str(row[by])) if by else ""


def _write_words(
    words: Words,
    kpi: Kpi,
    rows: Sequence[Mapping[str, Any]],
    by: str | None,
    left_out: tuple[str, ...],
) -> ChartWords:
    days = [row["business_date"] for row in rows]
    by_place = words.say("chart.by", property=name_property(words, by)) if by else ""
    facts = (
        capitalize(explain_kpi(words, kpi)),
        words.days(min(days), max(days)) + by_place,
        *left_out,
        words.say("chart.kpi.marks"),
    )
    return ChartWords(name_kpi(words, kpi), facts, words.say("chart.kpi.description"))


def _color_places(places: Sequence[str]) -> Spec:
    color = color_of(places)
    return {**color, "legend": {**color["legend"], "symbolType": "stroke", "symbolSize": 500}}


def _dash_places(places: Sequence[str]) -> Spec:
    """Points tell verdicts here: so lines differ by their dashes, too."""
    scale = {"domain": list(places), "range": [list(dash) for dash in _DASHES[: len(places)]]}
    return {"strokeDash": {**_color_places(places), "scale": scale}}


def mark_verdicts(color: Spec) -> Spec:
    """Points that tell the `verdict` of each row: by their shape, and by their colour."""
    disputed = {"test": f"datum.verdict == '{Verdict.DISPUTED}'", "value": BAD}
    unaudited = {"test": f"datum.verdict == '{Verdict.UNAUDITED}'", "value": PAPER}
    return {
        "mark": {"type": "point", "size": 70, "strokeWidth": 1.8, "opacity": 1},
        "encoding": {
            "color": {"condition": disputed, **color},
            "fill": {"condition": [unaudited, disputed], **color},
            "shape": {
                "field": "verdict",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": list(_SHAPES), "range": list(_SHAPES.values())},
            },
        },
    }


def _lay_out_value(words: Words, kpi: Kpi, rows: Sequence[Mapping[str, Any]]) -> Spec:
    axis = lay_out_numbers("value", words.say(f"unit.{kpi.unit}"))
    if kpi.unit is Unit.SHARE:
        return {**axis, "axis": {"tickCount": 5, "format": ".1~%"}}
    currency = next((row["currency"] for row in rows if row.get("currency")), None)
    return {**axis, "title": currency} if currency else axis
