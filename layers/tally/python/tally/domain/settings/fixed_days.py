"""Saved questions that say their days as dates: whatever sends or shows them has the same days each time.

They move on where they are others a year later: so do `last`, today and yesterday, and `from` without `to`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from tally.domain.errors import Misconfigured
from tally.domain.reports.cohort import CohortMembers, CohortSizes
from tally.domain.reports.question import Days
from tally.domain.settings.dashboard_text import list_shown
from tally.domain.settings.question_text import read_at
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.setting import SettingAddress, SettingVersion

FindText = Callable[[SettingAddress], str | None]
"""The text that stands of a setting; None where none does."""

ASKED_OF_DAYS: Mapping[str, Sequence[str]] = MappingProxyType(
    {"question": (), "dashboard": ("question",), "schedule": ("question", "dashboard")}
)
"""Kinds of settings whose answers may be of the same days each time, with the kinds below that say so."""

_LATER = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class FixedQuestion:
    """A saved question, and the first and the last of its days, both inside, whenever it is asked."""

    name: str
    first: date
    last: date

    @property
    def members(self) -> Mapping[str, str]:
        """As the API tells it."""
        return {"question": self.name, "from": f"{self.first}", "to": f"{self.last}"}

    def __str__(self) -> str:
        """Such as from-cart: 2026-03-02 to 2026-03-08."""
        days = f"{self.first} to {self.last}" if self.first < self.last else f"{self.first}"
        return f"{self.name}: {days}"


def find_texts(versions: Sequence[SettingVersion]) -> FindText:
    """Of versions that were read together."""
    return {each.address: each.text for each in versions}.get


def list_fixed(address: SettingAddress, find_text: FindText, now: datetime) -> Sequence[FixedQuestion]:
    """Of a question, of a dashboard's panels, of what a schedule sends. What no longer reads has none."""
    try:
        return [*dict.fromkeys(_list_fixed(address, find_text, now))]
    except Misconfigured:  # a newer Tally wrote it
        return []


def _list_fixed(address: SettingAddress, find_text: FindText, now: datetime) -> Iterator[FixedQuestion]:
    text = find_text(address)
    if text is None:
        return
    match address.kind:
        case "question":
            if fixed := _find_fixed(address.name, text, now):
                yield fixed
        case "dashboard":
            for name in list_shown(text, "question"):
                yield from list_fixed(SettingAddress("question", name), find_text, now)
        case "schedule":
            schedule = parse_schedule(text)
            yield from list_fixed(SettingAddress(schedule.thing.value, schedule.of), find_text, now)


def _find_fixed(name: str, text: str, now: datetime) -> FixedQuestion | None:
    days = _read_days(text, now)
    try:
        moves = _read_days(text, now + _LATER) != days
    except Misconfigured:  # they have become too many
        moves = True
    return None if moves else FixedQuestion(name, *days)


def _read_days(text: str, now: datetime) -> Days:
    match question := read_at(text, now):
        case CohortMembers() | CohortSizes():  # its first day is that of its conditions
            return min(question.days), max(question.days)
    return question.first, question.last
