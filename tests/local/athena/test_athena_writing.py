"""Statements that leave something behind: tables, files, views."""

import base64
import io
import json
import threading

import pyarrow as pa
import pyarrow.parquet as pq

from tests.local.athena.stand_in import StandIn


def test_create_table_as_writes_parquet_and_registers_its_types(stand_in: StandIn, build: str) -> None:
    location = f"s3://lake/marts/{build}/t/"
    execution = stand_in.run(
        f"create table {build}.t with (format = 'PARQUET', write_compression = 'ZSTD', "
        f"external_location = '{location}') as "
        "select event_id, cast(occurred_at as timestamp) as occurred_at, business_date, revenue, products, "
        "count(*) as n, sum(1) as total, avg(1) as mean from events group by 1, 2, 3, 4, 5"
    )
    assert execution["Status"]["State"] == "SUCCEEDED"
    assert execution["StatementType"] == "DDL"
    table = stand_in.client("glue").get_table(DatabaseName=build, Name="t")["Table"]
    storage = table["StorageDescriptor"]
    assert {column["Name"]: column["Type"] for column in storage["Columns"]} == {
        "event_id": "string",
        "occurred_at": "timestamp",
        "business_date": "date",
        "revenue": "decimal(18,2)",
        "products": "array<struct<sku:string,quantity:int>>",
        "n": "bigint",
        "total": "bigint",
        "mean": "double",
    }
    assert storage["Location"] == location
    (item,) = stand_in.client("s3").list_objects_v2(Bucket="lake", Prefix=f"marts/{build}/t/")["Contents"]
    body = stand_in.client("s3").get_object(Bucket="lake", Key=item["Key"])["Body"].read()
    stored = pq.ParquetFile(io.BytesIO(body))
    assert stored.schema_arrow.field("total").type == pa.int64()
    assert stored.metadata.row_group(0).column(0).compression == "ZSTD"
    assert stand_in.rows(f"select count(*) from {build}.t") == [("2",)]


def test_create_table_as_refuses_a_used_location(stand_in: StandIn, build: str) -> None:
    properties = f"with (external_location = 's3://lake/{build}/')"
    stand_in.run(f"create table {build}.a {properties} as select 1 as x")
    reason = stand_in.failure(f"create table {build}.b {properties} as select 1 as x")
    assert reason.startswith(
        f"HIVE_PATH_ALREADY_EXISTS: Target directory for table '{build}.b' already exists"
    )
    stand_in.run(f"drop table {build}.a")
    assert stand_in.client("s3").list_objects_v2(Bucket="lake", Prefix=f"{build}/")["KeyCount"] == 1


def test_partitioned_tables_grow_by_insert(stand_in: StandIn, build: str) -> None:
    stand_in.run(
        f"create table {build}.t with (partitioned_by = array['day']) as "
        "select 1 as x, date '2024-01-01' as day"
    )
    stand_in.run(f"insert into {build}.t (day, x) values (date '2024-01-02', 2)")
    assert stand_in.rows(f"select x, day from {build}.t order by x") == [
        ("1", "2024-01-01"),
        ("2", "2024-01-02"),
    ]
    assert stand_in.rows(f"show partitions {build}.t") == [("day=2024-01-01",), ("day=2024-01-02",)]
    reason = stand_in.failure(
        f"create table {build}.u with (partitioned_by = array['day']) as "
        "select date '2024-01-01' as day, 1 as x"
    )
    assert reason.startswith("HIVE_COLUMN_ORDER_MISMATCH")


def test_unload_writes_files_and_their_list(stand_in: StandIn) -> None:
    target = "s3://results/unloaded/"
    execution = stand_in.run(f"unload (select event_id from events) to '{target}' with (format = 'PARQUET')")
    key = execution["Statistics"]["DataManifestLocation"].removeprefix("s3://results/")
    listed = stand_in.client("s3").get_object(Bucket="results", Key=key)["Body"].read().decode().split()
    assert [url.startswith(target) for url in listed] == [True]


def test_views_reach_across_databases_and_survive_a_restart(stand_in: StandIn, build: str) -> None:
    stand_in.run("create table sessions as select 1 as n", database=build)
    stand_in.run(f"create or replace view {build}_view as select * from {build}.sessions")
    stand_in.run(f"create or replace view outer_view as select n + 1 as n from {build}_view")
    again, server = stand_in.restarted()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert again.rows("select n from outer_view") == [("2",)]
    server.shutdown()
    server.server_close()
    server.service.executions.close()
    stand_in.run(f"drop table {build}.sessions")
    assert "INVALID_VIEW" in stand_in.failure("select n from outer_view")
    stand_in.run("drop view outer_view")
    stand_in.run(f"drop view {build}_view")
    assert stand_in.rows("show tables 'outer*'") == []


def test_a_view_means_the_tables_of_the_database_it_was_made_in(stand_in: StandIn, build: str) -> None:
    stand_in.run("create table t as select 'inner' as x", database=build)
    stand_in.run("create view v as select x from t", database=build)
    assert stand_in.rows(f"select x from {build}.v", database="lake") == [("inner",)]


def test_views_are_kept_as_athena_keeps_them(stand_in: StandIn, build: str) -> None:
    stand_in.run("create view v as select 1 as a, array['x'] as b", database=build)
    table = stand_in.client("glue").get_table(DatabaseName=build, Name="v")["Table"]
    assert table["TableType"] == "VIRTUAL_VIEW"
    text = table["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
    definition = json.loads(base64.b64decode(text))
    assert definition["originalSql"] == "select 1 as a, array['x'] as b"
    assert (definition["catalog"], definition["schema"]) == ("awsdatacatalog", build)
    assert definition["columns"] == [
        {"name": "a", "type": "integer"},
        {"name": "b", "type": "array(varchar)"},
    ]
