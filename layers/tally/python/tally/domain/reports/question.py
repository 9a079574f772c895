"""What all questions have: days, events, and rows that become an answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

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
