"""Asks Athena one question and waits for its answer, here or on AWS."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError
from tally.domain.errors import Misconfigured, PermanentFailure

from cli.clients import Endpoint
from cli.output.progress import step

_POLL_S, _SLOWEST_POLL_S = 0.01, 1.0
_SILENT_S = 2.0
_PLACE = re.compile(r"line (\d+):(\d+)")
_READERS: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "tinyint": int,
    "smallint": int,
    "integer": int,
    "bigint": int,
    "float": float,
    "double": float,
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """Names of the columns, and rows by name: numbers, dates and UTC times as Python values, else text."""

    columns: list[str]
    rows: list[dict[str, Any]]


def ask(endpoint: Endpoint, sql: str, database: str | None = None) -> QueryAnswer:
    """Run one statement in Tally's workgroup; `database` None is the lake's.

    PermanentFailure when Athena refuses or fails it, with the place in the statement. Ctrl-C cancels it.
    """
    athena = endpoint.client("athena")
    try:
        started = athena.start_query_execution(
            QueryString=sql,
            WorkGroup=_read_output(endpoint, "Workgroup"),
            QueryExecutionContext={"Database": database or _read_output(endpoint, "Database")},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidRequestException":
            raise
        raise PermanentFailure(_point_to_place(sql, error.response["Error"]["Message"])) from error
    execution_id = started["QueryExecutionId"]
    try:
        execution = _await_end(athena, execution_id)
    except KeyboardInterrupt:
        athena.stop_query_execution(QueryExecutionId=execution_id)
        raise
    status = execution["Status"]
    if status["State"] != "SUCCEEDED":
        raise PermanentFailure(_point_to_place(sql, status.get("StateChangeReason", status["State"])))
    return _read_answer(athena, execution)


def _read_output(endpoint: Endpoint, key: str) -> str:
    if key not in endpoint.outputs:
        raise Misconfigured(f"The stacks have no output {key}: deploy Tally again")
    return endpoint.outputs[key]


def _await_end(athena: Any, execution_id: str) -> dict[str, Any]:
    begun, pause = time.monotonic(), _POLL_S
    with ExitStack() as shown:
        waiting = True
        while True:
            execution: dict[str, Any] = athena.get_query_execution(QueryExecutionId=execution_id)[
                "QueryExecution"
            ]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                return execution
            if waiting and time.monotonic() - begun > _SILENT_S:
                shown.enter_context(step("Waiting for Athena"))
                waiting = False
            time.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST_POLL_S)


def _read_answer(athena: Any, execution: dict[str, Any]) -> QueryAnswer:
    """A query's result has a first row of names, a SHOW's has none."""
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution["QueryExecutionId"])
    columns: list[tuple[str, str]] = []
    rows: list[dict[str, Any]] = []
    for number, page in enumerate(pages):
        found = page["ResultSet"]
        columns = _name_columns(found["ResultSetMetadata"]["ColumnInfo"])
        has_head = number == 0 and execution["StatementType"] == "DML" and columns
        rows += [dict(_read_values(row, columns)) for row in found["Rows"][1 if has_head else 0 :]]
    return QueryAnswer([name for name, _ in columns], rows)


def _name_columns(described: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(name, type); Athena lets two columns have one name, rows by name do not: x, x_2."""
    columns: dict[str, str] = {}
    for column in described:
        name, place = column["Name"], 2
        while name in columns:
            name, place = f"{column['Name']}_{place}", place + 1
        columns[name] = column["Type"]
    return list(columns.items())


def _read_values(row: dict[str, Any], columns: list[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    for cell, (name, kind) in zip(row["Data"], columns, strict=True):
        text = cell.get("VarCharValue")
        yield name, None if text is None else _READERS.get(kind, str)(text)


def _point_to_place(sql: str, reason: str) -> str:
    """The reason, and below it the line of the statement that it means."""
    found = _PLACE.search(reason)
    lines = sql.splitlines()
    if found is None or not 1 <= int(found[1]) <= len(lines):
        return reason
    line = lines[int(found[1]) - 1].replace("\t", " ")
    return f"{reason}\n  {line}\n  {' ' * (int(found[2]) - 1)}^"
