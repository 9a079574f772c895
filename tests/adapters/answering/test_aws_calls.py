"""How many calls of AWS an answer costs beside its statements, and how many of them wait for each other.

A bound, not a wish: whoever adds a call sees it here, and in "How fast it is" of docs/guides/page.md.
"""

import base64
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tally.adapters.answering import kept_answers, published_tables
from tally.adapters.answering.aws_reports import AwsReports
from tally.use_cases.serve_report import ServeReport

from tests.answering import AUDITED, Asking, caller

FUNNEL = {"steps": ["Product Viewed", "Order Completed"]}
OF_VERDICT = "unwitnessed_events"


class Watched:
    """Every call of these clients, in order. Athena answers from memory: each statement has ended when it is
    looked at. `rounds`: after how many calls one behind another each came, where some run side by side."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.rounds: list[int] = []
        self._round = 0

    def watch(self, *clients: Any) -> None:
        for client in clients:
            client.meta.events.register("before-call", self._note)

    def run_together(self, *tasks: Callable[[], Any]) -> list[Any]:
        began, latest, results = self._round, self._round, []
        for task in tasks:
            self._round = began
            results.append(task())
            latest = max(latest, self._round)
        self._round = latest
        return results

    def _note(self, model: Any, params: Any, **_: Any) -> Any:
        self._round += 1
        self.calls.append(model.name)
        self.rounds.append(self._round)
        if model.service_model.service_name == "athena":
            return SimpleNamespace(status_code=200), answer_athena(model.name, json.loads(params["body"]))
        return None


def answer_athena(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
    if operation == "StartQueryExecution":
        return {"QueryExecutionId": "verdict" if OF_VERDICT in asked["QueryString"] else "question"}
    if operation == "BatchGetQueryExecution":
        ended = {"Status": {"State": "SUCCEEDED"}, "Statistics": {"DataScannedInBytes": 7}}
        return {
            "QueryExecutions": [{"QueryExecutionId": each, **ended} for each in asked["QueryExecutionIds"]]
        }
    row = AUDITED if asked["QueryExecutionId"] == "verdict" else {"step": 1}
    head = [{"Name": name, "Type": "bigint"} for name in row]
    values = [{} if value is None else {"VarCharValue": str(value)} for value in row.values()]
    rows = [{"Data": values}] * (2 if asked["QueryExecutionId"] == "verdict" else 1)
    return {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": head}, "Rows": rows}}


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    found = Watched()
    for module in (kept_answers, published_tables):
        monkeypatch.setattr(module, "run_side_by_side", found.run_together)
    return found


@pytest.fixture
def serve(aws: None, watched: Watched) -> ServeReport:
    s3, glue = boto3.client("s3"), boto3.client("glue")
    s3.create_bucket(Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    glue.create_database(DatabaseInput={"Name": "lake"})
    sql = json.dumps({"originalSql": 'select * from "lake_b9"."person_events"'})
    text = f"/* Presto View: {base64.b64encode(sql.encode()).decode()} */"
    for table in ({"Name": "person_events", "ViewOriginalText": text}, {"Name": "events", "Parameters": {}}):
        glue.create_table(DatabaseName="lake", TableInput=table)
    reports = AwsReports.open(s3, "results", "reports", "lake", lambda: datetime.now(UTC))
    watched.watch(s3, reports.queries.api, reports.find_tables.glue)
    return replace(
        Asking().serve,
        queries=reports.queries,
        answers=reports.answers,
        ledger=reports.ledger,
        find_tables=reports.find_tables,
        together=watched.run_together,
        now=lambda: datetime.now(UTC),
    )


def test_an_answer_costs_so_many_calls_before_and_after_the_engine(
    serve: ServeReport, watched: Watched
) -> None:
    served = serve.ask(caller(), "funnel", FUNNEL)
    assert (served["is_kept"], served["scanned_bytes"]) == (False, 14)
    started = watched.calls.index("StartQueryExecution")
    ended = watched.calls.index("BatchGetQueryExecution")
    assert Counter(watched.calls[:started]) == {
        "GetTable": 2,  # the build, and the lake's last commit
        "GetObject": 1,  # the kept answer
        "PutObject": 2,  # who waits; the ticket
        "ListObjectsV2": 4,  # what runs, what has ended, what was spent; what runs beside the own ticket
    }
    assert watched.calls[started:ended] == ["StartQueryExecution"] * 2 + ["PutObject"]
    assert Counter(watched.calls[ended:]) == {
        "BatchGetQueryExecution": 1,
        "GetQueryResults": 2,
        "PutObject": 3,  # what each statement has read; the answer
        "HeadObject": 1,  # whether somebody was erased meanwhile
        "ListObjectsV2": 1,  # who waits
        "DeleteObjects": 1,  # the ticket and who waits
    }
    assert (watched.rounds[started - 1], watched.rounds[-1] - watched.rounds[ended - 1]) == (6, 5)
    assert serve.answers.list_running() == []
    assert serve.answers.list_waiting(served["id"]) == []


def test_a_kept_answer_costs_three_calls_of_which_one_waits(serve: ServeReport, watched: Watched) -> None:
    first = serve.ask(caller(), "funnel", FUNNEL)
    before, rounds = len(watched.calls), watched.rounds[-1]
    assert serve.ask(caller(), "funnel", FUNNEL) == {**first, "is_kept": True}
    assert watched.calls[before:] == ["GetTable", "GetTable", "GetObject"]
    assert watched.rounds[-1] - rounds == 2
