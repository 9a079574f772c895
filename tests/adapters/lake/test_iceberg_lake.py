"""lake.events on Iceberg: what a commit holds, and what survives rivals, crashes and strangers."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ReadTimeoutError
from mypy_boto3_glue import GlueClient
from mypy_boto3_s3 import S3Client
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.table import FileScanTask
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg import data_files, stored_rows
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake import crowded_days
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.domain.errors import Misconfigured, PermanentFailure, TemporaryFailure
from tally.domain.events import table_steps
from tally.domain.events.columns import EVENT_COLUMNS, Column

from tests.lake_rows import FRIDAY, a_row, some_rows, table_of

LOCATION = "s3://lake/warehouse/events"
THURSDAY, SATURDAY = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)
PRICE = Decimal("12.30")
RECORD = {"tally.landing-seen-until": "now"}


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = boto3.client("s3")
    client.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return client


@pytest.fixture
def glue(aws: None) -> GlueClient:
    client = glue_client()
    client.create_database(DatabaseInput={"Name": "lake"})
    return client


@pytest.fixture
def table(glue: GlueClient, s3: S3Client) -> LakeTable:
    return LakeTable(EVENTS, glue, s3, "lake", "lake")


@pytest.fixture
def lake(table: LakeTable) -> IcebergLake:
    lake = IcebergLake(table)
    lake.record()
    return lake


def add(lake: IcebergLake, rows: pa.Table, record: dict[str, str] = RECORD) -> None:
    lake.record()
    lake.append(rows, record)


def content(table: LakeTable) -> list[dict[str, Any]]:
    """All rows, file by file: pyiceberg's own scan shows a null list as an empty one."""
    opened = table.load()
    streams = [opened.io.new_input(task.file.file_path).open() for task in opened.scan().plan_files()]
    rows = [row for stream in streams for row in pq.read_table(stream, partitioning=None).to_pylist()]
    return sorted(rows, key=lambda row: row["dedup_key"])


def files(table: LakeTable, s3: S3Client) -> dict[str, list[pq.ParquetFile]]:
    """Data files by their partition folder."""
    found: dict[str, list[pq.ParquetFile]] = {}
    for task in table.load().scan().plan_files():
        folder, _, name = task.file.file_path.removeprefix(f"{LOCATION}/data/").rpartition("/")
        body = s3.get_object(Bucket="lake", Key=f"warehouse/events/data/{folder}/{name}")["Body"].read()
        found.setdefault(folder, []).append(pq.ParquetFile(io.BytesIO(body)))
    return found


def test_the_first_look_makes_the_table_that_athena_reads(lake: IcebergLake, glue: GlueClient) -> None:
    made = glue.get_table(DatabaseName="lake", Name="events")["Table"]
    assert made["Parameters"]["table_type"] == "ICEBERG"
    assert made["StorageDescriptor"]["Location"] == LOCATION
    columns = made["StorageDescriptor"]["Columns"]
    assert [(column["Name"], column["Type"], column["Comment"]) for column in columns] == [
        (column.name, column.type, column.comment) for column in EVENT_COLUMNS
    ]
    assert lake.record() == {}


def test_rows_and_record_come_in_one_commit(lake: IcebergLake, table: LakeTable) -> None:
    rows = table_of(
        a_row(1, revenue=PRICE, products=[{"product_id": "p", "price": PRICE, "quantity": 1}]),
        a_row(2, event_class="volume", properties='{"a":"ü"}'),
    )
    lake.append(rows, RECORD)
    assert content(table) == rows.to_pylist()
    assert lake.record() == RECORD
    assert len(table.load().snapshots()) == 1


def test_a_commit_without_rows_keeps_the_books(lake: IcebergLake, table: LakeTable) -> None:
    lake.append(some_rows(range(0)), RECORD)
    assert lake.record() == RECORD
    assert content(table) == []


def test_files_are_partitioned_sorted_and_packed(lake: IcebergLake, table: LakeTable, s3: S3Client) -> None:
    lake.append(
        pa.concat_tables(
            [
                some_rows(range(100)),
                some_rows(range(100, 200), event_class="volume", business_date=SATURDAY),
            ]
        ),
        RECORD,
    )
    found = files(table, s3)
    assert set(found) == {
        "business_date=2026-11-20/event_class=business",
        "business_date=2026-11-21/event_class=volume",
    }
    for (file,) in found.values():
        rows = file.read()
        assert rows.equals(rows.sort_by([("sent_person_key", "ascending"), ("occurred_at", "ascending")]))
        chunks = [file.metadata.row_group(0).column(n) for n in range(file.metadata.num_columns)]
        assert {chunk.compression for chunk in chunks} == {"ZSTD"}
        packed = {chunk.path_in_schema for chunk in chunks if chunk.has_dictionary_page}
        assert packed == {column.name for column in EVENT_COLUMNS if column.dictionary}


def test_known_keys_are_those_asked_for_on_the_days_asked_for(lake: IcebergLake) -> None:
    add(lake, some_rows(range(10)))
    add(lake, some_rows(range(10, 20), business_date=SATURDAY, payload_fingerprint=7))
    add(lake, some_rows(range(20, 30), business_date=SATURDAY + timedelta(days=9)))
    lake.record()
    days = [THURSDAY, FRIDAY, SATURDAY, SATURDAY + timedelta(days=1)]
    known = lake.known_keys(some_rows(range(5, 25)), days)
    assert known.sort_by("dedup_key").to_pydict() == {
        "dedup_key": list(range(5, 20)),
        "payload_fingerprint": [1] * 5 + [7] * 10,
    }
    assert lake.known_keys(some_rows(range(5)), []).num_rows == 0


def test_held_rows_are_whole(lake: IcebergLake) -> None:
    rows = table_of(a_row(1, revenue=PRICE, properties='{"a":1}'), a_row(2), a_row(3, business_date=SATURDAY))
    lake.append(rows, RECORD)
    lake.record()
    held = lake.held_rows(pa.array([1, 3, 7]), [FRIDAY])
    assert held.to_pylist() == rows.slice(0, 1).to_pylist()
    assert held.schema == rows.schema
    assert lake.held_rows(pa.array([1]), []).num_rows == 0


def test_another_writer_makes_the_commit_fail_whole(
    lake: IcebergLake, table: LakeTable, s3: S3Client
) -> None:
    rival = IcebergLake(table)
    rival.record()
    lake.append(some_rows(range(3)), RECORD)
    with pytest.raises(TemporaryFailure, match="another commit came first"):
        rival.append(some_rows(range(3, 6)), {"tally.landing-seen-until": "rival"})
    assert [row["dedup_key"] for row in content(table)] == [0, 1, 2]
    assert lake.record() == RECORD


def test_a_commit_whose_answer_is_lost_keeps_its_manifests(
    lake: IcebergLake, table: LakeTable, glue: GlueClient
) -> None:
    def lose(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="glue")

    glue.meta.events.register("after-call.glue.UpdateTable", lose)
    with pytest.raises(TemporaryFailure):
        lake.append(some_rows(range(3)), RECORD)
    glue.meta.events.unregister("after-call.glue.UpdateTable", lose)
    assert len(content(table)) == 3
    assert lake.record() == RECORD


def test_a_stranger_s_commit_does_not_hide_the_record(lake: IcebergLake, table: LakeTable) -> None:
    add(lake, some_rows(range(3)))
    table.load().delete("event_id = 'e1'")
    assert lake.record() == RECORD


def test_crowded_closed_days_are_found(lake: IcebergLake) -> None:
    for start in (0, 10):
        for day in (THURSDAY, FRIDAY, SATURDAY):
            add(lake, some_rows(range(start, start + 3), business_date=day))
    add(lake, some_rows(range(30, 40), business_date=date(2026, 1, 1)))
    assert lake.days_to_compact(SATURDAY) == [THURSDAY, FRIDAY]


def test_a_rewritten_day_has_the_same_rows_sorted_in_one_file_a_class(
    lake: IcebergLake, table: LakeTable, s3: S3Client
) -> None:
    for start in (0, 50, 100):
        add(lake, some_rows(range(start, start + 50), products=[{"sku": "s"}] if start else None))
        add(lake, some_rows(range(start + 1000, start + 1050), event_class="volume"))
        add(lake, some_rows(range(start + 2000, start + 2050), business_date=SATURDAY))
    before = content(table)
    assert lake.rewrite_day(FRIDAY) == 300
    assert content(table) == before
    assert lake.record() == RECORD
    assert {folder: len(found) for folder, found in files(table, s3).items()} == {
        "business_date=2026-11-20/event_class=business": 1,
        "business_date=2026-11-20/event_class=volume": 1,
        "business_date=2026-11-21/event_class=business": 3,
    }
    (file,) = files(table, s3)["business_date=2026-11-20/event_class=business"]
    rows = file.read()
    assert rows.equals(rows.sort_by([("sent_person_key", "ascending"), ("occurred_at", "ascending")]))
    snapshots = len(table.load().snapshots())
    assert lake.days_to_compact(SATURDAY) == []
    assert lake.rewrite_day(FRIDAY) == 0
    assert len(table.load().snapshots()) == snapshots


def test_rows_struck_out_by_athena_are_left_out(lake: IcebergLake, table: LakeTable) -> None:
    add(lake, some_rows(range(10)))
    opened = table.load()
    (task,) = opened.scan().plan_files()
    location = f"{LOCATION}/data/deletes.parquet"
    with opened.io.new_output(location).create() as out:
        paths = [task.file.file_path, task.file.file_path, "s3://lake/other.parquet"]
        pq.write_table(pa.table({"file_path": paths, "pos": [0, 7, 1]}), out)
    deletes = DataFile.from_args(
        content=DataFileContent.POSITION_DELETES, file_format=FileFormat.PARQUET, file_path=location
    )
    stored = stored_rows.read_rows(EVENTS, opened, [task], "event_id")["event_id"].to_pylist()
    left = stored_rows.read_rows(EVENTS, opened, [FileScanTask(task.file, {deletes})], "event_id")
    assert left["event_id"].to_pylist() == [*stored[1:7], *stored[8:]]

    equality = DataFile.from_args(
        content=DataFileContent.EQUALITY_DELETES, file_format=FileFormat.PARQUET, file_path=location
    )
    with pytest.raises(PermanentFailure, match="no Parquet file of deleted positions"):
        stored_rows.read_rows(EVENTS, opened, [FileScanTask(task.file, {equality})], "event_id")


def test_a_large_day_is_rewritten_by_ranges_of_persons(
    lake: IcebergLake, table: LakeTable, s3: S3Client
) -> None:
    small = IcebergLake(table, rows_per_file=100)
    for start in range(0, 350, 70):
        add(lake, some_rows(range(start, start + 70)))
    add(lake, table_of(a_row(999, sent_person_key=None), a_row(998, sent_person_key=2**63 - 1)))
    before = content(table)
    assert small.days_to_compact(SATURDAY) == [FRIDAY]
    assert small.rewrite_day(FRIDAY) == 352
    assert content(table) == before
    found = files(table, s3)["business_date=2026-11-20/event_class=business"]
    bounds = sorted(
        (pc.min(persons).as_py(), pc.max(persons).as_py())
        for persons in (file.read(["sent_person_key"])["sent_person_key"] for file in found)
    )
    assert len(bounds) == 4
    assert all(highest < lowest for (_, highest), (lowest, _) in pairwise(bounds))
    assert small.days_to_compact(SATURDAY) == []


class Meddling(IcebergLake):
    """Does something to the table between the plan of a rewrite and its commit."""

    def _swap_files(self, *args: Any) -> None:
        self.meddle()
        super()._swap_files(*args)


def test_events_committed_meanwhile_do_not_stop_a_rewrite(lake: IcebergLake, table: LakeTable) -> None:
    add(lake, some_rows(range(3)))
    add(lake, some_rows(range(3, 6)))
    newer = {"tally.landing-seen-until": "later"}
    rewriting = Meddling(table)
    rewriting.meddle = lambda: add(lake, some_rows(range(6, 9)), newer)
    assert rewriting.rewrite_day(FRIDAY) == 6
    assert [row["dedup_key"] for row in content(table)] == list(range(9))
    assert lake.record() == newer
    assert table.load().current_snapshot().summary["total-data-files"] == "2"


def test_rows_deleted_meanwhile_stay_deleted(lake: IcebergLake, table: LakeTable) -> None:
    add(lake, some_rows(range(3)))
    add(lake, some_rows(range(3, 6)))
    rewriting = Meddling(table)
    rewriting.meddle = lambda: table.load().delete("event_id = 'e1'")
    with pytest.raises(TemporaryFailure):
        rewriting.rewrite_day(FRIDAY)
    assert [row["dedup_key"] for row in content(table)] == [0, 2, 3, 4, 5]
    assert IcebergLake(table).rewrite_day(FRIDAY) == 5


def test_a_rewrite_that_would_lose_rows_is_refused(
    lake: IcebergLake, table: LakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(lake, some_rows(range(3)))
    add(lake, some_rows(range(3, 6)))
    monkeypatch.setattr(data_files, "sort_row_groups", lambda _, rows: [rows.slice(1)])
    with pytest.raises(PermanentFailure, match="would turn 6 rows into 5"):
        lake.rewrite_day(FRIDAY)
    assert len(content(table)) == 6


def test_old_snapshots_are_forgotten_but_for_the_newest(lake: IcebergLake, table: LakeTable) -> None:
    for start in range(4):
        add(lake, some_rows(range(start, start + 1)))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert lake.expire_snapshots(tomorrow - timedelta(days=2), keep=1) == 0
    assert lake.expire_snapshots(tomorrow, keep=3) == 1
    assert len(table.load().snapshots()) == 3
    assert lake.record() == RECORD
    assert len(content(table)) == 4


def test_before_the_first_commit_there_is_nothing_to_compact(table: LakeTable) -> None:
    lake = IcebergLake(table)
    assert lake.days_to_compact(SATURDAY) == []
    assert lake.rewrite_day(FRIDAY) == 0
    assert lake.expire_snapshots(datetime.now(UTC), keep=1) == 0


def test_a_new_column_of_the_list_is_added_to_the_table(
    lake: IcebergLake, table: LakeTable, glue: GlueClient, s3: S3Client
) -> None:
    add(lake, some_rows(range(2)))
    newer = replace(EVENTS, columns=(*EVENT_COLUMNS, Column("loyalty_tier", "string", "tier")))
    lake = IcebergLake(LakeTable(newer, glue, s3, "lake", "lake"))
    wider = some_rows(range(2, 3)).append_column("loyalty_tier", pa.array(["gold"]))
    add(lake, wider)
    lake.rewrite_day(FRIDAY)
    assert [row["loyalty_tier"] for row in content(table)] == [None, None, "gold"]


def test_an_older_version_goes_on_beside_a_newer_column(
    table: LakeTable, glue: GlueClient, s3: S3Client
) -> None:
    """A deployment that went back: it commits, looks rows up and compacts, and no tier is lost."""
    newer = replace(EVENTS, columns=(*EVENT_COLUMNS, Column("loyalty_tier", "string", "tier")))
    wider = some_rows(range(2)).append_column("loyalty_tier", pa.array(["gold", "blue"]))
    add(IcebergLake(LakeTable(newer, glue, s3, "lake", "lake")), wider)
    lake = IcebergLake(table)
    add(lake, some_rows(range(2, 4)))
    lake.record()
    assert (
        lake.held_rows(pa.array([0, 3], pa.int64()), [FRIDAY]).column_names
        == some_rows(range(1)).column_names
    )
    lake.rewrite_day(FRIDAY)
    assert [row["loyalty_tier"] for row in content(table)] == ["gold", "blue", None, None]


NARROW = tuple(replace(each, type="int") if each.name == "id_hash" else each for each in EVENT_COLUMNS)
STEPS = """
[[step]]
number = 1
version = "0.2.0"
table = "profile_updates"
why = "another table's"
set = { "owner" = "nobody" }

[[step]]
number = 2
version = "0.2.0"
table = "events"
why = "hashes of 64 bits"
widen = { id_hash = "bigint" }
set = { "write.parquet.compression-level" = "3" }
"""


def bring_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on it is a version that brings two steps."""
    monkeypatch.setattr(table_steps, "table_steps", lambda: table_steps.parse_steps(STEPS))


def a_narrow_lake(glue: GlueClient, s3: S3Client) -> IcebergLake:
    lake = IcebergLake(LakeTable(replace(EVENTS, columns=NARROW), glue, s3, "lake", "lake"))
    rows = some_rows(range(2))
    place = rows.column_names.index("id_hash")
    add(lake, rows.set_column(place, "id_hash", pa.array([1, 2], pa.int32())))
    return lake


def test_a_step_is_taken_once_with_its_number(
    table: LakeTable, glue: GlueClient, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_narrow_lake(glue, s3)
    bring_steps(monkeypatch)
    before = table.load()
    assert before is not None
    lake = IcebergLake(table)
    for _ in range(2):
        assert lake.record() == RECORD
    stepped = table.load()
    assert stepped is not None
    types = [str(each.schema().find_type("id_hash")) for each in (before, stepped)]
    assert types == ["int", "long"]
    assert stepped.properties["tally.steps"] == "2"
    assert stepped.properties["write.parquet.compression-level"] == "3"
    assert len(stepped.metadata.metadata_log) == len(before.metadata.metadata_log) + 1
    add(lake, some_rows(range(2, 4)))
    assert len(content(table)) == 4


def test_a_new_table_has_taken_every_step(table: LakeTable, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_steps(monkeypatch)
    made = table.load_or_create()
    assert (made.properties["tally.steps"], made.properties["write.parquet.compression-level"]) == ("2", "3")
    assert table.load_or_create().metadata == made.metadata


def test_killed_before_the_commit_of_a_step_it_is_taken_again(
    table: LakeTable, glue: GlueClient, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_narrow_lake(glue, s3)
    bring_steps(monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr(glue, "update_table", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            table.load_or_create()
    unchanged = table.load()
    assert unchanged is not None
    assert "tally.steps" not in unchanged.properties
    assert table.load_or_create().properties["tally.steps"] == "2"


def test_an_older_version_goes_on_after_a_step(
    table: LakeTable, glue: GlueClient, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_narrow_lake(glue, s3)
    with monkeypatch.context() as newer:
        bring_steps(newer)
        table.load_or_create()
    lake = a_narrow_lake(glue, s3)
    lake.rewrite_day(FRIDAY)
    assert len(content(table)) == 4


def test_a_lake_from_before_the_tracking_plan_takes_violations_in(glue: GlueClient, s3: S3Client) -> None:
    before = replace(EVENTS, columns=tuple(each for each in EVENT_COLUMNS if each.name != "violations"))
    add(
        IcebergLake(LakeTable(before, glue, s3, "lake", "lake")),
        some_rows(range(2)).drop_columns("violations"),
    )
    table = LakeTable(EVENTS, glue, s3, "lake", "lake")
    lake = IcebergLake(table)
    add(
        lake,
        pa.concat_tables([some_rows(range(2, 3), violations=["unplanned_event"]), some_rows(range(3, 4))]),
    )
    lake.rewrite_day(FRIDAY)
    assert [row["violations"] for row in content(table)] == [None, None, ["unplanned_event"], None]


def test_a_missing_database_says_what_to_deploy(aws: None, s3: S3Client) -> None:
    lake = IcebergLake(LakeTable(EVENTS, glue_client(), s3, "elsewhere", "lake"))
    with pytest.raises(Misconfigured, match="no Glue database elsewhere: deploy TallyLake"):
        lake.record()


def test_wide_events_need_more_files_than_their_number_says(
    lake: IcebergLake, table: LakeTable, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for start in range(0, 40, 10):
        add(lake, some_rows(range(start, start + 10)))
    size = sum(task.file.file_size_in_bytes for task in table.load().scan().plan_files())
    monkeypatch.setattr(crowded_days, "BYTES_PER_FILE", size / 3 + 1)
    assert lake.rewrite_day(FRIDAY) == 40
    assert [len(found) for found in files(table, s3).values()] == [3]


def test_another_kind_of_table_of_that_name_is_left_alone(
    lake: IcebergLake, table: LakeTable, glue: GlueClient
) -> None:
    glue.delete_table(DatabaseName="lake", Name="events")
    glue.create_table(
        DatabaseName="lake", TableInput={"Name": "events", "Parameters": {"table_type": "HIVE"}}
    )
    with pytest.raises(Misconfigured, match=r"lake\.events is no Iceberg table"):
        lake.record()


def test_missing_and_damaged_files_are_told_apart(lake: IcebergLake, table: LakeTable, s3: S3Client) -> None:
    add(lake, some_rows(range(3)))
    (task,) = table.load().scan().plan_files()
    key = task.file.file_path.removeprefix("s3://lake/")
    s3.delete_object(Bucket="lake", Key=key)
    with pytest.raises(TemporaryFailure, match="is not there; run again"):
        lake.known_keys(some_rows(range(3)), [FRIDAY])
    s3.put_object(Bucket="lake", Key=key, Body=b"no Parquet")
    with pytest.raises(PermanentFailure, match="a file of the lake is damaged"):
        lake.known_keys(some_rows(range(3)), [FRIDAY])
