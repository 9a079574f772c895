"""Mistakes, told as Athena tells them."""

import re

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
        ("select date_parse('x', '%Y')", "INVALID_FUNCTION_ARGUMENT: Could not parse"),
        ("select regexp_like('a', '(')", "INVALID_FUNCTION_ARGUMENT: missing )"),
        (
            "select (select event_id from events)",
            "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows",
        ),
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


@pytest.mark.parametrize(
    ("unnest", "reason"),
    [
        ("unnest(products) as t(p)", "list has 1 entries but 't' has 2 columns"),
        ("unnest(products) as t(a, b, c)", "list has 3 entries but 't' has 2 columns"),
        ("unnest(products) with ordinality as t(a, b)", "list has 2 entries but 't' has 3 columns"),
        ("unnest(products, products) as t(a, b, c)", "list has 3 entries but 't' has 4 columns"),
        ("unnest(sequence(1, 2), products) as t(a)", "list has 1 entries but 't' has 3 columns"),
        ("unnest(map(array[1], array[2])) as t(k)", "list has 1 entries but 't' has 2 columns"),
        ("unnest(sequence(1, 2)) with ordinality as t(a)", "list has 1 entries but 't' has 2 columns"),
        ("unnest(cast(null as array(bigint))) as t(a, b)", "list has 2 entries but 't' has 1 columns"),
    ],
)
def test_columns_of_unnest_are_counted(stand_in: StandIn, unnest: str, reason: str) -> None:
    found = stand_in.failure(f"select 1 from events\ncross join {unnest}")
    assert found == f"MISMATCHED_COLUMN_ALIASES: line 2:12: Column alias {reason} available"


def test_columns_of_unnest_are_those_that_the_statement_made(stand_in: StandIn) -> None:
    skus = "with e as (select transform(products, p -> p.sku) as products from events)"
    assert stand_in.rows(f"{skus} select p from e cross join unnest(products) as t(p) order by 1") == [
        ("s1",),
        ("s2",),
    ]
    listed = "with e(products) as (select array[7])"
    assert stand_in.rows(f"{listed} select p from e, events cross join unnest(e.products) as t(p)") == [
        ("7",),
        ("7",),
    ]
    numbered = (
        "select sku, ordinality from events cross join unnest(products) with ordinality as t order by 2"
    )
    assert stand_in.rows(numbered) == [("s1", "1"), ("s2", "2")]


FAULT = "this is a fault of Tally's stand-in for Athena on one machine, not of the statement: "


def test_what_breaks_in_the_stand_in_is_told_as_its_fault(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StopIteration("nothing left")

    with monkeypatch.context() as patched:
        patched.setattr("local.athena.session.Session.bind", fail)
        reason = f"GENERIC_INTERNAL_ERROR: {FAULT}StopIteration: nothing left"
        assert stand_in.failure("select 1 as x") == reason
    for place in ("statements._read_sql_statement", "service.AthenaService._choose_output"):
        with monkeypatch.context() as patched:
            patched.setattr(f"local.athena.{place}", fail)
            with pytest.raises(ClientError, match=re.escape(f"{FAULT}StopIteration: nothing left")):
                stand_in.run("select 1 as x")


def test_so_is_a_failure_of_duckdb_that_athena_has_no_word_for(stand_in: StandIn) -> None:
    assert FAULT in stand_in.failure("select cast(row(1, 2) as row(a integer))")
