"""Athena: types of rows, pages, and failures in words that say what to do."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tally.adapters.athena.answers import Execution
from tally.adapters.athena.client import Athena
from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

from local import cloud
from local.ports import choose_ports


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        running = cloud.start(tmp_path_factory.mktemp("home"), choose_ports(0))
        for name, value in running.environment.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="results")
        boto3.client("glue").create_database(DatabaseInput={"Name": "lake"})
        boto3.client("athena").create_work_group(
            Name="tally", Configuration={"ResultConfiguration": {"OutputLocation": "s3://results/athena/"}}
        )
        yield "lake"
        running.stop()


def engine(workgroup: str = "tally") -> Athena:
    return Athena(boto3.client("athena"), workgroup)


def value(expression: str) -> Any:
    ((found,),) = [row.values() for row in engine().rows(f"select {expression} as found", "lake")]
    return found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cast(7 as bigint)", 7),
        ("cast(-7 as integer)", -7),
        ("cast(9223372036854775807 as bigint)", 9223372036854775807),
        ("cast('12.50' as decimal(18, 2))", Decimal("12.50")),
        ("0.1e0", 0.1),
        ("true", True),
        ("false", False),
        ("date '2026-11-21'", date(2026, 11, 21)),
        ("timestamp '2026-11-21 03:15:00.250'", datetime(2026, 11, 21, 3, 15, 0, 250_000)),
        ("'it''s'", "it's"),
        ("''", ""),
        ("cast(null as bigint)", None),
        ("cast(null as varchar)", None),
        ("'NaN'", "NaN"),
    ],
)
def test_values_come_back_as_they_are(expression: str, expected: object) -> None:
    found = value(expression)
    assert found == expected
    assert type(found) is type(expected)


def test_rows_of_many_pages_come_in_order_without_their_head() -> None:
    found = engine().rows("select n from unnest(sequence(1, 2500)) as t (n) order by n", "lake")
    assert [row["n"] for row in found] == list(range(1, 2501))


def test_no_rows() -> None:
    assert engine().rows("select 1 as n where false", "lake") == []


def test_a_view_made_by_run_can_be_read() -> None:
    engine().run('create or replace view "numbers" as select 1 as n', "lake")
    assert engine().rows("select n from numbers", "lake") == [{"n": 1}]


def failure(sql: str, asked: Athena | None = None) -> TallyError:
    with pytest.raises(TallyError) as caught:
        (asked or engine()).run(sql, "lake")
    return caught.value


def test_a_missing_table_says_which_steps_to_run() -> None:
    error = failure("create or replace view v as select * from nothing")
    assert isinstance(error, Misconfigured)
    assert "run commit_events (it makes events" in str(error)


def test_a_statement_that_is_wrong_is_permanent() -> None:
    assert isinstance(failure("select from"), PermanentFailure)
    error = failure("select 1 / 0 as broken")
    assert isinstance(error, PermanentFailure)
    assert "DIVISION_BY_ZERO" in str(error)


def test_an_unknown_workgroup_is_a_matter_of_the_operator_or_permanent() -> None:
    assert isinstance(failure("select 1 as n", engine("nobody")), Misconfigured | PermanentFailure)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (
            {"StateChangeReason": "Query exhausted resources at this scale factor"},
            TemporaryFailure,
            "exhausted",
        ),
        ({"StateChangeReason": "HIVE_PATH_ALREADY_EXISTS: s3://lake/x"}, TemporaryFailure, "ALREADY_EXISTS"),
        ({"StateChangeReason": "?", "AthenaError": {"Retryable": True}}, TemporaryFailure, "failed"),
        ({"StateChangeReason": "?", "AthenaError": {"ErrorCategory": 1}}, TemporaryFailure, "failed"),
        ({"StateChangeReason": "?", "AthenaError": {"ErrorCategory": 2}}, PermanentFailure, "failed"),
        (
            {"StateChangeReason": "Bytes scanned limit was exceeded"},
            Misconfigured,
            "raise the workgroup's limit",
        ),
        ({"StateChangeReason": "Access Denied (Service: Amazon S3)"}, Misconfigured, "grant it"),
        (
            {"StateChangeReason": "COLUMN_NOT_FOUND: line 1:8 or requester is not authorized to access"},
            Misconfigured,
            "run commit_events",
        ),
        ({}, PermanentFailure, "q1 failed: FAILED"),
    ],
)
def test_each_reason_has_its_kind(status: dict[str, Any], kind: type[TallyError], said: str) -> None:
    described: Any = {"QueryExecutionId": "q1", "Status": {"State": "FAILED", **status}}
    with pytest.raises(kind, match=said):
        Execution(described).raise_failure()


class Scripted:
    """A client that answers as told: what the stand-in never does."""

    def __init__(self, *looks: str | BaseException, start: ClientError | None = None) -> None:
        self.looks, self.start = iter(looks), start
        self.stopped: list[str] = []

    def start_query_execution(self, **_: Any) -> dict[str, str]:
        if self.start:
            raise self.start
        return {"QueryExecutionId": "q1"}

    def get_query_execution(self, **_: Any) -> dict[str, Any]:
        look = next(self.looks)
        if isinstance(look, BaseException):
            raise look
        return {"QueryExecution": {"QueryExecutionId": "q1", "Status": {"State": look}}}

    def stop_query_execution(self, QueryExecutionId: str) -> None:  # noqa: N803 - boto3's name
        self.stopped.append(QueryExecutionId)


def refusal(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "StartQueryExecution")


def test_throttling_passes() -> None:
    api: Any = Scripted(start=refusal("TooManyRequestsException"))
    assert isinstance(failure("select 1 as n", Athena(api, "tally")), TemporaryFailure)


def test_what_athena_does_not_take_is_told_in_its_words() -> None:
    api: Any = Scripted(start=refusal("InvalidRequestException", "line 1:8: mismatched input"))
    error = failure("select from", Athena(api, "tally"))
    assert isinstance(error, PermanentFailure)
    assert str(error) == "line 1:8: mismatched input"


def test_no_answer_at_all_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_ATHENA", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    assert isinstance(failure("select 1 as n"), TemporaryFailure)


def test_it_looks_less_and_less_often_and_tells_how_long_it_waits() -> None:
    api: Any = Scripted(*["QUEUED"] * 3, *["RUNNING"] * 20, "SUCCEEDED")
    waited: list[float] = []
    paused: list[float] = []
    Athena(api, "tally", waited.append, paused.append).run("select 1 as n", "lake")
    assert len(waited) == len(paused) == 23
    assert paused == sorted(paused)
    assert (paused[0], paused[-1]) == (0.02, 1.0)
    assert api.stopped == []


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), refusal("ThrottlingException")])
def test_whoever_stops_waiting_cancels_the_query(interruption: BaseException) -> None:
    api: Any = Scripted("RUNNING", interruption)
    with pytest.raises((KeyboardInterrupt, TemporaryFailure)):
        Athena(api, "tally", pause=lambda _: None).run("select 1 as n", "lake")
    assert api.stopped == ["q1"]
