"""Statements in the reports' own workgroup, started and looked at later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tally.adapters.athena.answers import Execution, read_result
from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.answering.refusals import StatementFailed, TooMuch
from tally.domain.errors import BadQuestion, TallyError, TemporaryFailure
from tally.ports.answering import QueryState

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient

_NOT_KNOWN = "not found"
"""Of an id that Athena has forgotten: its query has ended. What it did not look up for now may be running."""
_TOO_MUCH = ("Bytes scanned limit", "exhausted resources")


@dataclass(frozen=True, slots=True)
class ReportQueries:
    """See ports.Queries. The workgroup says where results go, and how much a statement may read."""

    api: "AthenaClient"
    workgroup: str

    def start(self, sql: str, database: str) -> str:
        """See Queries.start. BadQuestion where Athena takes no such statement: it is too long."""
        with aws_errors("start a report's query"):
            try:
                started = self.api.start_query_execution(
                    QueryString=sql, QueryExecutionContext={"Database": database}, WorkGroup=self.workgroup
                )
            except ClientError as error:
                if code_of(error) != "InvalidRequestException":
                    raise
                said = error.response["Error"]["Message"]
                raise BadQuestion(f"Athena does not take the question's statement: {said}") from error
        return started["QueryExecutionId"]

    def look(self, query_ids: Sequence[str]) -> Sequence[QueryState]:
        """See Queries.look."""
        if not query_ids:
            return ()
        with aws_errors("look at a report's queries"):
            told = self.api.batch_get_query_execution(QueryExecutionIds=[*query_ids])
        states = {each["QueryExecutionId"]: Execution(each) for each in told["QueryExecutions"]}
        untold = {
            each["QueryExecutionId"]
            for each in told.get("UnprocessedQueryExecutionIds", [])
            if _NOT_KNOWN not in each.get("ErrorMessage", "")
        }
        return [_tell_state(states.get(query_id), is_untold=query_id in untold) for query_id in query_ids]

    def stop(self, query_ids: Sequence[str]) -> None:
        """See Queries.stop."""
        for query_id in query_ids:
            with aws_errors("stop a report's query"):
                self.api.stop_query_execution(QueryExecutionId=query_id)

    def rows(self, query_id: str, most: int) -> list[dict[str, Any]]:
        """See Queries.rows."""
        with aws_errors("read a report's result"):
            rows = read_result(self.api, query_id, most).rows
        if len(rows) > most:
            raise TooMuch(f"The answer has more than {most:,} rows: ask for fewer days or segments")
        return rows


def _tell_state(execution: Execution | None, *, is_untold: bool) -> QueryState:
    if execution is None:
        return QueryState(has_ended=not is_untold, scanned_bytes=0)
    failure = _tell_failure(execution) if execution.has_ended else None
    return QueryState(execution.has_ended, execution.scanned_bytes, failure)


def _tell_failure(execution: Execution) -> TallyError | None:
    """It is final: only a new statement can do better."""
    failure = execution.failure
    if failure is None:
        return None
    if any(sign in execution.reason for sign in _TOO_MUCH):
        return TooMuch("The question reads more than a report may: ask for fewer days")
    return StatementFailed(str(failure)) if isinstance(failure, TemporaryFailure) else failure
