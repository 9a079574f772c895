"""Mistakes, told as Athena tells them."""

import pytest
from botocore.exceptions import ClientError

from tests.local.athena.stand_in import StandIn


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select * from nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.lake.nope' does not exist"),
        ("select 1\nfrom nowhere.t", "SCHEMA_NOT_FOUND: line 2:6: Schema 'nowhere' does not exist"),
        ("select e.nope from events e", "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved"),
        ("select nofunction(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'nofunction' not registered"),
        ("select event_id, count(*) from events", "EXPRESSION_NOT_AGGREGATE: line 1:8: 'event_id' must be"),
        ("select 1 / 0", "DIVISION_BY_ZERO"),
        ("select cast('x' as integer)", "INVALID_CAST_ARGUMENT"),
        (
            "create table t as select 1",
            "MISSING_COLUMN_NAME: line 1:1: Column name not specified",
        ),
        ("create table t as select 1 a, 2 A", "DUPLICATE_COLUMN_NAME"),
        (
            "create table events as select 1 a",
            "TABLE_ALREADY_EXISTS: line 1:1: Table 'awsdatacatalog.",
        ),
        (
            "create table t as select now() a",
            "NOT_SUPPORTED: Unsupported Hive type: timestamp with",
        ),
        ("create table t with (format = 'ORC') as select 1 a", "NOT_SUPPORTED"),
        *(
            (f"create table t as {query}", "NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6)")
            for query in (
                "select occurred_at from events",
                "select * from (select event_id, max(occurred_at) as x from events group by 1) as e",
                "with e as (select occurred_at as at from lake.events) select e.at from e",
            )
        ),
        ("create view events as select 1 a", "TABLE_ALREADY_EXISTS"),
        ("drop table nope", "TABLE_NOT_FOUND"),
        ("drop database lake", "FAILED: InvalidOperationException"),
        ("create database lake", "FAILED: AlreadyExistsException"),
        ("insert into events select 1", "NOT_SUPPORTED"),
    ],
)
def test_failures_are_told_in_athena_s_words(stand_in: StandIn, sql: str, reason: str) -> None:
    assert stand_in.failure(sql).startswith(reason)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("selec 1", "line 1:7: mismatched input '1'"),
        ("select 1 from", "line 1:14: mismatched input '<EOF>'"),
        ("select 'x", "line 1:10: unterminated quote"),
        ("vacuum events", "runs no VACUUM statement"),
    ],
)
def test_malformed_statements_are_refused(stand_in: StandIn, sql: str, reason: str) -> None:
    with pytest.raises(ClientError, match=r"InvalidRequestException.*" + reason):
        stand_in.run(sql)
