"""What all questions have: days, events, and rows that become an answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, runtime_checkable

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.calendar_units import BEGINNING, END
from tally.domain.reports.events_verdict import EventsVerdict

Days = tuple[date, date]
"""The first and the last, both inside."""


class Question(Protocol):
    """A report that can be asked: one frozen dataclass a kind, checked when it is made (BadQuestion)."""

    @property
    def first(self) -> date:
        """The first of the shop's days that it is about."""

    @property
    def last(self) -> date:
        """The last of them."""

    @property
    def events(self) -> Sequence[AskedEvent]:
        """The events that its numbers rest on: their verdict is the answer's."""

    @property
    def properties(self) -> Sequence[str]:
        """What it looks at of these events, by name (see asked_properties and joined_properties)."""

    @property
    def told_properties(self) -> Sequence[str]:
        """Of these, those whose values stand in the answer, or are reckoned into it: more than looked for."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of the answer's columns, in their order."""

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """The answer from the rows of its statement: shares, rows of nothing, their order."""


@runtime_checkable
class WideQuestion(Protocol):
    """A question whose answer rests on other days than those asked for."""

    @property
    def rests_on(self) -> tuple[Days, Days]:
        """First and last of the days under its numbers, and of those that it compares them with.

        Where it compares nothing, these are the days asked for.
        """


@runtime_checkable
class NotedQuestion(Protocol):
    """A question whose answer needs words beside its rows."""

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[str]:
        """Sentences without their full stop, of the completed rows: what was left out of them, and why."""


@runtime_checkable
class JudgedQuestion(Protocol):
    """A question whose rows have verdicts of their own."""

    def judge(self, rows: Sequence[Mapping[str, Any]]) -> EventsVerdict:
        """The answer's, of the completed rows."""


def check_days(first: date, last: date) -> None:
    """BadQuestion where the days end before they begin, or lie where no event can."""
    if first > last:
        raise BadQuestion(f"The days end ({last}) before they begin ({first})")
    if first < BEGINNING or last > END:
        raise BadQuestion(
            f"No event lies on {first if first < BEGINNING else last}: ask from {BEGINNING} to {END}"
        )


def find_days_under(question: Question) -> tuple[Days, Days]:
    """See WideQuestion.rests_on; of any other question the days asked for, twice."""
    if isinstance(question, WideQuestion):
        return question.rests_on
    asked = (question.first, question.last)
    return asked, asked


def list_notes(question: Question, rows: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    """See NotedQuestion.tell; of any other question none."""
    return question.tell(rows) if isinstance(question, NotedQuestion) else ()
