"""What all questions have: days, events, and rows that become an answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, runtime_checkable

from tally.domain.reports.asked_events import AskedEvent


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
    def columns(self) -> Sequence[str]:
        """Names of the answer's columns, in their order."""

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """The answer from the rows of its statement: shares, rows of nothing, their order."""


@runtime_checkable
class WideQuestion(Protocol):
    """A question whose answer rests on other days than those asked for."""

    @property
    def rests_on(self) -> tuple[tuple[date, date], tuple[date, date]]:
        """First and last of the days under its numbers, and of those that it compares them with.

        Where it compares nothing, these are the days asked for.
        """


@runtime_checkable
class NotedQuestion(Protocol):
    """A question whose answer needs words beside its rows."""

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> Sequence[str]:
        """Sentences without their full stop, of the completed rows: what was left out of them, and why."""
