"""Athena: types of rows, pages, and failures in words that say what to do."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tally.adapters.athena.athena import Athena
from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure

from local import cloud

ENGINE = Athena("tally", polling_delay_s=0.01)


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        running = cloud.start(tmp_path_factory.mktemp("home"))
        for name, value in running.environment.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="results")
        boto3.client("glue").create_database(DatabaseInput={"Name": "lake"})
        boto3.client("athena").create_work_group(
            Name="tally", Configuration={"ResultConfiguration": {"OutputLocation": "s3://results/athena/"}}
        )
        yield "lake"
        running.stop()


def value(expression: str) -> Any:
    ((found,),) = [row.values() for row in ENGINE.rows(f"select {expression} as found", "lake")]
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
    found = ENGINE.rows("select n from unnest(sequence(1, 2500)) as t (n) order by n", "lake")
    assert [row["n"] for row in found] == list(range(1, 2501))


def test_no_rows() -> None:
    assert ENGINE.rows("select 1 as n where false", "lake") == []


def test_a_view_made_by_run_can_be_read() -> None:
    ENGINE.run('create or replace view "numbers" as select 1 as n', "lake")
    assert ENGINE.rows("select n from numbers", "lake") == [{"n": 1}]


def failure(sql: str, engine: Athena = ENGINE) -> TallyError:
    with pytest.raises(TallyError) as caught:
        engine.run(sql, "lake")
    return caught.value


def test_a_missing_table_says_which_steps_to_run() -> None:
    error = failure("create or replace view v as select * from nothing")
    assert isinstance(error, Misconfigured)
    assert "commit_events makes the lake's table" in str(error)


def test_a_statement_that_is_wrong_is_permanent() -> None:
    assert isinstance(failure("select from"), PermanentFailure)
    error = failure("select 1 / 0 as broken")
    assert isinstance(error, PermanentFailure)
    assert "DIVISION_BY_ZERO" in str(error)


def test_an_unknown_workgroup_is_a_matter_of_the_operator_or_permanent() -> None:
    assert isinstance(failure("select 1 as n", Athena("nobody")), Misconfigured | PermanentFailure)


class Scripted:
    """A client that answers from a script: what the stand-in never does."""

    def __init__(self, status: dict[str, Any]) -> None:
        self.status = status

    def get_query_execution(self, **_: Any) -> dict[str, Any]:
        return {"QueryExecution": {"Status": self.status}}


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
        ({}, PermanentFailure, "the vendor's words"),
    ],
)
def test_each_reason_has_its_kind(status: dict[str, Any], kind: type[TallyError], said: str) -> None:
    from awswrangler.exceptions import QueryFailed

    engine = Athena("tally")
    engine.__dict__["_client"] = Scripted(status)
    with pytest.raises(kind, match=said), engine._failures("q1"):
        raise QueryFailed("the vendor's words")


def test_throttling_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    def throttled(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "StartQueryExecution")

    monkeypatch.setattr("awswrangler.athena.start_query_execution", throttled)
    assert isinstance(failure("select 1 as n"), TemporaryFailure)


def test_no_answer_at_all_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_ATHENA", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    assert isinstance(failure("select 1 as n", Athena("tally")), TemporaryFailure)
