"""One shop in the emulator: a bucket, a database, and functions that can be killed at work on them."""

import io
import json
import os
from dataclasses import dataclass, field
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS, TableLayout
from tally.adapters.landing.landing_area import S3LandingArea

from tests.journeys.killer import Killer, Run


@dataclass
class Shop:
    """One bucket and database in the emulator, and the functions that work on it."""

    name: str
    killer: Killer
    s3: Any = field(default_factory=lambda: boto3.client("s3"))

    def __post_init__(self) -> None:
        self.s3.create_bucket(Bucket=self.name)
        for database in (self.database, f"{self.database}records", f"{self.database}inner"):
            glue_client().create_database(DatabaseInput={"Name": database})

    @property
    def database(self) -> str:
        return self.name.replace("-", "_")

    def table(self, layout: TableLayout = EVENTS) -> LakeTable:
        return LakeTable(layout, glue_client(), self.s3, self.database, self.name)

    def run(self, function: str, event: Any = None, killed_before: int | None = None) -> Run:
        environment = {
            "TALLY_LAKE_BUCKET": self.name,
            "TALLY_WITNESS_BUCKET": self.name,
            "TALLY_DATABASE": self.database,
            "TALLY_TIMEZONE": "Europe/Rome",
            "TALLY_RESULTS_BUCKET": self.name,
            "TALLY_WORKGROUP": self.name,
        }
        emulator = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        return self.killer.run(function, event or {}, environment | emulator, killed_before)

    def land(self, name: str, rows: pa.Table, layout: TableLayout = EVENTS) -> None:
        area = S3LandingArea(self.s3, self.name, layout.landing, layout.columns)
        area.put(f"dt=2026-11-20/{name}", rows)

    def keys(self, prefix: str) -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=self.name, Prefix=prefix).get("Contents", [])
        return [entry["Key"] for entry in listed]

    def lake(self, layout: TableLayout = EVENTS) -> str:
        """All rows of the table, sorted, as JSON."""
        opened = self.table(layout).load()
        tasks = [] if opened is None else opened.scan().plan_files()
        return _as_json(
            [row for task in tasks for row in _rows(opened.io.new_input(task.file.file_path).open())],
            "dedup_key",
        )

    def quarantine(self) -> str:
        """One row for each quarantine_id, sorted, as JSON."""
        bodies = [
            self.s3.get_object(Bucket=self.name, Key=key)["Body"].read() for key in self.keys("quarantine/")
        ]
        rows = {row["quarantine_id"]: row for body in bodies for row in _rows(io.BytesIO(body))}
        return _as_json(list(rows.values()), "quarantine_id")

    def files_a_partition(self) -> set[int]:
        """How many files the partitions lie in."""
        opened = self.table().load()
        folders = [task.file.file_path.rpartition("/")[0] for task in opened.scan().plan_files()]
        return {folders.count(folder) for folder in folders}


def _rows(stream: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(stream, partitioning=None).to_pylist()
    return rows


def _as_json(rows: list[dict[str, Any]], key: str) -> str:
    return json.dumps(sorted(rows, key=lambda row: row[key]), default=str, indent=1)
