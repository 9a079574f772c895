"""What answering a report over HTTP needs: an engine that is not waited for, kept answers, and a ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tally.domain.answering.asked_report import Ticket
from tally.domain.errors import TallyError


@dataclass(frozen=True, slots=True)
class QueryState:
    """`scanned_bytes` so far, or in all. `failure`: why it has ended without rows, which is final;
    StatementFailed where a new statement may do better."""

    has_ended: bool
    scanned_bytes: int
    failure: TallyError | None = None


class RunTogether(Protocol):
    """Several calls, none of which needs another's result."""

    def __call__(self, *tasks: Callable[[], Any]) -> list[Any]:
        """Their results in their order, when all have ended. Of several errors the first in that order."""


class Queries(Protocol):
    """Statements that run while nobody waits."""

    def start(self, sql: str, database: str) -> str:
        """The id of the statement, which runs from now on."""

    def look(self, query_ids: Sequence[str]) -> Sequence[QueryState]:
        """How far each is, in their order."""

    def stop(self, query_ids: Sequence[str]) -> None:
        """End those that still run."""

    def rows(self, query_id: str, most: int) -> list[dict[str, Any]]:
        """The rows of one that has ended well. TooMuch beyond `most`. TemporaryFailure: read them later."""


class KeptAnswers(Protocol):
    """Answers, and questions under way. All of it may be deleted at any time: it is asked anew."""

    def find(self, answer_id: str) -> Mapping[str, Any] | None:
        """A kept answer."""

    def keep(self, ticket: Ticket, answer: Mapping[str, Any]) -> None:
        """Keep one for some days, unless somebody was erased since its question was asked."""

    def list_running(self, but: Ticket | None = None) -> Sequence[Ticket]:
        """All questions under way, but one; those that nobody starts any more are gone."""

    def find_ended(self, answer_id: str) -> Ticket | None:
        """A question that has ended and was not read yet."""

    def find_ticket(self, answer_id: str) -> Ticket | None:
        """A question that is under way, or has ended and was not read yet."""

    def begin(self, ticket: Ticket) -> bool:
        """Write a question that is to start. False: its caller begins the same at this moment."""

    def put(self, ticket: Ticket) -> None:
        """Write anew what is known of a question under way."""

    def end(self, ticket: Ticket) -> None:
        """Its statements have ended: it runs no more, and can be read. One that was dropped stays so."""

    def drop(self, ticket: Ticket) -> None:
        """Forget a question, but not who waits for it."""

    def forget(self, ticket: Ticket, caller_keys: Sequence[str]) -> None:
        """Forget a question, and that these callers wait for it."""

    def join(self, answer_id: str, caller_key: str) -> None:
        """Somebody waits for an answer."""

    def leave(self, answer_id: str, caller_key: str) -> None:
        """Somebody waits no more."""

    def list_waiting(self, answer_id: str) -> Sequence[str]:
        """The callers who wait for an answer, by their keys."""


class Ledger(Protocol):
    """The bytes that each caller's questions have read on a day."""

    def add(self, caller_key: str, day: date, query_id: str, scanned_bytes: int) -> None:
        """Once for each statement, however often it is told."""

    def total(self, caller_key: str, day: date) -> int:
        """Bytes of the day so far."""
