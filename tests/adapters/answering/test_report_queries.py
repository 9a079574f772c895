"""ReportQueries over an Athena that answers from memory, and the build that a view names."""

import base64
import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tally.adapters.answering.published_tables import PublishedTables
from tally.adapters.answering.report_queries import ReportQueries
from tally.domain.answering.asked_report import TablesRead
from tally.domain.answering.refusals import StatementFailed, TooMuch
from tally.domain.errors import BadQuestion, NotPublished, PermanentFailure
from tally.ports.answering import QueryState


class FakeAthena:
    """What Athena knows of one query, q1."""

    def __init__(self, state: str = "SUCCEEDED", reason: str = "", rows: int = 0) -> None:
        status = {"State": state, "StateChangeReason": reason}
        self.q1 = {
            "QueryExecutionId": "q1",
            "Status": status,
            "StatementType": "DML",
            "Statistics": {"DataScannedInBytes": 42},
        }
        self.rows = [{"Data": [{"VarCharValue": str(row)}]} for row in range(rows + 1)]

    def start_query_execution(self, **asked: Any) -> dict[str, Any]:
        if "too long" in asked["QueryString"]:
            told = {"Error": {"Code": "InvalidRequestException", "Message": "length 262145"}}
            raise ClientError(told, "StartQueryExecution")
        return {"QueryExecutionId": f"{asked['WorkGroup']}-q1"}

    def batch_get_query_execution(self, QueryExecutionIds: list[str]) -> dict[str, Any]:  # noqa: N803
        missing = {"gone": "QueryExecution gone was not found", "untold": "Rate exceeded"}
        untold = [
            {"QueryExecutionId": each, "ErrorMessage": missing[each]}
            for each in QueryExecutionIds
            if each in missing
        ]
        found = [self.q1] if "q1" in QueryExecutionIds else []
        return {"QueryExecutions": found, "UnprocessedQueryExecutionIds": untold}

    def get_paginator(self, _name: str) -> "FakeAthena":
        return self

    def paginate(self, QueryExecutionId: str) -> list[dict[str, Any]]:  # noqa: N803
        head = {"ColumnInfo": [{"Name": "persons", "Type": "bigint"}]}
        return [{"ResultSet": {"ResultSetMetadata": head, "Rows": self.rows}}]


def queries(**fake: Any) -> ReportQueries:
    return ReportQueries(FakeAthena(**fake), "reports")  # type: ignore[arg-type]


def test_a_statement_starts_in_the_reports_workgroup() -> None:
    assert queries().start("select 1", "lake") == "reports-q1"
    with pytest.raises(BadQuestion, match="does not take the question's statement: length 262145"):
        queries().start("too long", "lake")


def test_states_stand_in_the_order_of_the_ids() -> None:
    gone, running, untold = (
        QueryState(has_ended=True, scanned_bytes=0),
        QueryState(False, 42),
        QueryState(False, 0),
    )
    assert queries(state="RUNNING").look(["gone", "q1", "untold"]) == [gone, running, untold]
    assert queries().look([]) == ()


def test_rows_of_one_that_ended() -> None:
    assert queries(rows=2).rows("q1", 2) == [{"persons": 1}, {"persons": 2}]
    with pytest.raises(TooMuch, match="more than 2 rows: ask for fewer days or segments"):
        queries(rows=3).rows("q1", 2)


FAILURES = {
    "Bytes scanned limit was exceeded": TooMuch,
    "Query exhausted resources at this scale factor": TooMuch,
    "SlowDown: Please reduce your request rate": StatementFailed,
    "SYNTAX_ERROR": PermanentFailure,
}


@pytest.mark.parametrize(("reason", "error"), FAILURES.items())
def test_a_failure_is_told_once_it_has_ended(reason: str, error: type[Exception]) -> None:
    (ended,) = queries(state="FAILED", reason=reason).look(["q1"])
    assert (ended.has_ended, type(ended.failure)) == (True, error)


def test_build_and_commit_are_those_of_the_published_tables(aws: None) -> None:
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "lake"})
    find_tables = PublishedTables(glue, "lake")
    with pytest.raises(NotPublished, match="run `tally run nightly` first"):
        find_tables()
    sql = json.dumps({"originalSql": 'select * from "lake_b9"."person_events"'})
    text = f"/* Presto View: {base64.b64encode(sql.encode()).decode()} */"
    glue.create_table(DatabaseName="lake", TableInput={"Name": "person_events", "ViewOriginalText": text})
    commit = {"metadata_location": "s3://lake/warehouse/events/metadata/00007-a.metadata.json"}
    glue.create_table(DatabaseName="lake", TableInput={"Name": "events", "Parameters": commit})
    assert find_tables() == TablesRead("b9", "00007-a.metadata.json")
