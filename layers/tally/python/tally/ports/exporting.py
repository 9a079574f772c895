"""What export_report needs: reports that are answered, and files that are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tally.domain.answering.caller import Caller
from tally.domain.exports.asked_export import AskedExport
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_file import ExportFile

WriteExport = Callable[[ExportDocument, str, datetime], bytes]
"""A document as a format; the moment is the one that the file tells."""


class ReportAnswers(Protocol):
    """Reports over HTTP: the caller's rights and limits are theirs."""

    def ask(self, caller: Caller, kind: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer, or {"id": ..., "state": "running"}."""

    def look(self, caller: Caller, answer_id: str) -> Mapping[str, Any]:
        """The answer of an id, or that it is running still. NoSuchAnswer for other ids."""


@dataclass(frozen=True, slots=True)
class ExportTicket:
    """An export whose reports are not all answered: whose it is (Caller.key), the ids of its answers, and why
    some panels of its dashboard have none (`troubles`: a sentence, or None). `questions`: the names of those
    that are asked as they are saved."""

    id: str
    caller_key: str
    wanted: AskedExport
    answer_ids: tuple[str | None, ...]
    troubles: tuple[str | None, ...]
    questions: tuple[str | None, ...]


class ExportTickets(Protocol):
    """Exports under way."""

    def put(self, ticket: ExportTicket) -> None:
        """Keep it, in the place of an older one of its id."""

    def find(self, export_id: str) -> ExportTicket | None:
        """None where there is none of this id."""


class ExportsPlace(Protocol):
    """Where files that are too large for an answer wait to be fetched, for some minutes."""

    def put(self, file: ExportFile) -> str:
        """The address of the file, which needs no log-in. TemporaryFailure where somebody was erased since
        its answers were asked: made again it is without them."""


class MakesExports(Protocol):
    """Files of reports, for who waits for them itself."""

    def make(self, caller: Caller, body: Mapping[str, Any]) -> ExportFile | ExportTicket:
        """The file, or the ticket to go on with while its reports are answered. `body` is that of the API."""

    def go_on(self, caller: Caller, ticket: ExportTicket) -> ExportFile | ExportTicket:
        """The same later, by the ticket."""


FindAnswers = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
"""What the newest build has published of saved questions, by their names, of those that it has."""

ReadPublished = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
"""Published files of the page by name, all of one build. NotPublished before the first night."""
