"""Query executions: queued, running, and what they left."""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import duckdb

from local.athena.catalog import Catalog
from local.athena.clients import Emulator
from local.athena.engine import AT_ONCE, Engine
from local.athena.errors import InvalidRequest, QueryFailed, describe_own_fault
from local.athena.results import Outcome, format_csv, format_sheet
from local.athena.session import Session
from local.athena.statements import StatementRun
from local.athena.storage import Storage, folder

KEPT, ROWS_KEPT = 2_000, 1_000_000
"""Executions whose results can still be fetched, and the rows that these may have together."""

INTERRUPT_EVERY_S = 0.02

FINAL = ("SUCCEEDED", "FAILED", "CANCELLED")


@dataclass(slots=True)
class QueryRun:
    """One query execution, as GetQueryExecution tells it."""

    id: str
    region: str
    sql: str
    database: str
    workgroup: str
    output: str
    parameters: Sequence[str]
    run: StatementRun
    state: str = "QUEUED"
    reason: str = ""
    submitted_at: float = field(default_factory=time.time)
    started_at: float = 0.0
    completed_at: float = 0.0
    outcome: Outcome | None = None
    cursor: duckdb.DuckDBPyConnection | None = None

    @property
    def location(self) -> str:
        """Address of its result file."""
        if self.outcome is None:
            return f"{folder(self.output)}{self.id}.csv"
        suffix = f".{self.outcome.extension}" if self.outcome.extension else ""
        return self.outcome.location or f"{folder(self.output)}{self.id}{suffix}"

    @property
    def rows(self) -> int:
        """Rows of its result, so far none while it runs."""
        return len(self.outcome.rows) if self.outcome else 0

    @property
    def manifest(self) -> str:
        """Address of the list of files that it wrote."""
        return f"{folder(self.output)}{self.id}-manifest.csv"

    def facts(self) -> dict[str, Any]:
        """As GetQueryExecution answers."""
        state = self.state  # first: it is written last
        outcome = self.outcome
        end = self.completed_at or time.time()
        total = int((end - self.submitted_at) * 1000)
        statistics: dict[str, Any] = {
            "EngineExecutionTimeInMillis": int((end - (self.started_at or end)) * 1000),
            "DataScannedInBytes": outcome.scanned if outcome else 0,
            "TotalExecutionTimeInMillis": total,
            "QueryQueueTimeInMillis": int(((self.started_at or end) - self.submitted_at) * 1000),
        }
        if outcome is not None and outcome.written is not None:
            statistics["DataManifestLocation"] = self.manifest
        status: dict[str, Any] = {"State": state, "SubmissionDateTime": self.submitted_at}
        if self.completed_at:
            status["CompletionDateTime"] = self.completed_at
        if self.reason:
            status["StateChangeReason"] = self.reason
            status["AthenaError"] = {"ErrorCategory": 2, "ErrorMessage": self.reason, "Retryable": False}
        facts: dict[str, Any] = {
            "QueryExecutionId": self.id,
            "Query": self.sql,
            "StatementType": outcome.kind if outcome else "DML",
            "SubstatementType": outcome.statement if outcome else "",
            "ResultConfiguration": {"OutputLocation": self.location},
            "QueryExecutionContext": {"Database": self.database, "Catalog": "AwsDataCatalog"},
            "Status": status,
            "Statistics": statistics,
            "WorkGroup": self.workgroup,
            "EngineVersion": {
                "SelectedEngineVersion": "AUTO",
                "EffectiveEngineVersion": "Athena engine version 3",
            },
        }
        if self.parameters:
            facts["ExecutionParameters"] = list(self.parameters)
        return facts


class Executions:
    """Runs executions on a few threads and remembers the last of them."""

    def __init__(self, engine: Engine, emulator: Emulator) -> None:
        self._engine = engine
        self._emulator = emulator
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="query")
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, QueryRun] = OrderedDict()

    def start(self, execution: QueryRun) -> None:
        with self._lock:
            self._kept[execution.id] = execution
        self._threads.submit(self._run, execution)

    def find(self, execution_id: str) -> QueryRun:
        """InvalidRequest when there is none."""
        with self._lock:
            found = self._kept.get(execution_id)
        if found is None:
            raise InvalidRequest(f"QueryExecution {execution_id} was not found")
        return found

    def newest(self, workgroup: str) -> list[str]:
        """Ids of a workgroup's executions, newest first."""
        with self._lock:
            return [item.id for item in reversed(self._kept.values()) if item.workgroup == workgroup]

    def stop(self, execution_id: str) -> None:
        """Cancel it if it has not ended."""
        execution = self.find(execution_id)
        with self._lock:
            if execution.state in FINAL:
                return
            execution.state, execution.completed_at = "CANCELLED", time.time()
            execution.reason = "Query cancelled by user"
        threading.Thread(target=self._interrupt, args=[execution], daemon=True).start()

    def close(self) -> None:
        """Cancel whatever has not ended and wait for its threads: DuckDB may not outlive the interpreter."""
        with self._lock:
            ids = list(self._kept)
        for execution_id in ids:
            self.stop(execution_id)
        self._threads.shutdown()

    def _interrupt(self, execution: QueryRun) -> None:
        """Again and again: an interrupt that comes before the statement has begun is lost."""
        while True:
            with self._lock:
                if execution.cursor is None:
                    return
                execution.cursor.interrupt()
            time.sleep(INTERRUPT_EVERY_S)

    def _run(self, execution: QueryRun) -> None:
        with self._engine.cursor() as cursor:
            with self._lock:
                if execution.state != "QUEUED":
                    return
                execution.state, execution.started_at, execution.cursor = "RUNNING", time.time(), cursor
            state, reason, outcome = "SUCCEEDED", "", None
            try:
                outcome = self._finish(execution, cursor)
            except QueryFailed as error:
                state, reason = "FAILED", str(error)
            except Exception as error:  # noqa: BLE001  (whatever breaks, the caller must see FAILED, not wait)
                state, reason = "FAILED", describe_own_fault(error)
            with self._lock:
                execution.cursor = None
                if execution.state == "RUNNING":
                    execution.outcome, execution.reason = outcome, reason
                    execution.completed_at, execution.state = time.time(), state
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        """Drop the oldest finished executions until the others fit; never the newest."""
        rows = sum(item.rows for item in self._kept.values())
        for oldest in [item for item in self._kept.values() if item.state in FINAL][:-1]:
            if len(self._kept) <= KEPT and rows <= ROWS_KEPT:
                return
            rows -= oldest.rows
            del self._kept[oldest.id]

    def _finish(self, execution: QueryRun, cursor: duckdb.DuckDBPyConnection) -> Outcome:
        storage = Storage(self._emulator.client("s3", execution.region))
        catalog = Catalog(self._emulator.client("glue", execution.region))
        session = Session(
            execution_id=execution.id,
            sql=execution.sql,
            database=execution.database,
            output=execution.output,
            cursor=cursor,
            catalog=catalog,
            storage=storage,
            notice=self._engine.notice,
        )
        outcome = execution.run(session)
        if outcome.extension == "csv":
            body = format_csv(outcome.columns, outcome.rows)
            storage.put(f"{folder(execution.output)}{execution.id}.csv", body)
        elif outcome.extension == "txt":
            storage.put(f"{folder(execution.output)}{execution.id}.txt", format_sheet(outcome.rows))
        if outcome.written is not None:
            storage.put(execution.manifest, "".join(f"{url}\n" for url in outcome.written).encode())
        return outcome
