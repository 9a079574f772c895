"""Export reports to who asks over HTTP: one file, at once or when its reports are answered.

1. Who may ask, what it may cost and who may list persons is decided where reports are answered.
2. A file is made when it is fetched, and kept nowhere: lists of persons leave no copy behind.
3. A list of persons stands alone in its file: its answer can be read once.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from types import MappingProxyType
from typing import Any

from tally.domain.answering.asked_report import AskedReport, lists_persons
from tally.domain.answering.caller import Caller, Rights
from tally.domain.answering.refusals import NoSuchAnswer
from tally.domain.answering.told_answer import read_served
from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.exports.asked_export import AskedExport, ExportFormat, ReportAsked
from tally.domain.exports.document import ExportDocument, ExportSection
from tally.domain.exports.export_file import ExportFile
from tally.domain.exports.export_report import ReportToExport, lay_out_report
from tally.domain.exports.sources_text import tell_sources
from tally.domain.reports.written.written_question import CohortLookup
from tally.domain.settings.question_text import parse_saved_question
from tally.domain.settings.setting import SettingAddress
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words
from tally.ports.clock import Clock
from tally.ports.exporting import ExportTicket, ExportTickets, ReportAnswers, WriteExport
from tally.ports.settings import SettingStore

_ID = re.compile("[0-9a-f]{32}")
_NOT_IN_FILES = re.compile("[^a-z0-9]+")
_MOST_NAME = 60

CONTENT_TYPES: Mapping[ExportFormat, str] = MappingProxyType(
    {
        ExportFormat.CSV: "text/csv;charset=utf-8",
        ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.PDF: "application/pdf",
        ExportFormat.PNG: "image/png",
        ExportFormat.SVG: "image/svg+xml",
    }
)

Served = Mapping[str, Any]
"""A file as {"state": "answered", "file", "url"}, or {"id": ..., "state": "running"}. The url is the file."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`settings` are where questions are saved."""

    reports: ReportAnswers
    rights: Rights
    settings: SettingStore
    find_cohort: CohortLookup
    tickets: ExportTickets
    write: WriteExport
    clock: ShopClock
    now: Clock

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
        wanted = AskedExport.read(body)
        found = replace(wanted, reports=tuple(map(self._find_saved, wanted.reports)))
        if len(found.reports) > 1 and any(map(self._lists_persons, found.reports)):
            raise BadQuestion("A list of persons is a file of its own: ask for it alone")
        return self.go_on(
            caller, ExportTicket(token_hex(16), caller.key, found, (None,) * len(found.reports))
        )

    def go_on(self, caller: Caller, ticket: ExportTicket) -> ExportFile | ExportTicket:
        """See MakesExports."""
        pairs = zip(ticket.wanted.reports, ticket.answer_ids, strict=True)
        served = [self._answer(caller, report, answer_id) for report, answer_id in pairs]
        if any(each["state"] == "running" for each in served):
            return replace(ticket, answer_ids=tuple(each["id"] for each in served))
        return self._make_file(ticket.wanted, served)

    def _serve(self, made: ExportFile | ExportTicket) -> Served:
        if isinstance(made, ExportTicket):
            self.tickets.put(made)
            return {"id": made.id, "state": "running"}
        content = base64.b64encode(made.content).decode()
        return {
            "state": "answered",
            "file": made.name,
            "url": f"data:{made.content_type};base64,{content}",
        }

    def _find_saved(self, report: ReportAsked) -> ReportAsked:
        if report.question is None:
            return report
        try:
            setting = self.settings.find_newest(SettingAddress("question", report.question))
        except Misconfigured as error:
            raise BadQuestion(str(error)) from error
        if setting is None or setting.text is None:
            raise BadQuestion(f"No question is saved as {report.question}")
        saved = parse_saved_question(setting.text, self.now())
        title = report.title or report.question
        return ReportAsked(saved.kind, saved.changed(report.asked), title=title)

    def _lists_persons(self, report: ReportAsked) -> bool:
        asked = AskedReport(report.kind or "", report.asked, self.now())
        return lists_persons(asked.read(self.clock, self.find_cohort))

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
        sections = [self._lay_out(report, answer, words) for report, answer in pairs]
        title = wanted.title or (sections[0].title if len(sections) == 1 else words.say("export.answers"))
        sources = {
            "build": served[0]["build"],
            "answered_at": served[0]["answered_at"],
            "timezone": self.clock.timezone,
            "scanned_bytes": sum(each["scanned_bytes"] for each in served),
        }
        document = ExportDocument(title, wanted.language, sections, tell_sources(sources, words))
        content = self.write(document, wanted.format, self.now())
        name = f"{_name_file(title)}.{wanted.format}"
        return ExportFile(name, CONTENT_TYPES[wanted.format], content, document)

    def _lay_out(self, report: ReportAsked, served: Served, words: Words) -> ExportSection:
        own = {**served, "asked": report.asked}
        question, answer = read_served(own, words, self.clock, self.find_cohort)
        return lay_out_report(ReportToExport(question, answer, served["sql"]), words, report.title)


def _name_file(title: str) -> str:
    """Letters that each system takes."""
    return _NOT_IN_FILES.sub("-", title.lower())[:_MOST_NAME].strip("-") or "tally"
