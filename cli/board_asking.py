"""A dashboard on the command line: its panels, read from what is published or asked, as one document."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.exports.boards.look import BoardFilters, Files, look_at
from tally.domain.exports.boards.parts import BOARDS
from tally.domain.exports.dashboard_panels import DashboardPanels, find_standing, list_files, read_panels
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_panels import AnsweredPanel, lay_out_file
from tally.domain.reports.plain_rows import write_moment
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.settings.setting import SettingAddress
from tally.domain.words.words import Words

from cli.endings import WrongUse
from cli.report_asking import answer_question, chart_answer, read_asked

if TYPE_CHECKING:
    from cli.clients import Tally


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
    names = list_files(board.panels, filters)
    files = tally.read_published(names) if names else {}
    view = look_at(files, filters, words) if files else None
    answered = [*_answer_panels(tally, board.panels, words)]
    sources = _list_sources(tally, files, sum(scanned for _, scanned in answered))
    return lay_out_file(board.name_it(words), [panel for panel, _ in answered], view, sources, words)


def _answer_panels(
    tally: "Tally", panels: tuple[ReportAsked, ...], words: Words
) -> Iterator[tuple[AnsweredPanel, int]]:
    """Each with the bytes that its question has read."""
    for panel in panels:
        if panel.question is None:
            yield AnsweredPanel(panel), 0
            continue
        try:
            yield _answer(tally, replace(panel, title=panel.title or panel.question), words)
        except (BadQuestion, WrongUse) as error:
            yield AnsweredPanel(panel, trouble=str(error)), 0


def _answer(tally: "Tally", panel: ReportAsked, words: Words) -> tuple[AnsweredPanel, int]:
    saved = parse_saved_question(_read_question(tally, panel.question or ""), datetime.now(UTC))
    question = read_asked(tally, saved.kind, saved.asked)
    found, sources = answer_question(tally, question)
    report = chart_answer(tally, question, found, sources, words)
    return AnsweredPanel(replace(panel, asked=saved.asked), report), sources.scanned_bytes


def _read_question(tally: "Tally", name: str) -> str:
    found = tally.open_settings().find_newest(SettingAddress("question", name))
    if found is None or found.text is None:
        raise BadQuestion(f"No question is saved as {name}: `tally settings list question` names all")
    return found.text


def _list_sources(tally: "Tally", files: Files, scanned_bytes: int) -> dict[str, Any]:
    file = next(iter(files.values()), None)
    timezone = tally.read_timezone()
    told = tally.read_freshness("orders").write(timezone)
    if file is not None:
        told |= {"events_until": file["freshness"]["events_until"], "build": file["build"]}
    now = datetime.now(UTC).replace(microsecond=0)
    return {**told, "answered_at": write_moment(now), "scanned_bytes": scanned_bytes}
