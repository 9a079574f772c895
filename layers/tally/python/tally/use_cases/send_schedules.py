"""send_schedules: saved questions and dashboards that are due go where their schedules say, once a date.

1. A schedule waits for the night's tables, and is asked in its owner's name: their roles and limits are its.
2. Files and rows have a place of their own by date: written again they change nothing. Of each mail a mark is
   written before it is handed over: killed in between, nobody gets two (see send_daily_report).
3. What failed and may pass is tried by the next sweep, what fails in the same way again is not. A person
   hears of it once: of the first kind when it has lasted for two hours.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tally.domain.answering.caller import Caller, Role
from tally.domain.answering.refusals import Busy
from tally.domain.errors import BadQuestion, Misconfigured, NotPublished, TemporaryFailure
from tally.domain.exports.asked_export import MOST_TITLE
from tally.domain.exports.export_file import ExportFile
from tally.domain.schedules.due import ScheduleDue, choose_step, is_late
from tally.domain.schedules.export_schedule import DueSchedule, ExportSchedule
from tally.domain.schedules.failure_text import write_failure, write_subject
from tally.domain.schedules.recipients import find_owner
from tally.domain.schedules.scheduled_rows import list_scheduled_rows
from tally.domain.schedules.sending import ScheduleMark, SendingFailed, SendingState, SendingStep
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import DEFAULT_LANGUAGE, Words
from tally.modelling.building import build_moment
from tally.ports.clock import Clock
from tally.ports.exporting import ExportTicket, MakesExports
from tally.ports.published_page import PublishedPage
from tally.ports.scheduling import Accounts, ExportsShelf, MadeFile, MailsFile, ScheduleMarks
from tally.ports.sending import TellPerson
from tally.ports.settings import SettingStore

KIND = "schedule"
LONGEST_SWEEP, LONGEST_FILE = timedelta(minutes=9), timedelta(minutes=4)
"""A function ends after 15 minutes: a sweep begins no schedule after so long, and none waits longer for its
reports."""
PAUSE_S = 2.0

NOBODYS = Caller("schedules-of-nobody", frozenset({Role.EVERYBODY}))
"""In whose name a schedule is asked that was put by command without an owner."""

_PASSING = (TemporaryFailure, Busy, NotPublished)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Of one sweep: schedules sent, those that wait for the night, cannot be read, were left for the next
    sweep, and failed."""

    sent: int
    waiting: int
    unreadable: int
    left: int
    failed: Sequence[SendingFailed] = ()

    @property
    def counts(self) -> dict[str, int]:
        """As numbers."""
        return {
            "sent": self.sent,
            "waiting": self.waiting,
            "unreadable": self.unreadable,
            "left": self.left,
            "failed": len(self.failed),
        }


@dataclass(frozen=True, slots=True)
class SendSchedules:
    """Sweeps twice an hour; may run twice at once, late, and be killed anywhere.

    `language`: in which the person in charge is told of failures.
    """

    settings: SettingStore
    page: PublishedPage
    accounts: Accounts
    files: MakesExports
    shelf: ExportsShelf
    mails: MailsFile
    marks: ScheduleMarks
    tell: TellPerson
    clock: ShopClock
    now: Clock
    language: str = DEFAULT_LANGUAGE
    pause: Callable[[float], None] = time.sleep

    def sweep(self) -> Sweep:
        """Send what is due. A schedule that fails costs no other."""
        started, build = self.now(), self.page.find_build()
        counts: Counter[str] = Counter()
        failed = []
        for version in self.settings.list_newest(KIND):
            if version.text is None:
                continue
            if self.now() - started >= LONGEST_SWEEP:
                counts["left"] += 1
                continue
            try:
                due = self._read(version, build or "")
            except Misconfigured:  # a newer Tally wrote it
                counts["unreadable"] += 1
                continue
            try:
                counts[self._attend(due)] += 1
            except SendingFailed as error:
                failed.append((due, error))
        for due, failure in failed:
            self._note_failure(due, failure)
        failures = [failure for _, failure in failed]
        return Sweep(counts["sent"], counts["wait"], counts["unreadable"], counts["left"], failures)

    def send_now(self, name: str) -> str:
        """Send it whatever the hour and whatever was sent before; what was sent. Misconfigured without it."""
        version = self.settings.find_newest(SettingAddress(KIND, name))
        if version is None or version.text is None:
            raise Misconfigured(f"there is no schedule {name}: `tally schedules` lists all")
        build = self.page.find_build()
        if build is None:
            raise NotPublished("nothing is published yet: run the night first, by `tally run nightly`")
        return self._send(self._read(version, build), is_asked=True).name

    def _read(self, version: SettingVersion, build: str) -> DueSchedule:
        schedule = parse_schedule(version.text or "")
        return DueSchedule(
            version.address.name, version.number, schedule, self.clock.business_date(self.now()), build
        )

    def _attend(self, due: DueSchedule) -> str:
        """Send it if it is due: what was done."""
        now, rhythm = self.now(), due.schedule.rhythm
        published_at = build_moment(due.build) if due.build else None
        step = choose_step(rhythm, now, published_at, self.clock)
        if step is ScheduleDue.NOTHING:
            return "nothing"
        mark = self.marks.find(due.day, due.name)
        if mark is not None and mark.ends(due.version):
            return "nothing"
        if step is ScheduleDue.WAIT:
            if not is_late(rhythm, now, self.clock):
                return "wait"
            raise SendingFailed(SendingStep.WAIT, "the night has not published today's tables", True)
        self._send(due)
        self.marks.put(due.day, due.name, ScheduleMark(SendingState.SENT, due.version))
        return "sent"

    def _send(self, due: DueSchedule, *, is_asked: bool = False) -> ExportFile:
        to = due.schedule.to
        with _at(SendingStep.OWNER):
            accounts = self.accounts()
            caller = _find_caller(due.schedule, accounts)
        with _at(SendingStep.ADDRESSES):
            if to.mail:
                self.mails.check(to.mail, accounts)
        begun_at = self.now()
        with _at(SendingStep.FILE):
            file = self._make(due.schedule, caller)
            # Of one date and schedule: beside last week's it is another file.
            file = replace(file, name=f"{due.day}-{due.name}.{due.schedule.format}")
        made = MadeFile(file, begun_at)
        with _at(SendingStep.FOLDER):
            if to.folder:
                self.shelf.put_file(f"{to.folder}/{file.name}", made)
        with _at(SendingStep.TABLE):
            if to.table:
                rows = [*list_scheduled_rows(due.name, due.schedule, file.document, due.build)]
                self.shelf.put_rows(due.day, due.name, rows, made)
        with _at(SendingStep.MAIL):
            self.mails.send(due, file, is_asked=is_asked)
        return file

    def _make(self, schedule: ExportSchedule, caller: Caller) -> ExportFile:
        """The file, once its reports are answered."""
        title = schedule.saved.description.strip()[:MOST_TITLE]
        body: dict[str, Any] = {
            schedule.thing.value: schedule.of,
            "format": schedule.format.value,
            "language": schedule.language,
            **({"title": title} if title else {}),
        }
        started, made = self.now(), self.files.make(caller, body)
        while isinstance(made, ExportTicket):
            if self.now() - started >= LONGEST_FILE:
                raise TemporaryFailure(f"its reports have no answer after {LONGEST_FILE}")
            self.pause(PAUSE_S)
            made = self.files.go_on(caller, made)
        return made

    def _note_failure(self, due: DueSchedule, failed: SendingFailed) -> None:
        """A person hears of it before it is noted: killed in between, they hear it twice."""
        if failed.is_passing and not is_late(due.schedule.rhythm, self.now(), self.clock):
            return
        state = SendingState.TOLD if failed.is_passing else SendingState.GIVEN_UP
        mark = ScheduleMark(state, due.version)
        if self.marks.find(due.day, due.name) == mark:
            return
        words = Words(self.language)
        self.tell(write_subject(due.name, words), write_failure(due, failed, state, words))
        self.marks.put(due.day, due.name, mark)


def _find_caller(schedule: ExportSchedule, accounts: Sequence[Caller]) -> Caller:
    """In whose name it is asked."""
    owner = schedule.saved.owner
    if not owner:
        return NOBODYS
    found = find_owner(owner, accounts)
    if found is None:
        raise BadQuestion(f"{owner} has no account any more, or no role")
    return found


@contextmanager
def _at(step: SendingStep) -> Iterator[None]:
    """Whatever fails inside failed at this step: a fault of Tally's own, too, costs no other schedule."""
    try:
        yield
    except Exception as error:
        raise SendingFailed(step, str(error) or type(error).__name__, isinstance(error, _PASSING)) from error
