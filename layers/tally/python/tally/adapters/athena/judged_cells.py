"""The judged cells as one Parquet file, and its table in the Glue catalog."""

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq

from tally.adapters.athena.arrow_schema import arrow_schema
from tally.adapters.aws.errors import aws_errors
from tally.domain.audit.audit_cells import CELL_COLUMNS, CELLS_TABLE

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client


_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


class S3JudgedCells:
    """Writes to the location first and registers it then, so that the table never names a missing file."""

    def put(self, database: str, location: str, cells: Sequence[Mapping[str, Any]]) -> None:
        """Write the cells and register them as audit_cells, in the place of an earlier try's table."""
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        with aws_errors("write audit_cells"):
            self._s3.put_object(Bucket=bucket, Key=f"{prefix}cells.parquet", Body=_parquet(cells))
            with suppress(self._glue.exceptions.EntityNotFoundException):
                self._glue.delete_table(DatabaseName=database, Name=CELLS_TABLE)
            self._glue.create_table(
                DatabaseName=database,
                TableInput={
                    "Name": CELLS_TABLE,
                    "Description": "What both collectors counted in each closed hour, and the verdict",
                    "TableType": "EXTERNAL_TABLE",
                    "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
                    "StorageDescriptor": {
                        "Columns": [
                            {"Name": column.name, "Type": column.type, "Comment": column.comment}
                            for column in CELL_COLUMNS
                        ],
                        "Location": location,
                        "InputFormat": _INPUT,
                        "OutputFormat": _OUTPUT,
                        "SerdeInfo": {"SerializationLibrary": _SERDE},
                    },
                },
            )

    @cached_property
    def _s3(self) -> "S3Client":
        return boto3.client("s3")

    @cached_property
    def _glue(self) -> "GlueClient":
        return boto3.client("glue")


def _parquet(cells: Sequence[Mapping[str, Any]]) -> bytes:
    sink = io.BytesIO()
    rows = [{**cell, "hour_at": cell["hour_at"].replace(tzinfo=None)} for cell in cells]
    pq.write_table(
        pa.Table.from_pylist(rows, schema=arrow_schema(CELL_COLUMNS)),
        sink,
        compression="zstd",
        compression_level=1,
    )
    return sink.getvalue()
