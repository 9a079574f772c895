"""What send_schedules needs beside reports, mails and settings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from tally.domain.answering.caller import Caller
from tally.domain.exports.export_file import ExportFile
from tally.domain.schedules.export_schedule import DueSchedule
from tally.domain.schedules.sending import ScheduleMark


class Accounts(Protocol):
    """Who may log in."""

    def __call__(self) -> Sequence[Caller]:
        """All accounts that have a role and are not switched off."""


class ScheduleMarks(Protocol):
    """What is noted of each schedule on a date of the shop's."""

    def find(self, day: date, name: str) -> ScheduleMark | None:
        """None where nothing is."""

    def put(self, day: date, name: str, mark: ScheduleMark) -> None:
        """Note it, in the place of what was noted."""


class MailsFile(Protocol):
    """Mails a file to the addresses of its schedule."""

    def check(self, addresses: Sequence[str], accounts: Sequence[Caller]) -> None:
        """Misconfigured where one of them may not be mailed, or no mail is sent at all."""

    def send(self, due: DueSchedule, file: ExportFile, *, is_asked: bool) -> None:
        """To each once a date; again where somebody asks for it now.

        TemporaryFailure where mails were refused, PermanentFailure where nobody knows whether they were sent:
        after all others were.
        """


class MadeFile(NamedTuple):
    """A file, and when its making began (UTC): who was erased before that is not in it."""

    file: ExportFile
    begun_at: datetime


class ExportsShelf(Protocol):
    """The bucket of files and rows that are sent on time. What is written again takes its own place.

    TemporaryFailure where somebody was erased since its making began: then nothing of it is kept.
    """

    def put_file(self, key: str, made: MadeFile) -> None:
        """Write a file, by its place in the shop's folders."""

    def put_rows(self, day: date, name: str, rows: Sequence[Mapping[str, Any]], made: MadeFile) -> None:
        """Write the rows of what a schedule sends on a date; they are plain JSON."""
