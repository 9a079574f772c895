"""Serve a report to who asks over HTTP: from a kept answer, at once, or later by its id.

1. A question is asked once: while it runs, and as long as its answer is kept, all who ask it share it. Each
   says so before looking for its statements; who cancels looks once more before ending them.
2. Statements run in a workgroup of their own, so many at once for one caller and for all; a caller's bytes of
   a day have a limit. So no dashboard starves a night.
3. Lists of persons are for some roles, are of who asked, and are never kept.
4. Somebody waits: what does not need another's result is asked together, beside the engine's time.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from secrets import token_hex
from typing import Any

from tally.domain.answering.asked_report import AskedReport, TablesRead, Ticket, find_once, lists_persons
from tally.domain.answering.caller import Caller, Rights
from tally.domain.answering.limits import USUAL_LIMITS, Limits
from tally.domain.answering.refusals import NoSuchAnswer, StatementFailed
from tally.domain.answering.told_answer import Served, tell_answer
from tally.domain.errors import TallyError, TemporaryFailure
from tally.domain.reports.answer import complete_answer
from tally.domain.reports.plain_rows import list_plain_rows, write_moment
from tally.domain.reports.question import Question
from tally.domain.reports.written.written_question import FindVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.statements import bind_question, list_statements
from tally.ports.answering import KeptAnswers, Ledger, Queries, QueryState, RunTogether
from tally.ports.clock import Clock

FIRST_LOOK_S, SLOWEST_LOOK_S = 0.1, 1.0
LONGER = 1.1
"""Each pause is so much longer than the one before it: so an answer that is there waits for the next look a
twentieth of the engine's time."""

_ID = re.compile("[0-9a-f]{32}")


def run_in_turn(*tasks: Callable[[], Any]) -> list[Any]:
    """See RunTogether; where nobody waits."""
    return [task() for task in tasks]


@dataclass(frozen=True, slots=True)
class ServeReport:
    """Answers questions over the published tables of `database`; `find_tables` tells of when they are."""

    queries: Queries
    answers: KeptAnswers
    ledger: Ledger
    find_tables: Callable[[], TablesRead]
    find_cohort: FindVersion
    rights: Rights
    clock: ShopClock
    database: str
    now: Clock
    limits: Limits = USUAL_LIMITS
    pause: Callable[[float], None] = time.sleep
    together: RunTogether = run_in_turn

    def ask(
        self,
        caller: Caller,
        kind: str,
        asked: Mapping[str, Any],
        language: str | None = None,
        wait_s: float | None = None,
    ) -> Served:
        """The answer, told in a language where one is named, or its id after `wait_s` or the limit.

        BadQuestion, NotAllowed, Busy; NotPublished before the first night.
        """
        self.rights.check_asking(caller)
        # A saved cohort that somebody changes meanwhile stays as it was found first, for later looks, too.
        steady = replace(self, find_cohort=find_once(self.find_cohort))
        report = AskedReport(kind, asked, self.now()).with_versions(self.clock, steady.find_cohort)
        served = steady._answer(caller, report, wait_s)
        own = {**served, "asked": asked} if served["state"] == "answered" else served
        return tell_answer(own, language, self.clock, steady.find_cohort)

    def look(self, caller: Caller, answer_id: str, language: str | None = None, wait_s: float = 0) -> Served:
        """The answer of an id, as by `ask`, or that it is running still. NoSuchAnswer for other ids."""
        return tell_answer(self._look(caller, answer_id, wait_s), language, self.clock, self.find_cohort)

    def _look(self, caller: Caller, answer_id: str, wait_s: float) -> Served:
        self.rights.check_asking(caller)
        if not _ID.fullmatch(answer_id):
            raise NoSuchAnswer("An answer's id is 32 of 0-9 and a-f")
        if (kept := self._find_kept(answer_id)) is not None:
            return kept
        ticket = self.answers.find_ticket(answer_id)
        if ticket is None or (ticket.lists_persons and ticket.caller_key != caller.key):
            raise NoSuchAnswer("There is no answer of this id, or no more: ask the question again")
        if ticket.lists_persons:
            self.rights.check_persons(caller)
        return self._wait(ticket, wait_s)

    def cancel(self, caller: Caller, answer_id: str) -> None:
        """The caller waits no more; the statements end when nobody does. NoSuchAnswer where the caller does
        not wait."""
        self.rights.check_asking(caller)
        ticket = self.answers.find_ticket(answer_id) if _ID.fullmatch(answer_id) else None
        if ticket is None or caller.key not in self.answers.list_waiting(answer_id):
            raise NoSuchAnswer("No question of yours runs under this id")
        self.answers.leave(answer_id, caller.key)
        if self.answers.list_waiting(answer_id):
            return
        # Taken away first: who asks from now on starts anew. Who came just before waits for these.
        self.answers.drop(ticket)
        if self.answers.list_waiting(answer_id):
            self.answers.put(ticket)
            return
        self.queries.stop(ticket.queries)
        self._leave_to_be_counted(ticket)

    def _answer(self, caller: Caller, report: AskedReport, wait_s: float | None) -> Served:
        of_persons = lists_persons(self._read(report))
        if of_persons:
            self.rights.check_persons(caller)
        self.limits.check_asked(report)
        tables = self.find_tables()
        answer_id = token_hex(16) if of_persons else report.name(self.clock, self.find_cohort, tables)
        if (kept := self._find_kept(answer_id)) is not None:
            return kept
        ticket = self._join(Ticket(answer_id, report, tables, caller.key, lists_persons=of_persons))
        return self._wait(ticket, self.limits.wait_s if wait_s is None else wait_s)

    def _join(self, ticket: Ticket) -> Ticket:
        """The caller waits from now on, for what runs already or for statements of their own.

        Of what runs and of what has ended it is listed together: one that ends between is asked anew.
        """
        self.answers.join(ticket.id, ticket.caller_key)
        try:
            running, ended, spent_bytes = self.together(
                self.answers.list_running,
                partial(self.answers.find_ended, ticket.id),
                partial(self.ledger.total, ticket.caller_key, self._today()),
            )
            found = next((each for each in running if each.id == ticket.id), ended)
            return found or self._start(ticket, running, spent_bytes)
        except BaseException:
            self.answers.leave(ticket.id, ticket.caller_key)
            raise

    def _find_kept(self, answer_id: str) -> Served | None:
        kept = self.answers.find(answer_id)
        return None if kept is None else {**kept, "is_kept": True}

    def _read(self, report: AskedReport) -> Question:
        return report.read(self.clock, self.find_cohort)

    def _start(self, ticket: Ticket, running: Sequence[Ticket], spent_bytes: int) -> Ticket:
        if self._settle(running):
            spent_bytes = self.ledger.total(ticket.caller_key, self._today())
        self.limits.check_bytes(spent_bytes, self.now(), self.clock)
        # Its own ticket first, then the count: of two at the same moment each sees the other.
        if not self.answers.begin(ticket):
            return ticket
        queries: dict[str, str] = {}

        def start(sql: str) -> None:
            queries[sql] = self.queries.start(sql, self.database)

        try:
            self.limits.check_running(ticket, self.answers.list_running(but=ticket))
            question = self._read(ticket.report)
            statements = list_statements(question)
            self.together(*(partial(start, sql) for sql in statements))
        except BaseException:
            self.answers.drop(ticket)
            self._leave_to_be_counted(replace(ticket, queries=[*queries.values()]))
            raise
        started = replace(ticket, queries=[queries[sql] for sql in statements])
        self.answers.put(started)
        return started

    def _leave_to_be_counted(self, ticket: Ticket) -> None:
        """What its statements have read counts: a ticket without a reader."""
        if ticket.queries:
            self.answers.put(replace(ticket, id=token_hex(16), lists_persons=True))

    def _settle(self, running: Sequence[Ticket]) -> bool:
        """What has ended runs no more, and what it read is counted, whether somebody asks for it or not.

        True where something had ended.
        """
        return any(self.together(*(partial(self._settle_one, ticket) for ticket in running)))

    def _settle_one(self, ticket: Ticket) -> bool:
        states = self.queries.look(ticket.queries)
        if not _have_ended(states):
            return False
        self._count(ticket, states)
        self.answers.end(ticket)
        return True

    def _count(self, ticket: Ticket, states: Sequence[QueryState]) -> None:
        """What its statements have read, once, however often it is told."""
        day = self.clock.business_date(ticket.report.now)
        read = zip(ticket.queries, states, strict=True)
        add = partial(self.ledger.add, ticket.caller_key, day)
        self.together(*(partial(add, query_id, state.scanned_bytes) for query_id, state in read))

    def _today(self) -> date:
        return self.clock.business_date(self.now())

    def _wait(self, ticket: Ticket, wait_s: float) -> Served:
        left_s, pause_s = min(wait_s, self.limits.wait_s), FIRST_LOOK_S
        while not _have_ended(states := self.queries.look(ticket.queries)):
            if left_s <= 0:
                return {"id": ticket.id, "state": "running"}
            self.pause(pause_s)
            left_s -= pause_s
            pause_s = min(pause_s * LONGER, SLOWEST_LOOK_S)
            if not ticket.queries:  # another request starts it at this moment
                if (kept := self._find_kept(ticket.id)) is not None:
                    return kept
                ticket = self.answers.find_ticket(ticket.id) or ticket
        return self._finish(ticket, states)

    def _finish(self, ticket: Ticket, states: Sequence[QueryState]) -> Served:
        """It is counted and kept before it is forgotten: cut short before, somebody else does it again."""
        list_waiting = partial(self.answers.list_waiting, ticket.id)
        try:
            answer = self._complete(ticket, states)
            keep = [] if ticket.lists_persons else [partial(self.answers.keep, ticket, answer)]
            waiting, *_ = self.together(list_waiting, *keep)
        except TallyError as error:
            can_be_read_later = isinstance(error, TemporaryFailure) and not isinstance(error, StatementFailed)
            if not can_be_read_later:
                self._count(ticket, states)  # what failed may have been the counting
                self.answers.forget(ticket, list_waiting())  # asked again it starts anew
            raise
        self.answers.forget(ticket, waiting)
        return {**answer, "is_kept": False}

    def _read_rows(self, ticket: Ticket, states: Sequence[QueryState]) -> list[list[dict[str, Any]]]:
        """Of each statement; what they have read is counted meanwhile."""
        for state in states:
            if state.failure is not None:
                raise state.failure
        read = (partial(self.queries.rows, each, self.limits.rows) for each in ticket.queries)
        _, *rows = self.together(partial(self._count, ticket, states), *read)
        return rows

    def _complete(self, ticket: Ticket, states: Sequence[QueryState]) -> dict[str, Any]:
        report, question = ticket.report, self._read(ticket.report)
        answer = complete_answer(question, *self._read_rows(ticket, states))
        self.limits.check_rows(len(answer.rows))
        return {
            "id": ticket.id,
            "state": "answered",
            "kind": report.kind,
            "asked": report.asked,
            "days": {"first": question.first.isoformat(), "last": question.last.isoformat()},
            "columns": list(answer.columns),
            "rows": list_plain_rows(answer.rows, answer.columns),
            "notes": list(answer.notes),
            "verdict": {"verdict": answer.verdict.verdict, "reason": answer.verdict.reason},
            "build": ticket.tables.build,
            "cohorts": dict(report.cohorts),
            "answered_at": write_moment(report.now),
            "scanned_bytes": sum(state.scanned_bytes for state in states),
            "sql": bind_question(question),
        }


def _have_ended(states: Sequence[QueryState]) -> bool:
    return bool(states) and all(state.has_ended for state in states)
