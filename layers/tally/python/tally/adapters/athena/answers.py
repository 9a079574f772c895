"""What Athena answers: rows as Python values, failures as Tally's errors. Knows no client but boto3's."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tally.domain.errors import Misconfigured, NotPublished, PermanentFailure, TallyError, TemporaryFailure

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import ColumnInfoTypeDef, QueryExecutionTypeDef, RowTypeDef

SYSTEM_ERROR = 1
"""Athena's error category for faults of its own (2 is the query's, 3 anything else)."""

_ENDED = {"SUCCEEDED", "FAILED", "CANCELLED"}
# What an earlier, killed try still writes or registers is gone by the next one.
_PASSING = ("ALREADY_EXISTS", "already exists", "SlowDown", "Rate exceeded", "exhausted resources")
_ABSENT = ("TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "EntityNotFound")
_EARLIER_STEPS = (
    "run commit_events (it makes events, profile_updates and records), then refresh_models (it makes "
    "landing, quarantine, witness_events and models), then this one again. "
    "What comes back: docs/guides/runbook.md, A table is gone"
)
_OPERATOR = {
    # First: Athena ends it with "or requester is not authorized to access requested resources".
    "COLUMN_NOT_FOUND": "run commit_events, which adds a newer release's columns, then this one again",
    "Bytes scanned limit": "raise the workgroup's limit of bytes scanned per query, or ask for fewer days",
    "Access Denied": "grant it to the function's role",
    "not authorized": "grant it to the function's role",
}


def _read_moment(text: str) -> datetime | str:
    """A time that Athena gives in UTC; in another zone it stays text."""
    local = text.removesuffix(" UTC")
    return text if local == text else datetime.fromisoformat(local).replace(tzinfo=UTC)


_READERS: Mapping[str, Callable[[str], Any]] = {
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
    "timestamp with time zone": _read_moment,
    "json": json.loads,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of the columns, and rows by name: numbers, dates, UTC times, JSON as Python values, else text.

    `types` are Athena's, such as decimal(20,6), by column; `scanned_bytes` is what Athena read and bills.
    """

    columns: list[str]
    rows: list[dict[str, Any]]
    types: Mapping[str, str] = field(default_factory=dict)
    scanned_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Execution:
    """One statement that Athena took, as get_query_execution describes it."""

    described: "QueryExecutionTypeDef"

    @property
    def query_id(self) -> str:
        """Athena's id of it."""
        return self.described["QueryExecutionId"]

    @property
    def has_ended(self) -> bool:
        """Whether it is over, well or not."""
        return self.described["Status"]["State"] in _ENDED

    @property
    def result(self) -> str:
        """The s3 address of its result."""
        return self.described["ResultConfiguration"]["OutputLocation"]

    @property
    def scanned_bytes(self) -> int:
        """What Athena read for it, and bills."""
        return self.described.get("Statistics", {}).get("DataScannedInBytes", 0)

    @property
    def reason(self) -> str:
        """Why it did not succeed, in Athena's words."""
        status = self.described["Status"]
        return status.get("StateChangeReason") or status["State"]

    @property
    def failure(self) -> TallyError | None:
        """The error of a statement that did not succeed."""
        if self.described["Status"]["State"] == "SUCCEEDED":
            return None
        what = f"Athena query {self.query_id} failed: {self.reason}"
        if any(sign in self.reason for sign in _ABSENT):
            return NotPublished(f"{what}. What to do: {_EARLIER_STEPS}")
        for sign, remedy in _OPERATOR.items():
            if sign in self.reason:
                return Misconfigured(f"{what}. What to do: {remedy}")
        fault = self.described["Status"].get("AthenaError", {})
        passing = fault.get("Retryable", False) or fault.get("ErrorCategory") == SYSTEM_ERROR
        if passing or any(sign in self.reason for sign in _PASSING):
            return TemporaryFailure(what)
        return PermanentFailure(what)

    def raise_failure(self) -> None:
        """Raise `failure`, if there is one."""
        if (failure := self.failure) is not None:
            raise failure


def read_answer(api: "AthenaClient", execution: Execution) -> Answer:
    """All of a finished statement's result, and what it has read."""
    is_query = execution.described.get("StatementType") == "DML"
    answer = read_result(api, execution.query_id, is_query=is_query)
    return replace(answer, scanned_bytes=execution.scanned_bytes)


def read_result(
    api: "AthenaClient", query_id: str, most: int | None = None, *, is_query: bool = True
) -> Answer:
    """All pages of a finished statement's result, but none behind `most` rows and one page more. It does not
    say what was read. A query's first row is its head; SHOW has none."""
    columns: dict[str, ColumnInfoTypeDef] = {}
    rows: list[dict[str, Any]] = []
    pages = api.get_paginator("get_query_results").paginate(QueryExecutionId=query_id)
    for number, page in enumerate(pages):
        found = page["ResultSet"]
        columns = _name_columns(found["ResultSetMetadata"]["ColumnInfo"])
        has_head = number == 0 and is_query and columns
        rows += [dict(_read_values(row, columns)) for row in found["Rows"][1 if has_head else 0 :]]
        if most is not None and len(rows) > most:
            break
    types = {name: _write_type(column) for name, column in columns.items()}
    return Answer(list(columns), rows, types)


def _name_columns(described: "list[ColumnInfoTypeDef]") -> "dict[str, ColumnInfoTypeDef]":
    """By name; Athena lets two columns have one name, rows by name do not: x, x_2."""
    columns: dict[str, ColumnInfoTypeDef] = {}
    for column in described:
        name, place = column["Name"], 2
        while name in columns:
            name, place = f"{column['Name']}_{place}", place + 1
        columns[name] = column
    return columns


def _write_type(column: "ColumnInfoTypeDef") -> str:
    if column["Type"] != "decimal":
        return column["Type"]
    return f"decimal({column['Precision']},{column['Scale']})"


def _read_values(row: "RowTypeDef", columns: "Mapping[str, ColumnInfoTypeDef]") -> Iterator[tuple[str, Any]]:
    for value, (name, column) in zip(row["Data"], columns.items(), strict=True):
        text = value.get("VarCharValue")
        yield name, None if text is None else _READERS.get(column["Type"], str)(text)
