"""Reports over HTTP in tests: what the use case needs from memory, and calls as the gateway makes them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from requests import PreparedRequest
from tally.domain.answering.asked_report import TablesRead, Ticket
from tally.domain.answering.caller import Caller, Rights, Role
from tally.domain.answering.limits import Limits
from tally.domain.answering.refusals import TooMuch
from tally.domain.page.page_file import FOLDERS
from tally.domain.reports.written.written_question import know_no_cohort
from tally.domain.shop.shop_clock import ShopClock
from tally.ports.answering import QueryState
from tally.use_cases.change_setting import ChangeSetting
from tally.use_cases.read_page import ReadPage
from tally.use_cases.serve_report import ServeReport
from tally.use_cases.serve_settings import ServeSettings

from tests.settings import MemorySettings

NOW = datetime(2026, 5, 10, 12, 30, tzinfo=UTC)
GIBIBYTE = 1024**3
PATIENT = Limits(wait_s=2)
AUDITED = {
    "reason": None,
    "disputed": 0,
    "open_cells": 0,
    "unwitnessed_events": 0,
    "events": 0,
    "matched": 0,
    "witness_events": 0,
}


def caller(name: str = "ada", *roles: str) -> Caller:
    return Caller(name, frozenset(roles or (Role.EVERYBODY,)))


@dataclass
class MemoryQueries:
    """See ports.Queries. `run` is called when rows are read; `running` has those not ended."""

    run: Callable[[str], list[dict[str, Any]]]
    scanned_bytes: int = GIBIBYTE
    started: dict[str, str] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    is_slow: bool = False

    def start(self, sql: str, database: str) -> str:
        query_id = f"q{len(self.started)}"
        self.started[query_id] = sql
        if self.is_slow:
            self.running.add(query_id)
        return query_id

    def look(self, query_ids: Sequence[str]) -> Sequence[QueryState]:
        return [QueryState(each not in self.running, self.scanned_bytes) for each in query_ids]

    def stop(self, query_ids: Sequence[str]) -> None:
        self.running.difference_update(query_ids)
        self.stopped.update(query_ids)

    def rows(self, query_id: str, most: int) -> list[dict[str, Any]]:
        rows = self.run(self.started[query_id])
        if len(rows) > most:
            raise TooMuch(f"The answer has more than {most:,} rows")
        return rows


@dataclass
class MemoryAnswers:
    """See ports.KeptAnswers."""

    kept: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    running: dict[str, Ticket] = field(default_factory=dict)
    ended: dict[str, Ticket] = field(default_factory=dict)
    waiting: set[tuple[str, str]] = field(default_factory=set)

    def find(self, answer_id: str) -> Mapping[str, Any] | None:
        return self.kept.get(answer_id)

    def keep(self, ticket: Ticket, answer: Mapping[str, Any]) -> None:
        self.kept[ticket.id] = json.loads(json.dumps(answer))

    def list_running(self, but: Ticket | None = None) -> Sequence[Ticket]:
        return [each for each in self.running.values() if each != but]

    def find_ended(self, answer_id: str) -> Ticket | None:
        return self.ended.get(answer_id)

    def find_ticket(self, answer_id: str) -> Ticket | None:
        return self.running.get(answer_id) or self.ended.get(answer_id)

    def begin(self, ticket: Ticket) -> bool:
        standing = self.running.get(ticket.id)
        if standing is not None and standing.caller_key == ticket.caller_key:
            return False
        self.put(ticket)
        return True

    def put(self, ticket: Ticket) -> None:
        self.running[ticket.id] = ticket

    def end(self, ticket: Ticket) -> None:
        if self.running.pop(ticket.id, None):
            self.ended[ticket.id] = ticket

    def drop(self, ticket: Ticket) -> None:
        self.running.pop(ticket.id, None)
        self.ended.pop(ticket.id, None)

    def forget(self, ticket: Ticket, caller_keys: Sequence[str]) -> None:
        self.drop(ticket)
        self.waiting.difference_update((ticket.id, key) for key in caller_keys)

    def join(self, answer_id: str, caller_key: str) -> None:
        self.waiting.add((answer_id, caller_key))

    def leave(self, answer_id: str, caller_key: str) -> None:
        self.waiting.discard((answer_id, caller_key))

    def list_waiting(self, answer_id: str) -> Sequence[str]:
        return [key for waited, key in self.waiting if waited == answer_id]


@dataclass
class MemoryLedger:
    """See ports.Ledger."""

    told: dict[tuple[str, date], dict[str, int]] = field(default_factory=dict)

    def add(self, caller_key: str, day: date, query_id: str, scanned_bytes: int) -> None:
        self.told.setdefault((caller_key, day), {})[query_id] = scanned_bytes

    def total(self, caller_key: str, day: date) -> int:
        return sum(self.told.get((caller_key, day), {}).values())


@dataclass
class Asking:
    """The use case on memory alone; time passes only where it pauses."""

    run: Callable[[str], list[dict[str, Any]]] = lambda sql: [AUDITED] if "unwitnessed_events" in sql else []
    timezone: str = "Europe/Rome"
    limits: Limits = PATIENT
    build: str = "b1"
    lake: str = "00001.json"
    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.queries, self.answers, self.ledger = MemoryQueries(self.run), MemoryAnswers(), MemoryLedger()
        self.serve = ServeReport(
            queries=self.queries,
            answers=self.answers,
            ledger=self.ledger,
            find_tables=lambda: TablesRead(self.build, self.lake),
            find_cohort=know_no_cohort,
            rights=Rights(frozenset({Role.ADMINISTRATORS})),
            clock=ShopClock(self.timezone),
            database="lake",
            now=lambda: self.now,
            limits=self.limits,
            pause=self.slept.append,
        )


def call_event(kind: str, asked: object, *groups: str) -> dict[str, Any]:
    """A question as the gateway hands it on; without groups nobody is logged in."""
    event = _event({"kind": kind}, groups)
    return event | {"body": asked if isinstance(asked, str) else json.dumps(asked)}


def poll_event(answer_id: str, *groups: str, method: str = "GET") -> dict[str, Any]:
    """A look at the answer of an id; by DELETE it is cancelled."""
    return _event({"id": answer_id}, groups, method)


def file_event(name: str, *groups: str, **headers: str) -> dict[str, Any]:
    """A published file is asked for."""
    folder, _, rest = name.partition("/")
    places = {"folder": folder, "name": rest} if folder in FOLDERS else {"name": name}
    return _event(places, groups) | {"headers": headers}


@dataclass
class MemoryPage:
    """See ports.PublishedPage."""

    files: dict[str, bytes] = field(default_factory=dict)
    build: str | None = "b1"

    def find_build(self) -> str | None:
        return self.build

    def read(self, build: str, name: str) -> bytes | None:
        return self.files.get(name)


def read_page(page: MemoryPage) -> ReadPage:
    return ReadPage(page, Rights(frozenset({Role.ADMINISTRATORS})))


def _event(places: Mapping[str, str], groups: Sequence[str], method: str = "POST") -> dict[str, Any]:
    claims = {"sub": "ada", "cognito:groups": f"[{' '.join(groups)}]"}
    context: dict[str, Any] = {"requestId": "r-1", "http": {"method": method}}
    if groups:
        context["authorizer"] = {"jwt": {"claims": claims}}
    return {"pathParameters": dict(places), "requestContext": context, "isBase64Encoded": False}


BODIES: dict[str, dict[str, Any]] = {
    "question": {"kind": "funnel", "asked": {"steps": ["Product Added", "Order Completed"]}},
    "cohort": {"asked": {"did": ["Order Completed; at least 2"]}, "description": "twice"},
    "dashboard": {"title": "Every morning", "panel": [{"published": "kpis", "width": 2}]},
    "schedule": {"dashboard": "trust", "every": "week", "day": "monday", "to": {"mail": ["a@shop.example"]}},
}
"""Of each kind that people save, one."""


def serve_settings(now: datetime = NOW) -> ServeSettings:
    """On memory alone; ada is of everybody, as all are."""
    store, clock = MemorySettings(), ShopClock("Europe/Rome")
    return ServeSettings(
        store, lambda who: ChangeSetting(store, lambda: now, who, clock), Rights(frozenset()), lambda: now
    )


def setting_event(sent: PreparedRequest, *groups: str) -> dict[str, Any]:
    """A request for what people save, as the gateway hands it on."""
    path, body = urlsplit(str(sent.url)).path, sent.body or b""
    name = path.removeprefix("/v1/").partition("/")[2]
    event = _event({"name": unquote(name)} if name else {}, groups, str(sent.method))
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    headers = {key.lower(): value for key, value in sent.headers.items()}
    return event | {"rawPath": path, "headers": headers, "body": text}
