"""What all charts share: colours, letters, title, and the verdict below it.

A specification is Vega-Lite 6 with its rows inside and nothing from elsewhere. No meaning is told by colour
alone: lines differ by their points, too, and what is not over is dashed, hollow or has a star.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.chart_locale import write_locale
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.words.reasons import tell_reason
from tally.domain.words.words import ENGLISH, Words

Spec = dict[str, Any]
"""A part of a specification, or a whole one."""

MAIN, MUTED, BAD, TEXT, GRID, PAPER = "#1b5f8c", "#565e6a", "#b3261e", "#1f2430", "#e3e6eb", "#ffffff"
SERIES = (MAIN, "#b4500a", "#2f7d4f", "#8e3b77", "#7a6a00", "#3d4350", "#c2185b", "#3f7fc4")
"""Colours of segments: each has a contrast of 3 to the paper at least (WCAG 2.2, 1.4.11)."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "stroke")
MOST_SERIES, MOST_BARS = len(SERIES), 30
"""More lines than colours cannot be told apart, more bars not be read: the largest stay."""

FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with the program that draws pictures: a machine without fonts draws its letters, too."""
WIDTH, _LINE, _MOST_MOMENTS = 640, 98, 9
"""Points of the plot, characters of a line of the subtitle, and days that are written below an axis."""

_LONGEST_LABEL, _LONGEST_TITLE = 60, 160
SHORT_LABELS: Spec = {
    "labelExpr": f"length(datum.label) > {_LONGEST_LABEL} ? "
    f"slice(datum.label, 0, {_LONGEST_LABEL}) + '…' : datum.label"
}
"""Of an axis or a legend. Longer ones would be cut anyway, by their width: that takes Vega some seconds of
10,000 letters."""
_ROWS_AXIS: Spec = {"ticks": False, "domain": False, "labelPadding": 8, **SHORT_LABELS}
"""Of names that stand below each other."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class ChartedAnswer:
    """What a chart is drawn of: completed rows, the verdict of their events, sentences without full stop that
    stand beside them, today on the shop's clock, which is not over, and the language of who looks."""

    rows: Sequence[Mapping[str, Any]]
    verdict: EventsVerdict
    notes: Sequence[str]
    today: date
    words: Words = ENGLISH


@dataclass(frozen=True, slots=True)
class ChartWords:
    """A title, lines without full stop below it (what was asked, what was left out), and what is seen there
    by who cannot see."""

    title: str
    facts: tuple[str, ...]
    description: str


def frame_chart(words: ChartWords, answer: ChartedAnswer, values: Sequence[Spec], **plot: Any) -> Spec:
    """The whole specification: `plot` is what Vega-Lite draws of the values."""
    return {
        "$schema": _SCHEMA,
        "description": answer.words.say("chart.described", title=words.title, description=words.description),
        "title": _write_title(words, answer),
        "width": WIDTH,
        "data": {"values": list(values)},
        **plot,
        "config": {**_CONFIG, **write_locale(answer.words)},
        "usermeta": {"facts": list(words.facts)},
    }


def choose_largest(sizes: Mapping[str, float], most: int = MOST_SERIES) -> list[str]:
    """The names of the largest, in the order they came."""
    largest = sorted(sizes, key=lambda name: -sizes[name])[:most]
    return [name for name in sizes if name in set(largest)]


def tell_left_out(words: Words, shown: int, all_of_them: int, what: str) -> tuple[str, ...]:
    """A fact where some segments or lines (`what`) are not drawn."""
    if shown >= all_of_them:
        return ()
    return (words.say(f"chart.left_out.{what}", shown=shown, all=all_of_them),)


def capitalize(text: str) -> str:
    """With a capital first, and the rest as it is: names of events keep theirs."""
    return text[:1].upper() + text[1:]


def color_of(names: Sequence[str], field: str = "segment") -> Spec:
    """A colour for each name, in their order, and what it is called above the plot."""
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(names), "range": list(SERIES[: len(names)])},
        "legend": {"orient": "top", "columns": 4, **SHORT_LABELS},
    }


def lay_out_time(field: str, moments: Sequence[str], label: str) -> Spec:
    """An axis of days or hours, which are written at some of these moments: ISO 8601, and read as UTC."""
    apart = -(-len(moments) // _MOST_MOMENTS)
    written = [_write_moment(moment) for moment in moments[:: max(1, apart)]]
    return {
        "field": field,
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc"},
        "axis": {"grid": False, "format": label, "values": written},
    }


def lay_out_numbers(field: str, title: str) -> Spec:
    """An axis of numbers from nothing on, without exponents."""
    return {
        "field": field,
        "type": "quantitative",
        "title": _shorten(title, _LONGEST_LABEL),
        "scale": {"zero": True},
        "axis": {"tickCount": 5, "format": ",.6~r"},
    }


def _shorten(text: str, most: int) -> str:
    """A picture is as wide as its title."""
    return text if len(text) <= most else f"{text[:most]}…"


def lay_out_names(field: str) -> Spec:
    """Names one below the other, in the order of the rows."""
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": _ROWS_AXIS,
    }


def write_beside_bars() -> Spec:
    """The layer of texts behind the bars: what each row has `told`."""
    return {
        "mark": {"type": "text", "align": "left", "dx": 6},
        "encoding": {"text": {"field": "told", "type": "nominal"}},
    }


def _write_moment(moment: str) -> Spec:
    """By its parts: the page interprets expressions, and Vega then labels no milliseconds."""
    read = datetime.fromisoformat(moment)
    hours = {"hours": read.hour, "minutes": read.minute} if "T" in moment else {}
    return {"year": read.year, "month": read.month, "date": read.day, **hours, "utc": True}


def _write_title(words: ChartWords, answer: ChartedAnswer) -> Spec:
    sign = "▲ " if answer.verdict.verdict is Verdict.DISPUTED else ""
    name = capitalize(answer.words.say(f"verdict.{answer.verdict.verdict}"))
    judged = sign + answer.words.say(
        "chart.verdict", verdict=name, reason=tell_reason(answer.words, answer.verdict.reason)
    )
    notes = (tell_reason(answer.words, note) for note in answer.notes)
    told = (*words.facts, *notes, judged)
    title = _shorten(words.title, _LONGEST_TITLE)
    return {"text": title, "subtitle": [line for fact in told for line in textwrap.wrap(fact, _LINE)]}


_LETTERS = {"labelFontSize": 12, "titleFontSize": 12, "labelColor": TEXT, "titleColor": TEXT}

_CONFIG: Spec = {
    "font": FONTS,
    "background": PAPER,
    "padding": 16,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "frame": "group",
        "fontSize": 16,
        "subtitleFontSize": 12,
        "subtitleLineHeight": 16,
        "subtitlePadding": 6,
        "offset": 14,
        "color": TEXT,
        "subtitleColor": MUTED,
    },
    "axis": {
        **_LETTERS,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelLimit": 260,
        "labelOverlap": True,
        "labelSeparation": 4,
        "aria": False,
    },
    "legend": {**_LETTERS, "labelLimit": 150, "symbolSize": 90, "symbolOpacity": 1, "aria": False},
    "text": {"color": TEXT, "fontSize": 12},
}
"""Captions that Vega would read aloud are English only, and of its own making: they are off."""
