"""Athena: the QueryEngine of the port. The only module that imports awswrangler (a third of a second)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import awswrangler as wr
import boto3
from awswrangler.exceptions import QueryCancelled, QueryFailed

from tally.adapters.aws_errors import aws_errors
from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import RowTypeDef

POLLING_DELAY_S = 0.15
"""Between two looks at a query: most of a build's statements take one to two seconds."""

SYSTEM_ERROR = 1
"""Athena's error category for faults of its own (2 is the query's, 3 anything else)."""

# What an earlier, killed try still writes or registers is gone by the next one.
_PASSING = ("ALREADY_EXISTS", "already exists", "SlowDown", "Rate exceeded", "exhausted resources")
_EARLIER_STEPS = "run the steps before this one (commit_events makes the lake's table), then this one again"
_OPERATOR = {
    # First: Athena ends it with "or requester is not authorized to access requested resources".
    "COLUMN_NOT_FOUND": "run commit_events, which adds a newer release's columns, then this one again",
    "Bytes scanned limit": "raise the workgroup's limit of bytes scanned per query, or ask for fewer days",
    "TABLE_NOT_FOUND": _EARLIER_STEPS,
    "SCHEMA_NOT_FOUND": _EARLIER_STEPS,
    "EntityNotFound": _EARLIER_STEPS,
    "Access Denied": "grant it to the function's role",
    "not authorized": "grant it to the function's role",
}

_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "tinyint": int,
    "smallint": int,
    "integer": int,
    "bigint": int,
    "real": float,
    "float": float,
    "double": float,
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}


@dataclass(frozen=True)
class Athena:
    """Runs statements in one workgroup, whose settings say where results go."""

    workgroup: str
    polling_delay_s: float = POLLING_DELAY_S

    def run(self, sql: str, database: str) -> None:
        """Run one statement and wait for its end."""
        self._finished(sql, database)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        """Rows of one query; numbers, dates and naive UTC times as Python values, all else as text."""
        with aws_errors("read a query's result from Athena"):
            return list(self._results(self._finished(sql, database)))

    def _finished(self, sql: str, database: str) -> str:
        with aws_errors("run a query in Athena"):
            query_id = str(
                wr.athena.start_query_execution(
                    sql=sql, database=database, workgroup=self.workgroup, boto3_session=self._session
                )
            )
            with self._failures(query_id):
                wr.athena.wait_query(
                    query_id,
                    athena_query_wait_polling_delay=self.polling_delay_s,
                    boto3_session=self._session,
                )
        return query_id

    @contextmanager
    def _failures(self, query_id: str) -> Iterator[None]:
        try:
            yield
        except (QueryFailed, QueryCancelled) as error:
            status = self._client.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]["Status"]
            fault = status.get("AthenaError", {})
            passing = fault.get("Retryable", False) or fault.get("ErrorCategory") == SYSTEM_ERROR
            reason = status.get("StateChangeReason") or str(error)
            raise _failure(query_id, reason, passing=passing) from error

    def _results(self, query_id: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("get_query_results").paginate(QueryExecutionId=query_id)
        for number, page in enumerate(pages):
            columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
            readers = [(column["Name"], _READERS.get(column["Type"], str)) for column in columns]
            rows = page["ResultSet"]["Rows"]
            for row in rows[1:] if number == 0 else rows:  # the first row of a query's result is its head
                yield _row(row, readers)

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session()

    @cached_property
    def _client(self) -> "AthenaClient":
        return self._session.client("athena")


def _row(row: "RowTypeDef", readers: list[tuple[str, Callable[[str], Any]]]) -> dict[str, Any]:
    cells = (cell.get("VarCharValue") for cell in row["Data"])
    return {
        name: None if text is None else read(text) for (name, read), text in zip(readers, cells, strict=True)
    }


def _failure(query_id: str, reason: str, *, passing: bool) -> TallyError:
    what = f"Athena query {query_id} failed: {reason}"
    for sign, remedy in _OPERATOR.items():
        if sign in reason:
            return Misconfigured(f"{what}. What to do: {remedy}")
    if passing or any(sign in reason for sign in _PASSING):
        return TemporaryFailure(what)
    return PermanentFailure(what)
