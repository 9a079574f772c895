"""A question that came over HTTP: what it is kept under, and what is known while it is answered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tally import VERSION
from tally.domain.plan.addresses import is_own
from tally.domain.plan.personal_data import plain_name
from tally.domain.reports.joined_properties import PROFILE
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

        What is asked as of now is so of the shop's hour (ours): a period that ends in it is complete a little
        later.
        """
        hour = clock.hour_start(self.now)
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
    map(
        plain_name,
        (
            *("user_id", "device_id", "distinct_id", "anonymous_id", "customer_id", "person_id"),
            *("anon_distinct_id", "identified_id", "external_id", "member_id"),
            *("name", "full_name", "first_name", "last_name", "given_name", "family_name", "middle_name"),
            *("surname", "username", "nickname", "contact"),
        ),
    )
)
_ADDRESSES = ("email", "mailaddress", "phone", "phonenumber")
"""Ends of plain names: `contact_email`, `billing phone`."""


def lists_persons(question: Question) -> bool:
    """Whether its rows are persons, or what it tells names them: such an answer is never kept."""
    return "person" in question.columns or any(map(_names_persons, question.told_properties))


def _names_persons(property_name: str) -> bool:
    """By `profile.email` there is a row for each address. Mixpanel's own names begin with a `$`."""
    name = plain_name(property_name.removeprefix(PROFILE)).lstrip("$")
    return is_own(name) or name in _PERSONAL or name.endswith(_ADDRESSES)
