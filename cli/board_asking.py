"""A dashboard on the command line: its panels, read from what is published or asked, as one document."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from tally.domain.answering.told_answer import read_served
from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.exports.boards.look import BoardFilters, Files, look_at
from tally.domain.exports.boards.parts import BOARDS
from tally.domain.exports.dashboard_panels import (
    DashboardPanels,
    choose_usual,
    find_standing,
    list_files,
    read_panels,
)
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_panels import AnsweredPanel, lay_out_file
from tally.domain.exports.export_report import ReportToExport
from tally.domain.exports.night_answers import NightAnswers
from tally.domain.reports.plain_rows import write_moment
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.settings.setting import SettingAddress
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words
from tally.use_cases.find_cohort import FindCohort

from cli.endings import WrongUse
from cli.report_asking import answer_question, chart_answer, read_asked

if TYPE_CHECKING:
    from cli.clients import Tally


class _Answered(NamedTuple):
    """A panel, the bytes that its question has read, and when it was answered where that was in the night."""

    panel: AnsweredPanel
    scanned_bytes: int = 0
    answered_at: str | None = None


def find_board(tally: "Tally", name: str) -> DashboardPanels:
    """One that everybody has, or one of the shop's own. BadQuestion where none is called so."""
    if standing := find_standing(name):
        return standing
    own = {each.address.name: each.text for each in tally.open_settings().list_newest("dashboard")}
    text = own.get(name)
    if text is None:
        names = ", ".join([*BOARDS, *(each for each, text in own.items() if text is not None)])
        raise BadQuestion(f"No dashboard is called {name}: there are {names}")
    return read_panels(name, text)


def lay_out_board(
    tally: "Tally", board: DashboardPanels, filters: BoardFilters, words: Words
) -> ExportDocument:
    """See lay_out_file. NotPublished before the first night."""
    filters = choose_usual(board.name, filters)
    names = list_files(board.panels, filters)
    files = tally.read_published(names) if names else {}
    view = look_at(files, filters, words) if files else None
    panels = [*_answer_panels(tally, board.panels, words)]
    sources = _list_sources(tally, files, panels)
    return lay_out_file(board.name_it(words), [each.panel for each in panels], view, sources, words)


def _open_night(tally: "Tally", panels: tuple[ReportAsked, ...]) -> NightAnswers:
    files = tally.find_answers([panel.question for panel in panels if panel.question])
    clock, find_cohort = ShopClock(tally.read_timezone()), FindCohort(tally.open_settings())
    return NightAnswers(files, clock, find_cohort, datetime.now(UTC))


def _answer_panels(tally: "Tally", panels: tuple[ReportAsked, ...], words: Words) -> Iterator[_Answered]:
    night = _open_night(tally, panels)
    for panel in panels:
        if panel.question is None:
            yield _Answered(AnsweredPanel(panel))
            continue
        try:
            yield _answer(tally, night, replace(panel, title=panel.title or panel.question), words)
        except (BadQuestion, WrongUse) as error:
            yield _Answered(AnsweredPanel(panel, trouble=str(error)))


def _answer(tally: "Tally", night: NightAnswers, panel: ReportAsked, words: Words) -> _Answered:
    """As the night answered it, or asked anew."""
    saved = parse_saved_question(_read_question(tally, panel.question or ""), datetime.now(UTC))
    panel = replace(panel, kind=saved.kind, asked=saved.asked)
    if served := night.find(panel.question, panel, is_of_board=True):
        report = ReportToExport(*read_served(served, words, night.clock, night.find_cohort), served["sql"])
        return _Answered(AnsweredPanel(panel, report), served["scanned_bytes"], served["answered_at"])
    question = read_asked(tally, saved.kind, saved.asked)
    found, sources = answer_question(tally, question)
    report = chart_answer(tally, question, found, sources, words)
    return _Answered(AnsweredPanel(panel, report), sources.scanned_bytes)


def _read_question(tally: "Tally", name: str) -> str:
    found = tally.open_settings().find_newest(SettingAddress("question", name))
    if found is None or found.text is None:
        raise BadQuestion(f"No question is saved as {name}: `tally settings list question` names all")
    return found.text


def _list_sources(tally: "Tally", files: Files, panels: Sequence[_Answered]) -> dict[str, Any]:
    """See tell_sources. Of several moments the oldest."""
    file = next(iter(files.values()), None)
    timezone = tally.read_timezone()
    told = tally.read_freshness("orders").write(timezone)
    if file is not None:
        told |= {"events_until": file["freshness"]["events_until"], "build": file["build"]}
    now = write_moment(datetime.now(UTC).replace(microsecond=0))
    return {
        **told,
        "answered_at": min((each.answered_at for each in panels if each.answered_at), default=now),
        "scanned_bytes": sum(each.scanned_bytes for each in panels),
    }
