"""GlueBuilds: what it makes, forgets and never touches."""

import base64
import json
import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tally.adapters.athena.builds import GlueBuilds
from tally.domain.errors import Misconfigured, TemporaryFailure
from tally.modelling.catalog import version_sources

BUCKET = "lake-bucket"
SOURCES = sorted(["events", "profile_updates", "quarantine", "witness_events", *version_sources()])


@dataclass
class ViewEngine:
    """Registers views in Glue as Athena does; keeps the statements."""

    statements: list[tuple[str, str]] = field(default_factory=list)

    def run(self, sql: str, database: str) -> None:
        self.statements.append((sql, database))
        found = re.fullmatch(r'create or replace view "(\w+)" as (.*)', sql)
        assert found
        stored = base64.b64encode(json.dumps({"originalSql": found[2]}).encode()).decode()
        table = {
            "Name": found[1],
            "TableType": "VIRTUAL_VIEW",
            "Parameters": {"comment": "Presto View", "presto_view": "true"},
            "StorageDescriptor": {
                "Columns": [{"Name": "value", "Type": "double"}, {"Name": "added_later", "Type": "int"}]
            },
            "ViewOriginalText": f"/* Presto View: {stored} */",
        }
        glue = boto3.client("glue")
        if found[1] in tables(database):
            glue.update_table(DatabaseName=database, TableInput=table)
        else:
            glue.create_table(DatabaseName=database, TableInput=table)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        raise AssertionError("builds ask for no rows")


@pytest.fixture
def builds(aws: None) -> GlueBuilds:
    place = {"LocationConstraint": "eu-south-1"}
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
    for database in ("lake", "lakeinner"):
        boto3.client("glue").create_database(DatabaseInput={"Name": database})
    return GlueBuilds(ViewEngine(), BUCKET, "lake", attempt=lambda: "try1")


def tables(database: str) -> list[str]:
    return sorted(
        table["Name"] for table in boto3.client("glue").get_tables(DatabaseName=database)["TableList"]
    )


def databases() -> list[str]:
    return sorted(found["Name"] for found in boto3.client("glue").get_databases()["DatabaseList"])


def objects(prefix: str = "") -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [each["Key"] for each in found.get("Contents", [])]


def make_table(builds: GlueBuilds, build: str, name: str) -> None:
    """What a CREATE TABLE AS leaves."""
    location = builds.clear(build, name)
    key = f"{location.removeprefix(f's3://{BUCKET}/')}part-0.parquet"
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"rows")
    boto3.client("glue").create_table(DatabaseName=f"lake_{build}", TableInput={"Name": name})


def finished_build(builds: GlueBuilds, build: str) -> None:
    builds.open(build)
    make_table(builds, build, "orders")
    builds.finish(build, "refresh")
    builds.publish(build, ["orders"])


def test_opening_makes_the_database_with_the_lake_s_tables_as_views(builds: GlueBuilds) -> None:
    assert builds.open("b1") == "lake_b1"
    assert tables("lake_b1") == SOURCES
    assert (
        'create or replace view "events" as select * from "lake"."events"',
        "lake_b1",
    ) in builds.engine.statements


def test_opening_again_only_adds_what_is_missing(builds: GlueBuilds) -> None:
    builds.open("b1")
    boto3.client("glue").delete_table(DatabaseName="lake_b1", Name="quarantine")
    before = len(builds.engine.statements)
    builds.open("b1")
    assert tables("lake_b1") == SOURCES
    assert len(builds.engine.statements) == before + 1


@pytest.mark.parametrize("name", ["", "B1", "b-1", "x" * 41, 'b"; drop', "b.1"])
def test_a_name_that_is_none_is_refused(builds: GlueBuilds, name: str) -> None:
    with pytest.raises(Misconfigured, match="build name"):
        builds.open(name)


def test_clearing_forgets_the_table_and_its_files_and_no_other_s(builds: GlueBuilds) -> None:
    builds.open("b1")
    make_table(builds, "b1", "orders")
    make_table(builds, "b1", "orders_old")
    assert builds.clear("b1", "orders") == f"s3://{BUCKET}/marts/b1/orders/try1/"
    assert tables("lake_b1") == sorted([*SOURCES, "orders_old"])
    assert objects("marts/b1/orders/") == []
    assert objects("marts/b1/orders_old/") == ["marts/b1/orders_old/try1/part-0.parquet"]
    builds.clear("b1", "orders")


def test_each_try_builds_at_a_place_of_its_own(aws: None) -> None:
    boto3.client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
    )
    boto3.client("glue").create_database(DatabaseInput={"Name": "lake"})
    builds = GlueBuilds(ViewEngine(), BUCKET, "lake")
    builds.open("b1")
    assert builds.clear("b1", "orders") != builds.clear("b1", "orders")


def test_steps_are_noted_per_build(builds: GlueBuilds) -> None:
    builds.open("b1")
    builds.open("b10")
    builds.finish("b1", "refresh")
    builds.finish("b10", "audit")
    assert builds.finished("b1") == {"refresh"}
    assert builds.finished("b10") == {"audit"}
    assert builds.finished("b2") == set()


def test_the_newest_build_of_a_step(builds: GlueBuilds) -> None:
    assert builds.newest("refresh") is None
    for build, steps in (("b1", ["refresh", "audit"]), ("b2", ["refresh"]), ("b3", [])):
        builds.open(build)
        for step in steps:
            builds.finish(build, step)
    assert (builds.newest("refresh"), builds.newest("audit")) == ("b2", "b1")


def test_publishing_moves_the_stable_view(builds: GlueBuilds) -> None:
    for build in ("b1", "b2"):
        finished_build(builds, build)
    assert builds.engine.statements[-1] == (
        'create or replace view "orders" as select * from "lake_b2"."orders"',
        "lake",
    )


def read_table(database: str, name: str) -> Any:
    return boto3.client("glue").get_table(DatabaseName=database, Name=name)["Table"]


def test_inner_models_are_published_where_show_tables_of_the_lake_does_not_list_them(
    builds: GlueBuilds,
) -> None:
    builds.open("b1")
    builds.publish("b1", ["orders", "carts", "audit_cells"])
    assert (tables("lake"), tables("lakeinner")) == (["audit_cells", "orders"], ["carts"])


def test_a_published_table_and_its_columns_say_what_they_are(builds: GlueBuilds) -> None:
    builds.open("b1")
    builds.publish("b1", ["kpis", "audit_cells"])
    kpis = read_table("lake", "kpis")
    assert kpis["Parameters"]["description"].startswith("The shop's KPIs of each day, with unit, currency")
    assert kpis["Parameters"]["comment"] == "Presto View", "by which Athena knows its views"
    assert not kpis.get("Description")
    comments = {column["Name"]: column["Comment"] for column in kpis["StorageDescriptor"]["Columns"]}
    assert comments == {"value": "numerator / denominator; null when the denominator is 0", "added_later": ""}
    assert read_table("lake", "audit_cells")["Parameters"]["description"].startswith("What both collectors")


def test_views_of_models_that_are_no_more_go_and_those_of_people_stay(builds: GlueBuilds) -> None:
    builds.open("b1")
    builds.publish("b1", ["orders", "carts"])
    for database, view, read in (
        ("lake", "carts", "carts"),
        ("lake", "retired", "retired"),
        ("lake", "mine", "orders"),
        ("lakeinner", "orders", "orders"),
    ):
        builds.engine.run(f'create or replace view "{view}" as select * from "lake_b1"."{read}"', database)
    builds.drop_older(2)
    assert (tables("lake"), tables("lakeinner")) == (["mine", "orders"], ["carts"])


def test_older_builds_go_with_their_files_and_two_stay(builds: GlueBuilds) -> None:
    for build in ("b1", "b2", "b3"):
        finished_build(builds, build)
    assert builds.drop_older(2) == ["b1"]
    assert databases() == ["lake", "lake_b2", "lake_b3", "lakeinner"]
    assert objects("marts/b1/") == []
    assert builds.drop_older(2) == []


def test_a_build_that_a_view_still_reads_stays(builds: GlueBuilds) -> None:
    finished_build(builds, "b1")
    builds.engine.run('create or replace view "old_report" as select * from "lake_b1"."orders"', "lake")
    for build in ("b2", "b3", "b4"):
        finished_build(builds, build)
    assert builds.drop_older(2) == ["b2"]
    assert "lake_b1" in databases()


def test_what_is_not_tally_s_is_never_dropped(builds: GlueBuilds) -> None:
    boto3.client("glue").create_database(DatabaseInput={"Name": "lake_backup"})
    boto3.client("s3").put_object(Bucket=BUCKET, Key="marts/by_hand/x.parquet", Body=b"x")
    for build in ("b1", "b2", "b3"):
        finished_build(builds, build)
    builds.drop_older(1)
    assert databases() == ["lake", "lake_b3", "lake_backup", "lakeinner"]
    assert "marts/by_hand/x.parquet" in objects()


def test_a_drop_cut_short_is_taken_up_again(builds: GlueBuilds) -> None:
    """The database is gone, the files are not."""
    for build in ("b1", "b2", "b3"):
        finished_build(builds, build)
    boto3.client("glue").delete_database(Name="lake_b1")
    assert builds.drop_older(2) == ["b1"]
    assert objects("marts/b1/") == []


def test_a_drop_that_s3_refuses_in_part_is_told_and_taken_up_again(builds: GlueBuilds) -> None:
    for build in ("b1", "b2"):
        finished_build(builds, build)
    refused = {"Errors": [{"Key": "marts/b1/orders", "Code": "SlowDown"}]}
    # As S3 answers: 200, and which it did not delete.
    well = SimpleNamespace(status_code=200)
    builds._s3.meta.events.register_first("before-call.s3.DeleteObjects", lambda **_: (well, refused))
    with pytest.raises(TemporaryFailure, match="delete marts/b1/"):
        builds.drop_older(1)
    again = GlueBuilds(builds.engine, BUCKET, "lake")
    assert again.drop_older(1) == ["b1"]
    assert objects("marts/b1/") == []
