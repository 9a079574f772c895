"""A question that came over HTTP: what it is kept under, and what is known while it is answered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from tally import VERSION
from tally.domain.plan.addresses import is_own
from tally.domain.plan.personal_data import plain_name
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.joined_properties import PROFILE
from tally.domain.reports.of_cohorts import list_cohort_versions
from tally.domain.reports.question import Question
from tally.domain.reports.written.kinds import read_question
from tally.domain.reports.written.written_question import CohortLookup, FindVersion
from tally.domain.shop.shop_clock import ShopClock


@dataclass(frozen=True, slots=True)
class TablesRead:
    """`build` is the night whose tables are published, `lake` the newest commit of events: people's events
    stand in the published view as soon as they are committed."""

    build: str
    lake: str


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report of a `kind`, `asked` as it was written, `now` when.

    `cohorts`: the versions in which it reads saved cohorts; the newest of those that are not there.
    """

    kind: str
    asked: Mapping[str, Any]
    now: datetime
    cohorts: Mapping[str, int] = field(default_factory=dict)

    def read(self, clock: ShopClock, find_cohort: FindVersion) -> Question:
        """The question; BadQuestion where it is none."""
        return read_question(self.kind, self.asked, clock, self.now, keep_versions(find_cohort, self.cohorts))

    def with_versions(self, clock: ShopClock, find_cohort: FindVersion) -> Self:
        """The same for good: of those versions that its cohorts have now."""
        return replace(self, cohorts=list_cohort_versions(self.read(clock, find_cohort)))

    def name(self, clock: ShopClock, find_cohort: FindVersion, tables: TablesRead) -> str:
        """The same for all who ask the same of the same tables within an hour, however they write it.

        What is asked as of now is so of the shop's hour (ours): a period that ends in it is complete a little
        later.
        """
        hour = clock.hour_start(self.now)
        question = replace(self, now=hour).read(clock, find_cohort)
        versions = list_cohort_versions(question)
        return hashlib.sha256(repr((VERSION, tables, question, versions)).encode()).hexdigest()[:32]


def keep_versions(find_cohort: FindVersion, versions: Mapping[str, int]) -> CohortLookup:
    """Saved cohorts in these versions, the newest of others."""
    return lambda name: find_cohort(name, versions.get(name))


def find_once(find_cohort: FindVersion) -> FindVersion:
    """The same, which reads a cohort once: the newest is its version's, too."""
    found: dict[tuple[str, int | None], Cohort] = {}

    def find(name: str, version: int | None) -> Cohort:
        if (name, version) not in found:
            cohort = find_cohort(name, version)
            found[name, version] = cohort
            for saved in cohort.versions:
                found[saved] = cohort
        return found[name, version]

    return find


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
