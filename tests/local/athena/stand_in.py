"""The stand-in with an emulator behind it, as a test asks it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import boto3
import pyarrow as pa
from pyiceberg.catalog.glue import GlueCatalog

from local import cloud
from local.athena.server import AthenaServer

RESULTS = "s3://results/athena/"
EVENTS = pa.schema(
    [
        ("event_id", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("business_date", pa.date32()),
        ("revenue", pa.decimal128(18, 2)),
        ("products", pa.list_(pa.struct([("sku", pa.string()), ("quantity", pa.int32())]))),
    ]
)


@dataclass(frozen=True)
class StandIn:
    """Athena at `url`, everything else at `aws_url`."""

    url: str
    aws_url: str

    def client(self, service: str) -> Any:
        vendor: Any = boto3  # its stubs know services only by literal name
        return vendor.client(
            service,
            endpoint_url=self.url if service == "athena" else self.aws_url,
            region_name=cloud.REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def run(self, sql: str, database: str = "lake", **more: Any) -> dict[str, Any]:
        """Start a statement and wait; its execution."""
        athena = self.client("athena")
        more = {"ResultConfiguration": {"OutputLocation": RESULTS}, **more}
        context = {"Database": database}
        started = athena.start_query_execution(QueryString=sql, QueryExecutionContext=context, **more)
        while True:
            facts = athena.get_query_execution(QueryExecutionId=started["QueryExecutionId"])
            execution = facts["QueryExecution"]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                return dict(execution)
            time.sleep(0.02)

    def rows(self, sql: str, database: str = "lake", **more: Any) -> list[tuple[str | None, ...]]:
        """Rows of a statement that must succeed, as text, without the row of names."""
        execution = self.run(sql, database, **more)
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        found = self.results(execution)["ResultSet"]["Rows"]
        rows = [tuple(cell.get("VarCharValue") for cell in row["Data"]) for row in found]
        return rows[1:] if execution["StatementType"] == "DML" else rows

    def results(self, execution: dict[str, Any]) -> dict[str, Any]:
        answer = self.client("athena").get_query_results(QueryExecutionId=execution["QueryExecutionId"])
        return dict(answer)

    def failure(self, sql: str, database: str = "lake") -> str:
        """Why a statement ended FAILED."""
        execution = self.run(sql, database)
        assert execution["Status"]["State"] == "FAILED", execution["Status"]
        return str(execution["Status"]["StateChangeReason"])

    def restarted(self) -> "tuple[StandIn, AthenaServer]":
        """Another stand-in before the same emulator."""
        server = AthenaServer(0, self.aws_url)
        return StandIn(server.url, self.aws_url), server

    def iceberg(self) -> GlueCatalog:
        """pyiceberg's view of the same Glue."""
        keys = {"access-key-id": "test", "secret-access-key": "test", "region": cloud.REGION}
        places = {f"{part}.{key}": value for part in ("glue", "s3") for key, value in keys.items()}
        endpoints = {"glue.endpoint": self.aws_url, "s3.endpoint": self.aws_url}
        return GlueCatalog("lake", **places, **endpoints)

    def make_events(self, name: str, rows: Sequence[dict[str, Any]]) -> Any:
        """An Iceberg table lake.<name> of EVENTS with these rows in one snapshot."""
        table = self.iceberg().create_table(f"lake.{name}", EVENTS, location=f"s3://lake/warehouse/{name}")
        if rows:
            table.append(pa.Table.from_pylist(list(rows), schema=EVENTS))
        return table
