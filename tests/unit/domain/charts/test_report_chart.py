"""Charts: each kind is one that Vega-Lite draws, and what must be known of the numbers stands in it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tally.adapters.publishing.chart_pictures import draw_png, draw_svg
from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import MAIN, MOST_SERIES, MUTED, PAPER, SERIES, TEXT, ChartedAnswer
from tally.domain.charts.report_chart import draw_report, has_chart
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.funnel_entries import Attributed
from tally.domain.reports.funnel_significance import FunnelSignificance
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.retention import Criteria, PeriodMode
from tally.domain.words.words import Words

from tests.reports.example_questions import EXAMPLES, FUNNEL, INSIGHTS, LAST, RETENTION, Example

REASON = "10 of 109 orders the witness saw are not in the lake"
REASON_IN_FRENCH = "sur 109 commandes chez le témoin, 10 manquent dans le lac"
CHARTED = [name for name, example in EXAMPLES.items() if has_chart(example.question)]


def draw(
    example: Example,
    *,
    verdict: Verdict = Verdict.AUDITED,
    notes: Sequence[str] = (),
    today: date = LAST,
    language: str = "en",
) -> dict[str, Any]:
    judged = EventsVerdict(verdict, REASON)
    return draw_report(example.question, ChartedAnswer(example.answer, judged, notes, today, Words(language)))


def values_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return list(spec["data"]["values"])


def test_lists_have_none_nor_have_numbers_of_several_units() -> None:
    lists = {"dropped persons", "returned persons", "cohort", "sessions"}
    assert set(EXAMPLES) - set(CHARTED) == lists | {"kpis", "KPIs of a range", "KPIs compared"}


@pytest.mark.parametrize("name", CHARTED)
def test_each_kind_is_drawn_with_its_words(name: str) -> None:
    spec = draw(EXAMPLES[name], verdict=Verdict.DISPUTED, notes=["a note"])
    picture = draw_svg(spec).decode()
    shown = re.findall(r">([^<>]+)</t", picture)
    assert {spec["title"]["text"], f"▲ Disputed: {REASON}.", "a note"} <= set(shown)
    assert json.loads(json.dumps(spec)) == spec


def test_a_chart_is_french_where_its_reader_is() -> None:
    funnel = draw(EXAMPLES["funnel"], verdict=Verdict.DISPUTED, language="fr")
    assert funnel["title"]["text"] == "De Product Viewed à Order Completed"
    assert funnel["title"]["subtitle"] == [
        "Personnes, première étape du 26 février au 3 mars 2026, 1 jour au plus, par coupon",
        f"▲ Contesté\u202f: {REASON_IN_FRENCH}.",
    ]
    weekly = draw(EXAMPLES["insights"], language="fr")
    shown = re.findall(r">([^<>]+)</t", draw_svg(weekly).decode())
    assert {"2 mars", "(non renseigné)", "somme de revenue"} <= set(shown)


def test_a_png_is_one() -> None:
    assert draw_png(draw(EXAMPLES["cohort sizes"])).startswith(b"\x89PNG")


def test_what_has_no_value_is_named() -> None:
    for name in ("funnel", "insights"):
        assert {value["segment"] for value in values_of(draw(EXAMPLES[name]))} == {"SPRING", "(not set)"}


@pytest.mark.parametrize(
    ("by", "value", "language", "named"),
    [
        ("platform", "ios", "en", "iOS"),
        ("platform", "web", "fr", "Web"),
        ("country", "DE", "fr", "Allemagne"),
        ("coupon", "ios", "en", "ios"),
    ],
)
def test_a_place_has_its_name_and_the_value_beside_it(by: str, value: str, language: str, named: str) -> None:
    funnel = replace(FUNNEL, breakdown=Attributed(by, 1))
    steps = [{"segment": value, "step": step, "reached": 5} for step in (1, 2)]
    days = [
        {"metric": 0, "span_number": span.number, "segment": value, "value": 1.0, "left_out": 0}
        for span in INSIGHTS.spans
    ]
    insights = replace(INSIGHTS, breakdown=by, comparison=None)
    for example in (Example(funnel, steps), Example(insights, days)):
        spec = draw(example, language=language)
        assert {(drawn["of"], drawn["segment"]) for drawn in values_of(spec)} == {(value, named)}
        shown = re.findall(r">([^<>]+)</t", draw_svg(spec).decode())
        assert (named in shown, value in shown) == (True, value == named)


def test_spans_that_are_cut_or_not_over_are_open() -> None:
    weeks = values_of(draw(EXAMPLES["insights"], today=date(2026, 4, 1)))
    assert {(week["at"], week["is_open"]) for week in weeks} == {("2026-02-23", True), ("2026-03-02", True)}
    days = replace(INSIGHTS, interval=Interval.DAY, comparison=None, breakdown=None)
    open_days = [value["at"] for value in values_of(draw(Example(days, []))) if value["is_open"]]
    assert open_days == ["2026-03-03"]


def test_periods_that_are_not_over_are_pale_and_have_a_star() -> None:
    cells = values_of(draw(EXAMPLES["retention"]))
    is_open = {(cell["cohort"].split()[0], cell["period"]): cell["is_open"] for cell in cells}
    assert (is_open["2026-02-26", 4], is_open["2026-02-26", 5], is_open["2026-03-03", 0]) == (
        False,
        True,
        True,
    )
    assert all(cell["told"].endswith("*") == cell["is_open"] for cell in cells)


def test_days_active_are_no_periods() -> None:
    weekly = {"unit": CalendarUnit.WEEK, "mode": PeriodMode.CALENDAR, "periods": 7, "value": None}
    days = replace(RETENTION, criteria=Criteria.ACTIVE_DAYS, **weekly)
    spec = draw(Example(days, []))
    assert spec["encoding"]["x"]["title"] == "Days of the week, at least"
    assert "The share who came back on so many days" in spec["title"]["subtitle"]


def test_the_smallest_of_too_many_segments_are_left_out_and_it_is_told() -> None:
    rows = [{"segment": f"c{n}", "step": 1, "reached": n} for n in range(MOST_SERIES + 4)]
    spec = draw(Example(FUNNEL, rows))
    assert f"Drawn are the {MOST_SERIES} largest of {MOST_SERIES + 4} segments" in spec["title"]["subtitle"]
    assert {value["segment"] for value in values_of(spec)} == {f"c{n}" for n in range(4, MOST_SERIES + 4)}


def test_a_segment_that_differs_by_more_than_chance_has_a_star() -> None:
    counts = {"SPRING": (400, 10), None: (400, 100)}
    rows = [
        {"segment": segment, "step": step, "reached": reached}
        for segment, reached_each in counts.items()
        for step, reached in enumerate(reached_each, start=1)
    ]
    spec = draw(Example(FunnelSignificance(FUNNEL), rows))
    assert [value["told"].endswith(" *") for value in values_of(spec)] == [False, True, False, True]
    assert any(line.startswith("With *: differs") for line in spec["title"]["subtitle"])


def test_hours_stand_as_on_the_shop_s_clock() -> None:
    hours = replace(INSIGHTS, interval=Interval.HOUR, comparison=None, breakdown=None)
    moments = [value["at"] for value in values_of(draw(Example(hours, [])))]
    assert moments[:2] == ["2026-02-26T00:00:00Z", "2026-02-26T01:00:00Z"]


def test_colours_stand_out_from_the_paper() -> None:
    assert min(contrast(color, PAPER) for color in SERIES) >= 3, "WCAG 2.2, 1.4.11"
    assert min(contrast(color, PAPER) for color in (MAIN, MUTED, TEXT)) >= 4.5, "WCAG 2.2, 1.4.3"


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    def linear() -> Iterator[float]:
        for place in (1, 3, 5):
            part = int(color[place : place + 2], 16) / 255
            yield part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = linear()
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
