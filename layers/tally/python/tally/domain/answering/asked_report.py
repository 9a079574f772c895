"""A question that came over HTTP: what it is kept under, and what is known while it is answered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tally import VERSION
from tally.domain.plan.addresses import is_own
from tally.domain.plan.personal_data import plain_name
from tally.domain.reports.question import Question
from tally.domain.reports.written.kinds import read_question
from tally.domain.reports.written.written_question import CohortLookup
from tally.domain.shop.shop_clock import ShopClock


@dataclass(frozen=True, slots=True)
class TablesRead:
    """`build` is the night whose tables are published, `lake` the newest commit of events: people's events
    stand in the published view as soon as they are committed."""

    build: str
    lake: str


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report of a `kind`, `asked` as it was written, `now` when."""

    kind: str
    asked: Mapping[str, Any]
    now: datetime

    def read(self, clock: ShopClock, find_cohort: CohortLookup) -> Question:
        """The question; BadQuestion where it is none."""
        return read_question(self.kind, self.asked, clock, self.now, find_cohort)

    def name(self, clock: ShopClock, find_cohort: CohortLookup, tables: TablesRead) -> str:
        """The same for all who ask the same of the same tables within an hour, however they write it.

        What is asked as of now is so of the hour (ours): a period that ends in it is complete a little later.
        """
        hour = self.now.replace(minute=0, second=0, microsecond=0)
        question = read_question(self.kind, self.asked, clock, hour, find_cohort)
        return hashlib.sha256(repr((VERSION, tables, question)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question under way: whose it is (Caller.key), and the engine's ids of its statements."""

    id: str
    report: AskedReport
    tables: TablesRead
    caller_key: str
    queries: Sequence[str] = ()
    lists_persons: bool = False


_PERSONAL = frozenset(
    map(plain_name, ("user_id", "device_id", "distinct_id", "name", "first_name", "last_name", "username"))
)


def lists_persons(report: AskedReport, question: Question) -> bool:
    """Whether its rows are persons, or its segments name them: such an answer is never kept."""
    return "person" in question.columns or _names_persons(str(report.asked.get("by") or ""))


def _names_persons(breakdown: str) -> bool:
    """By `profile.email:first` there is a row for each address."""
    name = breakdown.partition(":")[0].removeprefix("profile.")
    return is_own(name) or plain_name(name) in _PERSONAL
