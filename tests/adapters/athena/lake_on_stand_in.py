"""A lake on the emulator with a few events in it, and the models' adapters and use cases on it."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.aws.clients import glue_client
from tally.adapters.iceberg.lake_tables import lake_tables
from tally.domain.events.columns import QUARANTINE_COLUMNS, WITNESS_COLUMNS, Column
from tally.domain.shop.shop_clock import ShopClock

SHOP = ShopClock()
PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
Row = Mapping[str, Any]


def key(text: str) -> int:
    """xxHash64 as the lake stores it."""
    return int.from_bytes(xxhash.xxh64(text.encode()).digest(), "big", signed=True)


def event(event_id: str, name: str, at: datetime, who: str, **columns: Any) -> dict[str, Any]:
    """A row of lake.events; `who` is a user, or a device when it starts with `$device:`."""
    is_device = who.startswith("$device:")
    return {
        "event_id": event_id,
        "id_hash": key(event_id),
        "dedup_key": key(f"{event_id}\x1f{name}\x1f{who}"),
        "event_name": name,
        "event_class": "volume" if name.endswith("Viewed") else "business",
        "occurred_at": at,
        "received_at": at,
        "business_date": SHOP.business_date(at),
        "distinct_id": who,
        "device_id": who.removeprefix("$device:") if is_device else None,
        "user_id": None if is_device else who,
        "sent_person_key": key(who),
        "platform": "web",
        "country": "IT",
        "protocol": "tally",
        "source": "shop",
        **columns,
    }


def witnessed(row: Row) -> dict[str, Any]:
    """The witness's row of the same event."""
    names = ("event_id", "id_hash", "event_name", "occurred_at", "platform", "received_at", "source")
    return {**{name: row[name] for name in names}, "amount": row.get("revenue")}


@dataclass(frozen=True)
class SmallLake:
    """One Glue database with a bucket of the same name, where the environment's AWS variables lead."""

    name: str

    @property
    def engine(self) -> Athena:
        return Athena(boto3.client("athena"), self.name)

    @property
    def builds(self) -> GlueBuilds:
        return GlueBuilds(self.engine, self.name, self.name)

    def make(self, events: Sequence[Row], witness: Sequence[Row]) -> None:
        """Bucket, workgroup, databases and tables; those of profiles and records are empty."""
        s3, glue = boto3.client("s3"), boto3.client("glue")
        s3.create_bucket(Bucket=self.name)
        boto3.client("athena").create_work_group(
            Name=self.name,
            Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{self.name}/athena/"}},
        )
        for database in (self.name, f"{self.name}records", f"{self.name}inner"):
            glue.create_database(DatabaseInput={"Name": database})
        table, *_ = [each.load_or_create() for each in lake_tables(glue_client(), s3, self.name, self.name)]
        if events:
            schema = table.schema().as_arrow()
            rows = [{**row, "occurred_at": _plain(row), "received_at": _plain(row)} for row in events]
            table.append(pa.Table.from_pylist(rows, schema=schema))
        self._external("witness_events", WITNESS_COLUMNS)
        self._external("quarantine", QUARANTINE_COLUMNS)
        if witness:
            rows = [{**row, "occurred_at": _plain(row), "received_at": _plain(row)} for row in witness]
            body = io.BytesIO()
            pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(WITNESS_COLUMNS)), body)
            s3.put_object(
                Bucket=self.name, Key="witness_events/dt=2026-03-02/a.parquet", Body=body.getvalue()
            )

    def rows(self, table: str, database: str | None = None) -> list[dict[str, Any]]:
        """All rows of a table or published view, in a fixed order."""
        return sorted(self.engine.rows(f"select * from {table}", database or self.name), key=str)

    def _external(self, name: str, columns: Sequence[Column]) -> None:
        location = f"s3://{self.name}/{name}/"
        boto3.client("glue").create_table(
            DatabaseName=self.name,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {
                    "EXTERNAL": "TRUE",
                    "classification": "parquet",
                    "projection.enabled": "true",
                    "projection.dt.type": "date",
                    "projection.dt.format": "yyyy-MM-dd",
                    "projection.dt.range": "2026-03-01,2026-03-05",
                    "storage.location.template": f"{location}dt=${{dt}}/",
                },
                "PartitionKeys": [{"Name": "dt", "Type": "string"}],
                "StorageDescriptor": {
                    "Columns": [{"Name": column.name, "Type": column.type} for column in columns],
                    "Location": location,
                    "InputFormat": f"{PARQUET}.MapredParquetInputFormat",
                    "OutputFormat": f"{PARQUET}.MapredParquetOutputFormat",
                    "SerdeInfo": {"SerializationLibrary": f"{PARQUET}.serde.ParquetHiveSerDe"},
                },
            },
        )


def _plain(row: Row) -> datetime:
    moment: datetime = row["occurred_at"]
    return moment.replace(tzinfo=None)


EURO = {"revenue": Decimal("40.00"), "currency": "EUR", "quantity": 2}
