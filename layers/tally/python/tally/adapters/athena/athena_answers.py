"""What Athena answers: rows as Python values, failures as Tally's errors. Knows no client but boto3's."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import QueryExecutionStatusTypeDef, RowTypeDef

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


def read_rows(athena: "AthenaClient", query_id: str) -> list[dict[str, Any]]:
    """Rows of a finished query; numbers, dates and naive UTC times as Python values, all else as text."""
    found = []
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=query_id)
    for number, page in enumerate(pages):
        columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
        readers = [(column["Name"], _READERS.get(column["Type"], str)) for column in columns]
        rows = page["ResultSet"]["Rows"]
        # The first row of a query's result is its head.
        found += [_row(row, readers) for row in (rows[1:] if number == 0 else rows)]
    return found


def failure(query_id: str, status: "QueryExecutionStatusTypeDef", otherwise: str) -> TallyError:
    """The error of a query that did not succeed; `otherwise` is its reason when Athena gives none."""
    fault = status.get("AthenaError", {})
    reason = status.get("StateChangeReason") or otherwise
    what = f"Athena query {query_id} failed: {reason}"
    for sign, remedy in _OPERATOR.items():
        if sign in reason:
            return Misconfigured(f"{what}. What to do: {remedy}")
    passing = fault.get("Retryable", False) or fault.get("ErrorCategory") == SYSTEM_ERROR
    if passing or any(sign in reason for sign in _PASSING):
        return TemporaryFailure(what)
    return PermanentFailure(what)


def _row(row: "RowTypeDef", readers: list[tuple[str, Callable[[str], Any]]]) -> dict[str, Any]:
    cells = (cell.get("VarCharValue") for cell in row["Data"])
    return {
        name: None if text is None else read(text) for (name, read), text in zip(readers, cells, strict=True)
    }
