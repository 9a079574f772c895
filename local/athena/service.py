"""Athena's operations that the stand-in answers itself; the rest goes to the emulator."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.athena.clients import Emulator
from local.athena.engine import Engine
from local.athena.errors import InvalidRequest, describe_own_fault
from local.athena.executions import Executions, QueryRun
from local.athena.statements import StatementRun, read_statement

PAGE = 1000
Call = Mapping[str, Any]


class AthenaService:
    """One stand-in for all regions of one emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self.engine = Engine(emulator.host)
        self.executions = Executions(self.engine, emulator)
        self._tokens: dict[str, str] = {}
        self.operations: Mapping[str, Callable[[Call, str], dict[str, Any]]] = {
            "StartQueryExecution": self.start,
            "GetQueryExecution": self.get,
            "BatchGetQueryExecution": self.batch_get,
            "GetQueryResults": self.results,
            "StopQueryExecution": self.stop,
            "ListQueryExecutions": self.list,
            "GetWorkGroup": self.workgroup,
        }

    def start(self, call: Call, region: str) -> dict[str, Any]:
        """Parse, and queue the execution; the same ClientRequestToken gives the same execution."""
        token = call.get("ClientRequestToken", "")
        if token in self._tokens:
            return {"QueryExecutionId": self._tokens[token]}
        sql = call["QueryString"]
        workgroup = call.get("WorkGroup", "primary")
        athena = self._emulator.client("athena", region)

        def find_prepared(name: str) -> str:
            found = athena.get_prepared_statement(StatementName=name, WorkGroup=workgroup)
            return str(found["PreparedStatement"]["QueryStatement"])

        parameters = call.get("ExecutionParameters") or []
        run = _read_statement(sql, parameters, find_prepared)
        execution = QueryRun(
            id=str(uuid.uuid4()),
            region=region,
            sql=sql,
            database=call.get("QueryExecutionContext", {}).get("Database", "default").lower(),
            workgroup=workgroup,
            output=self._choose_output(call, athena, workgroup),
            parameters=parameters,
            run=run,
        )
        self.executions.start(execution)
        if token:
            self._tokens[token] = execution.id
        return {"QueryExecutionId": execution.id}

    def _choose_output(self, call: Call, athena: Any, workgroup: str) -> str:
        asked = str(call.get("ResultConfiguration", {}).get("OutputLocation") or "")
        facts = _add_defaults(athena.get_work_group(WorkGroup=workgroup))
        settings = facts["WorkGroup"]["Configuration"]
        own = str(settings["ResultConfiguration"].get("OutputLocation") or "")
        output = own if own and (settings["EnforceWorkGroupConfiguration"] or not asked) else asked
        if not output:
            raise InvalidRequest(
                "No output location provided. You did not provide an output location for your query "
                "results. Please specify one either through workgroup settings or client-side settings."
            )
        return output

    def get(self, call: Call, _region: str) -> dict[str, Any]:
        return {"QueryExecution": self.executions.find(call["QueryExecutionId"]).facts()}

    def batch_get(self, call: Call, _region: str) -> dict[str, Any]:
        found, missing = [], []
        for execution_id in call["QueryExecutionIds"]:
            try:
                found.append(self.executions.find(execution_id).facts())
            except InvalidRequest as error:
                missing.append({"QueryExecutionId": execution_id, "ErrorMessage": str(error)})
        return {"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing}

    def results(self, call: Call, _region: str) -> dict[str, Any]:
        """One page of rows; the first page of a query starts with a row of column names."""
        execution = self.executions.find(call["QueryExecutionId"])
        if execution.state != "SUCCEEDED" or execution.outcome is None:
            reason = f"Query did not finish successfully. Final query state: {execution.state}"
            raise InvalidRequest(reason, "INVALID_QUERY_EXECUTION_STATE")
        outcome = execution.outcome
        size = int(call.get("MaxResults") or PAGE)
        start = int(call.get("NextToken") or 0)
        header = start == 0 and outcome.extension == "csv"
        end = start + size - header
        rows = [_make_row([column.name for column in outcome.columns])] if header else []
        rows += [_make_row(row) for row in outcome.rows[start:end]]
        answer: dict[str, Any] = {
            "ResultSet": {
                "Rows": rows,
                "ResultSetMetadata": {"ColumnInfo": [column.info() for column in outcome.columns]},
            },
            "UpdateCount": outcome.changed or 0,
        }
        if end < len(outcome.rows):
            answer["NextToken"] = str(end)
        return answer

    def stop(self, call: Call, _region: str) -> dict[str, Any]:
        self.executions.stop(call["QueryExecutionId"])
        return {}

    def list(self, call: Call, _region: str) -> dict[str, Any]:
        ids = self.executions.newest(call.get("WorkGroup", "primary"))
        start, size = int(call.get("NextToken") or 0), int(call.get("MaxResults") or 50)
        answer: dict[str, Any] = {"QueryExecutionIds": ids[start : start + size]}
        if start + size < len(ids):
            answer["NextToken"] = str(start + size)
        return answer

    def workgroup(self, call: Call, region: str) -> dict[str, Any]:
        """The emulator's answer with the settings that it leaves out."""
        athena = self._emulator.client("athena", region)
        answer = _add_defaults(athena.get_work_group(WorkGroup=call["WorkGroup"]))
        answer.pop("ResponseMetadata", None)
        return answer


def _read_statement(sql: str, parameters: Sequence[str], prepared: Callable[[str], str]) -> StatementRun:
    """See read_statement. What breaks in it is no mistake of the call."""
    try:
        return read_statement(sql, parameters, prepared)
    except (InvalidRequest, ClientError, BotoCoreError, OSError):
        raise
    except Exception as error:
        raise InvalidRequest(describe_own_fault(error), "INTERNAL_ERROR") from error


def _add_defaults(answer: dict[str, Any]) -> dict[str, Any]:
    settings = answer["WorkGroup"].setdefault("Configuration", {})
    settings.setdefault("EnforceWorkGroupConfiguration", False)
    settings.setdefault("ResultConfiguration", {})
    return answer


def _make_row(row: Any) -> dict[str, Any]:
    return {"Data": [{} if value is None else {"VarCharValue": value} for value in row]}
