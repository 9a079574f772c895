"""Dashboards in files: figures as the page counts them, of all parts, at each place that may be chosen."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tally.domain.audit.verdicts import Verdict
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.errors import BadQuestion, NotPublished
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.exports.boards.look import WITHOUT_FILTERS, BoardFilters, BoardView, look_at
from tally.domain.exports.boards.parts import BOARDS, PARTS
from tally.domain.exports.dashboard_panels import choose_usual, find_standing, list_files, read_panels
from tally.domain.exports.document import ExportSection
from tally.domain.exports.export_panels import AnsweredPanel, lay_out_file
from tally.domain.exports.export_report import ReportToExport
from tally.domain.page.board_look import COMPARISONS, PERIODS, find_compared, find_period
from tally.domain.page.published_cube import PublishedCube
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.words.words import ENGLISH, LANGUAGES, Words

from tests.published_files import DAYS, FIRST, LAST, REASON, publish
from tests.reports.example_questions import EXAMPLES

FILES = publish()
MONTH = 'title = "X"\n[[panel]]\npublished = "month"'
ROOT = Path(__file__).parents[4]
PAGE = ROOT / "tests/page/tell_totals.mjs"


def look(**filters: str) -> BoardView:
    return look_at(FILES, BoardFilters.read(filters), ENGLISH)


def draw(part: str, **filters: str) -> list[ExportSection]:
    return list(PARTS[part].draw(look(**filters)))


@pytest.mark.skipif(shutil.which("node") is None, reason="the page's modules need Node.js")
def test_totals_and_days_are_those_of_the_page() -> None:
    places, kpis = ["all", "web"], ["orders", "visitors", "conversion_rate_by_visitor", "net_revenue"]
    given = {"file": FILES["cube"], "periods": PERIODS, "comparisons": COMPARISONS, "platforms": places}
    ran = subprocess.run(
        ["node", str(PAGE)],
        input=json.dumps({**given, "kpis": kpis, "day": LAST.isoformat()}),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    assert len(told) == len(PERIODS) * len(COMPARISONS) * len(places) * len(kpis)
    for name, comparison, platform, kpi, days, total, values in told:
        assert count(name, comparison, platform, kpi) == (days, total, values)


def count(name: str, comparison: str, platform: str, kpi: str) -> tuple[Any, Any, Any]:
    """What the files count, as the page writes it."""
    period = find_period(name, LAST)
    compared = find_compared(period, comparison, name)
    days = [[each.first.isoformat(), each.last.isoformat()] if each else None for each in (period, compared)]
    cube, place = PublishedCube(FILES["cube"]), {"platform": platform}
    total = cube.total(kpi, place, period)
    written = {
        **{"value": total.value, "verdict": total.verdict, "days": total.days, "doubtful": total.doubtful},
        **{"isMean": total.is_mean, "isDaily": total.is_daily},
    }
    return days, written, [each.value for each in cube.pick_days(kpi, place, period)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_tells_a_title_a_verdict_and_its_rows(language: str) -> None:
    for name, part in PARTS.items():
        setting = f'title = "X"\n[[panel]]\npublished = "{name}"'
        files = {each: FILES[each] for each in list_files(read_panels("x", setting).panels, WITHOUT_FILTERS)}
        assert files.keys() == set(part.files)
        for section in part.draw(look_at(files, WITHOUT_FILTERS, Words(language))):
            assert section.title
            assert section.table.rows or section.sentence, name
            assert {column.name for column in section.table.columns} >= {
                each for row in section.table.rows for each in row
            }
            if section.chart is not None and section.chart.form is not None:
                form = section.chart.form
                assert {*form.places, form.values, *form.more} <= {
                    each.name for each in section.table.columns
                }


def test_main_kpis_stand_beside_what_they_are_compared_with() -> None:
    [section] = draw("kpis", platform="web")
    rows = {row["kpi"]: row for row in section.table.rows}
    assert (rows["orders"]["value"], rows["orders"]["compared"], rows["orders"]["change"]) == (90, 20, 70)
    assert section.sentence == "Net revenue: €900.00 on 9 May 2026, +350.0% against €200.00 on 2 May 2026."
    assert section.verdict is not None
    assert section.verdict.verdict is Verdict.DISPUTED


def test_persons_of_several_days_are_the_mean_of_a_day() -> None:
    [section] = draw("kpis", period="7d", compare="none")
    rows = {row["kpi"]: row for row in section.table.rows}
    assert (rows["visitors"]["value"], rows["visitors"]["note"]) == (360, "a day, on average")
    assert (rows["orders"]["value"], rows["orders"]["note"]) == (sum(range(3, 10)) * 15, None)


def test_a_line_shows_fourteen_days_where_they_are_known() -> None:
    [section] = draw("orders")
    days = [row["business_date"] for row in section.table.rows]
    assert (days[0], days[-1], len(days)) == (FIRST, LAST, DAYS)
    assert [row["compared"] for row in section.table.rows][-2:] == [15, 30]
    assert section.verdict is not None
    assert section.verdict.reason == REASON


def test_platforms_are_published_numbers_the_largest_first() -> None:
    [section] = draw("platforms")
    assert [(row["platform"], row["value"]) for row in section.table.rows] == [("web", 900), ("ios", 450)]
    assert section.sentence.startswith("Largest: Web,")


def test_a_sale_stands_beside_the_median_of_those_before() -> None:
    [section] = draw("sales")
    assert section.title == "Flash"
    assert section.table.rows[0]["compared"] == 300
    assert section.sentence == "Net revenue of Flash: €500.00, against €300.00 of the one before."


def test_a_funnel_is_as_sure_as_the_worst_of_its_events() -> None:
    whole, ios, web = draw("funnels")
    assert [row["persons"] for row in whole.table.rows] == [540, 270, 135, 135]
    assert whole.verdict is not None
    assert web.verdict is not None
    assert ios.verdict is not None
    assert [each.verdict.value for each in (whole.verdict, ios.verdict, web.verdict)] == [
        "disputed",
        "unaudited",
        "disputed",
    ]
    assert "Most leave between “Viewed” and “Added”: 50.0%" in whole.sentence


def test_a_part_says_which_place_it_does_not_follow() -> None:
    told = {name: part.list_ignored(look(platform="web")) for name, part in PARTS.items()}
    assert (told["revenue"], told["funnel"], told["month"]) == ([], [], ["platform"])
    panels = [AnsweredPanel(panel) for panel in read_panels("x", MONTH).panels]
    document = lay_out_file("x", panels, look(platform="web"), {}, ENGLISH)
    assert "Of the whole shop, not only Web" in document.sections[0].facts


def test_filters_apply_to_an_answer_as_far_as_it_holds_them() -> None:
    example = EXAMPLES["insights"]
    verdict = EventsVerdict(Verdict.AUDITED, "")
    answer = ChartedAnswer(example.answer, verdict, (), LAST)
    panel = AnsweredPanel(
        ReportAsked("insights", {}, title="Kept"), ReportToExport(example.question, answer, "select 1")
    )
    document = lay_out_file("x", [panel], look(period="7d", compare="week", platform="web"), {}, ENGLISH)
    [section] = document.sections
    assert "Not compared with other days" in section.facts
    assert (list(section.table.rows), section.sentence) == ([], "")
    assert "Of the whole shop, not only Web" in section.facts
    assert lay_out_file("x", [panel], look(), {}, ENGLISH).sections[0].table.rows


def test_standing_dashboards_are_of_parts_that_there_are() -> None:
    assert {part for parts in BOARDS.values() for part in parts} <= PARTS.keys()
    boards = (ROOT / "web/dashboards/boards.js").read_text()
    assert [name for name in BOARDS if f'name: "{name}"' in boards] == [*BOARDS]
    published = (ROOT / "web/dashboards/published_panels.js").read_text()
    assert {
        line.split(":")[0].strip() for line in published.splitlines() if "files: [" in line
    } <= PARTS.keys()
    assert find_standing("nothing") is None


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"colour": "red"}, "no filter 'colour'"),
        ({"period": "2d"}, "period is one of 1d"),
        ({"platform": 3}, "platform is a text"),
        ({"platform": "tv"}, "there are ios, web"),
        ({"profile": "top", "platform": "web"}, "for the whole shop"),
    ],
)
def test_what_cannot_be_chosen_is_told(filters: dict[str, Any], said: str) -> None:
    with pytest.raises(BadQuestion, match=said):
        look(**filters)


def test_before_the_first_whole_day_there_is_nothing() -> None:
    with pytest.raises(NotPublished, match="after the next night"):
        look_at({"cube": {**FILES["cube"], "day": None}}, WITHOUT_FILTERS, ENGLISH)


def test_kpis_of_the_month_show_the_month_unless_another_period_is_chosen() -> None:
    assert choose_usual("month", BoardFilters()).period == "month"
    assert choose_usual("month", BoardFilters(period="7d")).period == "7d"
    assert choose_usual("yesterday", BoardFilters()).period is None


def test_a_panel_without_an_answer_says_why_in_the_language() -> None:
    gone = AnsweredPanel(ReportAsked(None, {}, "gone"), trouble="No question is saved as gone")
    unread = AnsweredPanel(ReportAsked(None, {}, published="kpis"), trouble="a sentence of tomorrow")
    one, other = lay_out_file("x", [gone, unread], None, {}, Words("fr")).sections
    assert (one.title, one.notes) == ("gone", ("Rien n\u2019est enregistré sous gone (question)",))
    assert (other.title, other.notes) == ("Indicateurs principaux", ("a sentence of tomorrow",))
