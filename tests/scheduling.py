"""Schedules in tests: the use case on memory alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tally.domain.answering.caller import Caller, Role
from tally.domain.audit.verdicts import Verdict
from tally.domain.errors import TallyError
from tally.domain.exports.asked_export import AskedExport
from tally.domain.exports.document import CellKind, ExportColumn, ExportDocument, ExportSection, ExportTable
from tally.domain.exports.export_file import ExportFile
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.schedules.sending import ScheduleMark
from tally.domain.schedules.told_schedule import MailFrame
from tally.domain.shop.shop_clock import ShopClock
from tally.ports.exporting import ExportTicket
from tally.ports.scheduling import MadeFile
from tally.use_cases.mail_scheduled import MailScheduled
from tally.use_cases.send_schedules import SendSchedules

from tests.fakes import Journal
from tests.mailing import Post
from tests.settings import MemorySettings, hold

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
"""Eight on the shop's clock, Europe/Rome."""
BUILD = "b20260302t021500"
ADA = Caller("ada", frozenset({Role.EVERYBODY}), "ada@shop.example")
BOARD = Caller("bo", frozenset({Role.EXECUTIVES}), "bo@board.example")
EVERY_MONDAY = """owner = "ada@shop.example"
question = "from-cart"
every = "week"
day = "monday"
[to]
mail = ["bo@board.example", "team@shop.example"]
folder = "board"
table = true
"""


def a_file(size: int = 4) -> ExportFile:
    """A PDF of one disputed answer."""
    columns = [
        ExportColumn("name", "Step", CellKind.TEXT),
        ExportColumn("reached", "Reached", CellKind.COUNT),
    ]
    rows = [{"name": "View", "reached": 9}, {"name": "Order", "reached": 3}]
    verdict = EventsVerdict(Verdict.DISPUTED, "10 of 109 orders are missing")
    told = "Of 9 with View, 3 came to Order."
    section = ExportSection("From cart", (), (), ExportTable(columns, rows), verdict, sentence=told)
    return ExportFile(
        "from-cart.pdf",
        "application/pdf",
        b"%" * size,
        ExportDocument("From cart", "en", [section], ()),
        datetime(2026, 5, 10, 12, tzinfo=UTC),
    )


@dataclass
class Files:
    """See ports.MakesExports: the file comes at once, or with the look after it is `slow`; or `error`."""

    file: ExportFile = field(default_factory=a_file)
    slow: bool = False
    error: Exception | None = None
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def make(self, caller: Caller, body: Mapping[str, Any]) -> ExportFile | ExportTicket:
        self.asked.append((caller.subject, body))
        if self.error is not None:
            raise self.error
        return (
            ExportTicket("t", caller.key, AskedExport.read(body), (None,), (None,), (None,))
            if self.slow
            else self.file
        )

    def go_on(self, _caller: Caller, _ticket: ExportTicket) -> ExportFile | ExportTicket:
        return self.file


@dataclass
class Scheduling:
    """What is held: mails in `post`, files and rows in `shelf`, and what was `told` to a person."""

    texts: Mapping[str, str] = field(default_factory=lambda: {"mondays": EVERY_MONDAY})
    build: str | None = BUILD
    sender: str = "tally@shop.example"
    files: Files = field(default_factory=Files)
    post: Post = field(default_factory=Post)
    accounts: Sequence[Caller] = (ADA, BOARD)
    shelf: dict[str, Any] = field(default_factory=dict)
    marks: dict[tuple[date, str], ScheduleMark] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    refusal: TallyError | None = None

    def __post_init__(self) -> None:
        self.settings = MemorySettings()
        for name, text in self.texts.items():
            hold(self.settings, "schedule", name, text)

    @property
    def journal(self) -> Journal:
        return self.post.journal

    def at(self, now: datetime = MONDAY) -> SendSchedules:
        """The use case at a moment."""
        frame = MailFrame(self.sender, "it@shop.example", "Europe/Rome", "https://tally.shop.example/")
        mails = MailScheduled(
            self.post, self.post, lambda told: told.title, lambda told: told.title, frame, lambda: now
        )
        held = (self.settings, self, lambda: self.accounts, self.files, self, mails, self, self.tell)
        return SendSchedules(*held, ShopClock("Europe/Rome"), lambda: now, pause=self.slept.append)

    def find_build(self) -> str | None:
        return self.build

    def read(self, _build: str, _name: str) -> bytes | None:
        return None

    def put_file(self, key: str, made: MadeFile) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.journal.note("file", key)
        self.shelf[key] = made.file.content

    def put_rows(self, day: date, name: str, rows: Sequence[Mapping[str, Any]], _made: MadeFile) -> None:
        self.journal.note("rows", name)
        self.shelf[f"{day}/{name}"] = rows

    def find(self, day: date, name: str) -> ScheduleMark | None:
        return self.marks.get((day, name))

    def put(self, day: date, name: str, mark: ScheduleMark) -> None:
        self.journal.note("mark", mark.state)
        self.marks[day, name] = mark

    def tell(self, subject: str, text: str) -> None:
        self.journal.note("tell", subject)
        self.told.append((subject, text))
