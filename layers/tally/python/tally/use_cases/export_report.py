"""Export reports and dashboards to who asks over HTTP: one file, at once or when its reports are answered.

1. Who may ask, what it may cost and who may list persons is decided where reports are answered.
2. A file is made when it is fetched, and kept nowhere but where it is too large for an answer: then it waits
   for a day at most, and what lists persons is refused.
3. A list of persons stands alone in its file: its answer can be read once.
4. A saved question is read as the night answered it, where that fits: see NightAnswers.
5. A dashboard's panel that cannot be answered says so in its place, and the others stand.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from tally.domain.answering.asked_report import AskedReport, lists_persons
from tally.domain.answering.caller import Caller, Rights
from tally.domain.answering.refusals import Busy, NoSuchAnswer, NotAllowed, TooMuch
from tally.domain.answering.told_answer import read_served
from tally.domain.errors import BadQuestion, Misconfigured, PermanentFailure
from tally.domain.exports.asked_export import AskedExport, ReportAsked
from tally.domain.exports.boards.look import look_at
from tally.domain.exports.boards.parts import find_part
from tally.domain.exports.dashboard_panels import (
    DashboardPanels,
    choose_usual,
    find_standing,
    list_files,
    read_panels,
)
from tally.domain.exports.export_file import CONTENT_TYPES, ExportFile, name_file
from tally.domain.exports.export_panels import AnsweredPanel, lay_out_file
from tally.domain.exports.export_report import ReportToExport
from tally.domain.exports.night_answers import NightAnswers
from tally.domain.exports.sources_text import list_sources
from tally.domain.reports.written.written_question import FindVersion
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.settings.setting import SettingAddress
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words
from tally.ports.clock import Clock
from tally.ports.exporting import (
    ExportsPlace,
    ExportTicket,
    ExportTickets,
    FindAnswers,
    ReadPublished,
    ReportAnswers,
    WriteExport,
)
from tally.ports.settings import SettingStore

_ID = re.compile("[0-9a-f]{32}")
_ASKING = timedelta(seconds=10)
"""So long one call asks report after report: a function has 29 seconds in all."""
_SOON_S = 60
"""Who is told to ask again within it waits for others' questions, not for tomorrow."""
MOST_INLINE_BYTES = 3_800_000
"""Of a file in an answer: in base64 it has 5.07 MB, and a function answers at most 6."""
_ALONE = "A list of persons is a file of its own: ask for it alone"

Served = Mapping[str, Any]
"""A file as {"state": "answered", "file", "url"}, or {"id": ..., "state": "running"}. The url is the file
itself or, of a large one, its address for some minutes."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`settings` are where questions and dashboards are. Who makes files alone has no `large_files`."""

    reports: ReportAnswers
    rights: Rights
    settings: SettingStore
    find_cohort: FindVersion
    tickets: ExportTickets
    read_published: ReadPublished
    find_answers: FindAnswers
    write: WriteExport
    clock: ShopClock
    now: Clock
    large_files: ExportsPlace | None = None

    def ask(self, caller: Caller, body: Mapping[str, Any]) -> Served:
        """The file, or its id. BadQuestion, NotAllowed, Busy; NotPublished before the first night."""
        return self._serve(self.make(caller, body))

    def look(self, caller: Caller, export_id: str) -> Served:
        """The file of an id, or that its reports are running still. NoSuchAnswer for other ids."""
        self.rights.check_asking(caller)
        ticket = self.tickets.find(export_id) if _ID.fullmatch(export_id) else None
        if ticket is None or ticket.caller_key != caller.key:
            raise NoSuchAnswer("There is no export of this id, or no more: ask for it again")
        return self._serve(self.go_on(caller, ticket))

    def make(self, caller: Caller, body: Mapping[str, Any]) -> ExportFile | ExportTicket:
        """See MakesExports. It raises what `ask` does."""
        self.rights.check_asking(caller)
        return self.go_on(caller, self._open_ticket(caller, AskedExport.read(body)))

    def go_on(self, caller: Caller, ticket: ExportTicket) -> ExportFile | ExportTicket:
        """See MakesExports."""
        served = self._answer_all(caller, ticket)
        if any(each["state"] in ("running", "waiting") for each in served):
            answer_ids, troubles = (tuple(each.get(name) for each in served) for name in ("id", "trouble"))
            return replace(ticket, answer_ids=answer_ids, troubles=troubles)
        return self._make_file(ticket.wanted, served)

    def _serve(self, made: ExportFile | ExportTicket) -> Served:
        if isinstance(made, ExportTicket):
            self.tickets.put(made)
            return {"id": made.id, "state": "running"}
        return {"state": "answered", "file": made.name, "url": self._locate(made)}

    def _locate(self, file: ExportFile) -> str:
        if len(file.content) <= MOST_INLINE_BYTES:
            return f"data:{file.content_type};base64,{base64.b64encode(file.content).decode()}"
        if file.lists_persons or self.large_files is None:
            raise TooMuch(
                "A list of persons is kept nowhere, and this one is too large to be sent: ask for less"
            )
        return self.large_files.put(file)

    def _open_ticket(self, caller: Caller, wanted: AskedExport) -> ExportTicket:
        if wanted.dashboard is not None:
            board = self._find_dashboard(wanted.dashboard)
            title = wanted.title or board.name_it(Words(wanted.language))
            filters = choose_usual(wanted.dashboard, wanted.filters)
            wanted = replace(wanted, reports=board.panels, title=title, filters=filters)
        found: list[ReportAsked] = []
        troubles: list[str | None] = []
        for report in wanted.reports:
            try:
                found.append(self._find_saved(report, is_alone=len(wanted.reports) == 1))
                troubles.append(None)
            except BadQuestion as error:
                if wanted.dashboard is None:
                    raise
                found.append(report)
                troubles.append(str(error))
        unasked = (None,) * len(found)
        as_saved = tuple(None if report.asked else report.question for report in wanted.reports)
        wanted = replace(wanted, reports=tuple(found))
        return ExportTicket(token_hex(16), caller.key, wanted, unasked, tuple(troubles), as_saved)

    def _find_dashboard(self, name: str) -> DashboardPanels:
        standing = find_standing(name)
        return standing or read_panels(name, self._read_setting("dashboard", name))

    def _find_saved(self, report: ReportAsked, *, is_alone: bool) -> ReportAsked:
        if report.published is not None:
            find_part(report.published)
            return report
        if report.question is not None:
            saved = parse_saved_question(self._read_setting("question", report.question), self.now())
            title = report.title or report.question
            report = ReportAsked(saved.kind, saved.changed(report.asked), title=title)
        if not is_alone and self._lists_persons(report):
            raise BadQuestion(_ALONE)
        return report

    def _read_setting(self, kind: str, name: str) -> str:
        try:
            setting = self.settings.find_newest(SettingAddress(kind, name))
        except Misconfigured as error:
            raise BadQuestion(str(error)) from error
        if setting is None or setting.text is None:
            raise BadQuestion(f"No {kind} is saved as {name}")
        return setting.text

    def _lists_persons(self, report: ReportAsked) -> bool:
        asked = AskedReport(report.kind or "", report.asked, self.now())
        return lists_persons(asked.read(self.clock, self.find_cohort))

    def _answer_all(self, caller: Caller, ticket: ExportTicket) -> list[Served]:
        """What is known of each report. Some wait for the next look: where time is over, or as many questions
        as may are running."""
        began, is_of_board = self.now(), ticket.wanted.dashboard is not None
        files = self.find_answers([name for name in ticket.questions if name])
        night = NightAnswers(files, self.clock, self.find_cohort, began)
        served: list[Served] = []
        each = zip(ticket.wanted.reports, ticket.questions, ticket.answer_ids, ticket.troubles, strict=True)
        for report, question, answer_id, trouble in each:
            if trouble is not None:
                answer: Served = {"state": "refused", "trouble": trouble}
            elif report.published is not None:
                answer = {"state": "published"}
            elif kept := night.find(question, report, is_of_board=is_of_board):
                answer = kept
            elif self.now() - began > _ASKING or any("busy" in other for other in served):
                answer = {"state": "waiting", "id": answer_id}
            else:
                answer = self._answer_or_wait(caller, ticket.wanted, report, answer_id)
            served.append(answer)
        return served

    def _answer_or_wait(
        self, caller: Caller, wanted: AskedExport, report: ReportAsked, answer_id: str | None
    ) -> Served:
        try:
            return self._answer(caller, report, answer_id)
        except Busy as error:
            if len(wanted.reports) == 1 or error.after_s > _SOON_S:
                raise
            return {"state": "waiting", "id": answer_id, "busy": True}
        except (BadQuestion, NotAllowed, PermanentFailure) as error:
            if wanted.dashboard is None:
                raise
            return {"state": "refused", "trouble": str(error)}

    def _answer(self, caller: Caller, report: ReportAsked, answer_id: str | None) -> Served:
        if answer_id is not None:
            try:
                return self.reports.look(caller, answer_id)
            except NoSuchAnswer:
                pass  # its answer is kept no more: it is asked anew
        return self.reports.ask(caller, report.kind or "", report.asked)

    def _make_file(self, wanted: AskedExport, served: Sequence[Served]) -> ExportFile:
        words = Words(wanted.language)
        pairs = zip(wanted.reports, served, strict=True)
        panels = [self._read_panel(report, answer, words) for report, answer in pairs]
        names = list_files(wanted.reports, wanted.filters)
        files = self.read_published(names) if names else {}
        view = look_at(files, wanted.filters, words) if files else None
        answers = [each for each in served if each["state"] == "answered"]
        sources = list_sources(answers, files, self.clock, self.now())
        document = lay_out_file(wanted.title or "", panels, view, sources, words)
        if not document.title:
            several = len(document.sections) > 1
            title = words.say("export.answers") if several else document.sections[0].title
            document = replace(document, title=title)
        content = self.write(document, wanted.format, self.now())
        name = name_file(wanted.dashboard or document.title, wanted.format)
        answered = (panel.asked for panel in panels if panel.report is not None)
        return ExportFile(
            name,
            CONTENT_TYPES[wanted.format],
            content,
            document,
            as_of=datetime.fromisoformat(sources["answered_at"]),
            lists_persons=any(map(self._lists_persons, answered)),
        )

    def _read_panel(self, report: ReportAsked, served: Served, words: Words) -> AnsweredPanel:
        if served["state"] != "answered":
            return AnsweredPanel(report, trouble=served.get("trouble"))
        own = {**served, "asked": report.asked}
        question, answer = read_served(own, words, self.clock, self.find_cohort)
        return AnsweredPanel(report, ReportToExport(question, answer, served["sql"]))
