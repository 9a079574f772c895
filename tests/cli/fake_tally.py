"""One fake for all tests of the command line: a Tally that answers from memory, and how to run it."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import httpx
from click.testing import CliRunner, Result
from tally.adapters.athena.answers import Answer
from tally.adapters.importing.front_door import FrontDoorClient
from tally.adapters.importing.postings import FrontDoorAddress
from tally.adapters.lake.set_aside import SetAside
from tally.domain.answering.caller import Caller
from tally.domain.errors import NotPublished
from tally.domain.people.person import Traces
from tally.domain.records.record_table import RecordTable
from tally.domain.reports.restatements import Restatement
from tally.modelling.literals import Rows
from tally.use_cases.import_records import ImportRecords

from cli.clients import NightLook
from cli.freshness import Freshness
from cli.main import tally as command
from cli.queries import bind_query, bind_record_query
from tests.running import FakeRunning
from tests.settings import MemorySettings

Row = dict[str, Any]
Answers = Sequence[Row] | Callable[[Mapping[str, Any]], Sequence[Row]]
URL = "http://shop.example"


class FakeArea:
    """See ports.LandingArea."""

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held

    def put(self, name: str, rows: Any) -> bool:
        is_new = name not in self._held
        self._held.setdefault(name, rows)
        return is_new


class FakeTally:
    """See cli.clients.Tally. It answers queries by their names, any statement with what is `found`; calling
    it opens it, as `ctx.obj` of click.

    A query's values are bound into its statement for real: one that lacks fails here as in Athena.
    """

    def __init__(self, **rows: Answers) -> None:
        self.rows = rows
        self.refusal: Exception | None = None
        self.functions: dict[str, Callable[[Any], Any]] = {}
        self.looks: list[NightLook] = []
        self.objects: dict[str, bytes] = {}
        self.keys: dict[str, tuple[str, ...]] = {"shop": ("key",)}
        self.salt = "salt"
        self.settings = MemorySettings()
        self.deployed_settings = {"opens_at": "07:00", "timezone": "Europe/Rome"}
        self.timezone = "Europe/Rome"
        self.accounts: Sequence[Caller] = ()
        self.freshness = Freshness()
        self.plan_file: str | None = None
        self.address = URL
        self.page_url = f"{URL}/"
        self.published: Mapping[str, Row] = {}
        self.answers: dict[str, Row] = {}
        self.is_of_this_machine = False
        self.running = FakeRunning()
        self.traces: Traces | None = None
        self.missing_tables: set[str] = set()
        self.server: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(500)
        self.landed: dict[str, Any] = {}
        self.quarantined: dict[str, Any] = {}
        self.set_aside: list[SetAside] = []
        self.restatements: list[Restatement] = []
        self.opened: list[bool] = []
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.statements: list[str] = []
        self.found: Sequence[Row] = ()
        self.calls: list[tuple[str, Any]] = []

    def __call__(self, *, aws: bool) -> "FakeTally":
        self.opened.append(aws)
        return self

    def observe(self) -> FakeRunning:
        return self.running

    def name_variables(self) -> dict[str, str]:
        return {"TALLY_URL": URL, "TALLY_WRITE_KEY": "it's a key"}

    def ask(self, sql: str, database: str | None = None) -> Answer:
        self.statements.append(sql)
        if self.refusal:
            raise self.refusal
        return Answer([], [*self.found])

    def ask_query(self, name: str, values: Mapping[str, Any]) -> list[Row]:
        self.ask(bind_query(name, values))
        self.asked.append((name, dict(values)))
        rows = self.rows.get(name, ())
        return list(rows(values) if callable(rows) else rows)

    def ask_privately(self, name: str, values: Mapping[str, Any]) -> list[Row]:
        return self.ask_query(name, values)

    def trace_customer(self, customer_id: str) -> Traces:
        assert self.traces is not None
        return self.traces

    def has_table(self, name: str, database: str | None = None) -> bool:
        return name not in self.missing_tables

    def invoke(self, function: str, event: Any) -> Any:
        self.calls.append((function, dict(event)))
        return self.functions[function](event)

    def start_night(self, event: Any) -> str:
        self.calls.append(("nightly", event))
        return "a-night"

    def look_at_night(self, execution: str) -> NightLook:
        return self.looks.pop(0)

    def read_objects(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        yield from ((key, content) for key, content in self.objects.items() if key.startswith(prefix))

    def list_objects(self, prefix: str) -> Iterator[str]:
        return (key for key, _ in self.read_objects(prefix))

    def open_set_aside(self) -> Sequence[SetAside]:
        return self.set_aside

    def read_keys(self) -> Mapping[str, tuple[str, ...]]:
        return self.keys

    def store_keys(self, ring: Mapping[str, tuple[str, ...]]) -> None:
        self.keys = dict(ring)

    def read_salt(self) -> str:
        return self.salt

    def open_settings(self) -> MemorySettings:
        return self.settings

    def name_caller(self) -> str:
        return "arn:aws:iam::123456789012:user/anna"

    def list_accounts(self) -> Sequence[Caller]:
        return self.accounts

    def read_sender(self) -> str:
        return "tally@shop.example"

    def read_deployed_settings(self) -> Mapping[str, str]:
        return self.deployed_settings

    def read_restatements(self) -> Sequence[Restatement]:
        return self.restatements

    def read_published(self, names: Sequence[str]) -> Mapping[str, Row]:
        if not self.published:
            raise NotPublished("Nothing is published yet: run `tally run nightly` first")
        return {name: self.published[name] for name in names}

    def find_answers(self, names: Sequence[str]) -> Mapping[str, Row]:
        return {name: self.answers[name] for name in names if name in self.answers}

    def put_page(self) -> str:
        return self.page_url

    def read_database(self) -> str:
        return "lake"

    def read_timezone(self) -> str:
        return self.timezone

    def read_freshness(self, table: str) -> Freshness:
        return self.freshness

    def open_front_door(self, *, batch: int, write_key: str | None = None) -> FrontDoorClient:
        address = FrontDoorAddress(URL, write_key or "key", f"{URL}/w")
        transport = httpx.MockTransport(self.server)
        return FrontDoorClient(address, batch=batch, transport=transport, pause=lambda seconds: None)

    def wait_until_landed(self, update: Callable[[str], None]) -> None:
        self.calls.append(("landing", None))

    def open_record_import(self, table: RecordTable) -> ImportRecords:
        return ImportRecords(FakeArea(self.landed), FakeArea(self.quarantined))

    def count_stored_versions(self, table: RecordTable, batch_ids: Sequence[str]) -> int:
        self.ask(bind_record_query("stored_versions", table, {"batches": Rows(("varchar",), [("b",)])}))
        return sum(len(rows) for name, rows in self.landed.items() if name.rpartition("/")[2] in batch_ids)


class Terminal(io.BytesIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def run(tally: FakeTally | None, *words: str, typed: str | None = None) -> Result:
    """Run `tally words ...` in this process; `typed` by a person at a terminal, None: there is none.

    `tally` None is the deployed one, as outside of tests. Errors that are no TallyError are raised.
    """
    stdin = None if typed is None else Terminal(f"{typed}\n".encode())
    return CliRunner().invoke(command, words, obj=tally, input=stdin, catch_exceptions=False)
