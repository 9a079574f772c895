"""Calls of the stand-in and their answers."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from local.athena import executions
from tests.local.athena.stand_in import RESULTS, StandIn


def test_a_query_s_execution_has_the_facts_that_clients_read(stand_in: StandIn) -> None:
    execution = stand_in.run("select 1 as one")
    assert execution["StatementType"] == "DML"
    assert execution["QueryExecutionContext"]["Database"] == "lake"
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(RESULTS)
    assert execution["Status"]["CompletionDateTime"] <= datetime.now(UTC)
    assert execution["Statistics"]["DataScannedInBytes"] == 0


def test_results_carry_types_and_athena_s_text(stand_in: StandIn) -> None:
    execution = stand_in.run(
        "select 1 as i, bigint '2' as b, 1.5e0 as d, 1e10 as e, decimal '1.50' as m, true as t, 'x' as s, "
        "date '2024-01-01' as day, timestamp '2024-01-01 07:00:00' as moment, cast(null as varchar) as n, "
        "array[1, null] as a, map(array['k'], array[1]) as p, "
        "cast(row(1, 'x') as row(u integer, v varchar)) as r, cast('ab' as varbinary) as y, "
        "from_unixtime(0) as z, sum(2) as total"
    )
    found = stand_in.results(execution)["ResultSet"]
    described = {column["Name"]: column for column in found["ResultSetMetadata"]["ColumnInfo"]}
    texts = dict(zip(described, [cell.get("VarCharValue") for cell in found["Rows"][1]["Data"]], strict=True))
    assert {name: (column["Type"], texts[name]) for name, column in described.items()} == {
        "i": ("integer", "1"),
        "b": ("bigint", "2"),
        "d": ("double", "1.5"),
        "e": ("double", "1.0E10"),
        "m": ("decimal", "1.50"),
        "t": ("boolean", "true"),
        "s": ("varchar", "x"),
        "day": ("date", "2024-01-01"),
        "moment": ("timestamp", "2024-01-01 07:00:00.000"),
        "n": ("varchar", None),
        "a": ("array", "[1, null]"),
        "p": ("map", "{k=1}"),
        "r": ("row", "{u=1, v=x}"),
        "y": ("varbinary", "61 62"),
        "z": ("timestamp with time zone", "1970-01-01 00:00:00.000 UTC"),
        "total": ("bigint", "2"),
    }
    assert (described["m"]["Precision"], described["m"]["Scale"]) == (3, 2)


def test_results_come_in_pages_with_names_first(stand_in: StandIn) -> None:
    execution = stand_in.run("select x from unnest(sequence(1, 5)) as t(x) order by x")
    pages = (
        stand_in.client("athena")
        .get_paginator("get_query_results")
        .paginate(QueryExecutionId=execution["QueryExecutionId"], PaginationConfig={"PageSize": 2})
    )
    found = [[row["Data"][0]["VarCharValue"] for row in page["ResultSet"]["Rows"]] for page in pages]
    assert found == [["x", "1"], ["2", "3"], ["4", "5"]]


def test_the_result_file_quotes_all_but_null(stand_in: StandIn) -> None:
    execution = stand_in.run("""select 'a "b"' as s, 1 as i, cast(null as varchar) as n, '' as e""")
    bucket, key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").split("/", 1)
    body = stand_in.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    assert body == b'"s","i","n","e"\n"a ""b""","1",,""\n'


def test_the_same_token_gives_the_same_execution(stand_in: StandIn) -> None:
    token = "0" * 32
    first = stand_in.run("select 1 as one", ClientRequestToken=token)
    assert stand_in.run("select 1 as one", ClientRequestToken=token) == first


def test_parameters_take_the_place_of_question_marks(stand_in: StandIn) -> None:
    assert stand_in.rows("select ? as a, ? + 1 as b", ExecutionParameters=["'it''s'", "2"]) == [("it's", "3")]
    with pytest.raises(ClientError, match="expected 0 but found 1"):
        stand_in.run("select 1", ExecutionParameters=["2"])


def test_prepared_statements_run(stand_in: StandIn) -> None:
    stand_in.client("athena").create_prepared_statement(
        StatementName="plus", WorkGroup="primary", QueryStatement="select ? + ? as total"
    )
    assert stand_in.rows("execute plus using 1, 2") == [("3",)]


def test_an_enforcing_workgroup_says_where_results_go(stand_in: StandIn) -> None:
    own = {"OutputLocation": "s3://results/own/"}
    stand_in.client("athena").create_work_group(
        Name="enforcing",
        Configuration={"ResultConfiguration": own, "EnforceWorkGroupConfiguration": True},
    )
    execution = stand_in.run("select 1 as one", WorkGroup="enforcing")
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(own["OutputLocation"])
    listed = stand_in.client("athena").list_query_executions(WorkGroup="enforcing")["QueryExecutionIds"]
    assert listed == [execution["QueryExecutionId"]]


def test_without_an_output_location_a_query_is_refused(stand_in: StandIn) -> None:
    with pytest.raises(ClientError, match="No output location provided"):
        stand_in.run("select 1", ResultConfiguration={})


def test_a_stopped_query_is_cancelled_and_frees_its_thread(stand_in: StandIn) -> None:
    athena = stand_in.client("athena")
    numbers = "unnest(sequence(1, 100000))"
    endless = f"select count(*) from {numbers} a(x) cross join {numbers} b(y) where x % (y + 1) = 3"
    place = {"OutputLocation": RESULTS}
    ids = [
        athena.start_query_execution(QueryString=endless, ResultConfiguration=place)["QueryExecutionId"]
        for _ in range(4)
    ]
    for execution_id in ids:
        athena.stop_query_execution(QueryExecutionId=execution_id)
    found = athena.batch_get_query_execution(QueryExecutionIds=ids)["QueryExecutions"]
    assert {execution["Status"]["State"] for execution in found} == {"CANCELLED"}
    assert stand_in.rows("select 1 as one") == [("1",)]


def test_other_operations_are_the_emulator_s(stand_in: StandIn) -> None:
    names = [group["Name"] for group in stand_in.client("athena").list_work_groups()["WorkGroups"]]
    assert "primary" in names


def test_large_results_push_out_the_oldest(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executions, "ROWS_KEPT", 5)
    oldest = stand_in.run("select 1 as one")
    newest = stand_in.run("select x from unnest(sequence(1, 8)) as t(x)")
    assert len(stand_in.results(newest)["ResultSet"]["Rows"]) == 9
    with pytest.raises(ClientError, match="was not found"):
        stand_in.results(oldest)
