"""What tables hold: Iceberg, partitions, views of the catalog."""

import gzip
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.athena_stand_in import BOUGHT
from tests.local.athena.stand_in import EVENTS, StandIn


def put_parquet(stand_in: StandIn, key: str, **columns: list[Any]) -> None:
    body = io.BytesIO()
    pq.write_table(pa.table(columns), body)
    stand_in.client("s3").put_object(Bucket="lake", Key=key, Body=body.getvalue())


def test_iceberg_tables_are_read_with_their_types(stand_in: StandIn) -> None:
    found = stand_in.rows("select event_id, occurred_at, business_date, revenue from events order by 1")
    assert found == [
        ("a", "2024-01-01 07:00:00.250", "2024-01-01", "12.50"),
        ("b", "2024-01-02 00:00:00.000", "2024-01-02", None),
    ]
    lines = "select sku, quantity from events cross join unnest(products) as p(sku, quantity) order by sku"
    assert stand_in.rows(lines) == [("s1", "2"), ("s2", "1")]


def test_an_iceberg_table_without_snapshot_is_empty(stand_in: StandIn) -> None:
    stand_in.make_events("unborn", [])
    assert stand_in.rows("select count(*), max(event_id) from unborn") == [("0", None)]


def test_the_objects_of_a_dropped_iceberg_table_go_with_it(stand_in: StandIn, build: str) -> None:
    for name in ("doomed", "doomed_2"):  # the second one's folder begins with the first one's name
        stand_in.make_events(name, [BOUGHT])
    s3 = stand_in.client("s3")
    s3.put_object(Bucket="lake", Key="warehouse/doomed/_hidden", Body=b"x")
    stand_in.run("drop table doomed")
    assert s3.list_objects_v2(Bucket="lake", Prefix="warehouse/doomed/")["KeyCount"] == 0
    assert stand_in.rows("select count(*) from doomed_2") == [("1",)]
    stand_in.client("glue").create_database(DatabaseInput={"Name": f"{build}_ice"})
    table = stand_in.iceberg().create_table(f"{build}_ice.t", EVENTS, location=f"s3://lake/warehouse/{build}")
    assert table.metadata_location
    stand_in.run(f"drop database {build}_ice cascade")
    assert s3.list_objects_v2(Bucket="lake", Prefix=f"warehouse/{build}/")["KeyCount"] == 0


def test_iceberg_tables_are_read_as_they_were(stand_in: StandIn) -> None:
    table = stand_in.make_events("growing", [BOUGHT])
    before = table.current_snapshot().snapshot_id
    table.append(table.scan().to_arrow())
    assert stand_in.rows("select count(*) from growing") == [("2",)]
    assert stand_in.rows(f"select count(*) from growing for version as of {before}") == [("1",)]


def test_scanned_are_the_bytes_of_a_table_s_files(stand_in: StandIn) -> None:
    table = stand_in.make_events("weighed", [BOUGHT])
    table.append(table.scan().to_arrow())
    sizes = [each.file.file_size_in_bytes for each in table.scan().plan_files()]
    twice = stand_in.run("select count(*) from weighed as a cross join weighed as b")
    assert twice["Statistics"]["DataScannedInBytes"] == sum(sizes) > 0


def test_projected_partitions_need_no_objects(stand_in: StandIn, build: str) -> None:
    stand_in.run(
        f"create external table {build}.landing (event_id string, products array<struct<sku:string>>) "
        f"partitioned by (dt date) stored as parquet location 's3://lake/{build}/' "
        "tblproperties ('projection.enabled' = 'true', 'projection.dt.type' = 'date')"
    )
    assert stand_in.rows(f"select event_id, products, dt from {build}.landing") == []
    put_parquet(stand_in, f"{build}/dt=2024-01-01/1.parquet", event_id=["a"])
    put_parquet(stand_in, f"{build}/_tmp/dt=2024-01-01/1.parquet", event_id=["hidden"])
    found = stand_in.rows(f"select event_id, products, dt from {build}.landing where dt = date '2024-01-01'")
    assert found == [("a", None, "2024-01-01")]


def test_lines_of_json_are_a_table(stand_in: StandIn, build: str) -> None:
    location = f"s3://lake/{build}/scheduled_answers/"
    columns = [{"Name": "cells", "Type": "string"}, {"Name": "row_number", "Type": "bigint"}]
    stand_in.client("glue").create_table(
        DatabaseName=build,
        TableInput={
            "Name": "scheduled_answers",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "json", "projection.enabled": "true"},
            "PartitionKeys": [{"Name": "dt", "Type": "string"}],
            "StorageDescriptor": {
                "Columns": columns,
                "Location": location,
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            },
        },
    )
    asked = f"select dt, row_number, json_extract_scalar(cells, '$.reached') from {build}.scheduled_answers"
    assert stand_in.rows(asked) == []
    rows = [{"row_number": 1, "cells": '{"reached": 9}'}, {"row_number": 2, "cells": '{"reached": null}'}]
    lines = gzip.compress("".join(f"{json.dumps(row)}\n" for row in rows).encode())
    key = f"{build}/scheduled_answers/dt=2026-03-02/mondays.json.gz"
    stand_in.client("s3").put_object(Bucket="lake", Key=key, Body=lines)
    assert stand_in.rows(f"{asked} order by 2") == [("2026-03-02", "1", "9"), ("2026-03-02", "2", None)]


def test_what_lies_deeper_is_of_another_table(stand_in: StandIn, build: str) -> None:
    for name, how in (("projected", "tblproperties ('projection.enabled' = 'true')"), ("registered", "")):
        place = f"{build}/{name}"
        stand_in.run(
            f"create external table {build}.{name} (x bigint) partitioned by (dt string) "
            f"stored as parquet location 's3://lake/{place}/' {how}"
        )
        put_parquet(stand_in, f"{place}/dt=2024-01-01/1.parquet", x=[1])
        put_parquet(stand_in, f"{place}/profiles/dt=2024-01-01/1.parquet", x=[2])
    stand_in.run(f"msck repair table {build}.registered")
    assert stand_in.rows(f"select x from {build}.projected") == [("1",)]
    assert stand_in.rows(f"select x from {build}.registered") == [("1",)]


def test_objects_know_their_path(stand_in: StandIn, build: str) -> None:
    location = f"s3://lake/{build}/"
    stand_in.run(f"create external table {build}.t (x bigint) stored as parquet location '{location}'")
    put_parquet(stand_in, f"{build}/one.parquet", x=[1])
    assert stand_in.rows(f'select x, "$path" from {build}.t') == [("1", f"{location}one.parquet")]
    assert stand_in.rows('select count(distinct "$path") from events') == [("1",)]


def test_an_overwritten_object_is_read_anew(stand_in: StandIn, build: str) -> None:
    location = f"s3://lake/{build}/"
    stand_in.run(f"create external table {build}.t (x bigint) stored as parquet location '{location}'")
    for numbers in ([1], [2, 3], [4]):
        put_parquet(stand_in, f"{build}/one.parquet", x=numbers)
        found = stand_in.rows(f"select x from {build}.t order by x")
        assert found == [(str(number),) for number in numbers]


def test_registered_partitions_only_are_read(stand_in: StandIn, build: str) -> None:
    stand_in.run(
        f"create external table {build}.t (x bigint) partitioned by (dt string) stored as parquet "
        f"location 's3://lake/{build}/'"
    )
    put_parquet(stand_in, f"{build}/dt=2024-01-01/1.parquet", x=[1])
    assert stand_in.rows(f"select x from {build}.t") == []
    stand_in.run(f"msck repair table {build}.t")
    assert stand_in.rows(f"show partitions {build}.t") == [("dt=2024-01-01",)]
    assert stand_in.rows(f"select x, dt from {build}.t") == [("1", "2024-01-01")]


def test_a_common_table_expression_may_hide_the_table_that_it_reads(stand_in: StandIn) -> None:
    sql = "with events as (select event_id from events where event_id = 'a') select * from events"
    assert stand_in.rows(sql) == [("a",)]


def test_the_catalog_can_be_read(stand_in: StandIn, build: str) -> None:
    stand_in.run(f"create table {build}.t as select 1 as a, 'x' as b")
    stand_in.run(f"create view {build}.v as select a from {build}.t")
    assert stand_in.rows(f"show tables in {build}") == [("t",), ("v",)]
    assert stand_in.rows(f"show views in {build}") == [("v",)]
    assert stand_in.rows("show databases like 'la*'") == [("lake",)]
    assert stand_in.rows(f"describe {build}.t") == [("a", "int", ""), ("b", "string", "")]
    assert stand_in.rows(
        "select table_name, table_type from information_schema.tables "
        f"where table_schema = '{build}' order by 1"
    ) == [("t", "BASE TABLE"), ("v", "VIEW")]
    assert stand_in.rows(
        f"select column_name, data_type from information_schema.columns where table_schema = '{build}' "
        "and table_name = 't' order by ordinal_position"
    ) == [("a", "integer"), ("b", "varchar")]
