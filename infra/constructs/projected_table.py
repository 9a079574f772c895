"""A Glue table over objects below <prefix>/dt=YYYY-MM-DD/, without partitions to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

ColumnFacts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoredForm:
    """How objects are stored, in Glue's words: a name, and the classes of Hive that read and write them."""

    name: str
    input: str
    output: str
    serialization: str


_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
PARQUET = StoredForm(
    "parquet",
    f"{_PARQUET}.MapredParquetInputFormat",
    f"{_PARQUET}.MapredParquetOutputFormat",
    f"{_PARQUET}.serde.ParquetHiveSerDe",
)


class ProjectedTable(glue.CfnTable):
    """Athena computes the `dt` partitions itself: no crawler, no repair, a new day is there at once."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: glue.CfnDatabase,
        name: str,
        description: str,
        columns: Sequence[tuple[str, ColumnFacts]],
        bucket: s3.IBucket,
        prefix: str,
        days: int,
        form: StoredForm = PARQUET,
        date_comment: str = "UTC date of the batch",
    ) -> None:
        """`days`: how long objects are kept, and so how far back Athena looks for them."""
        location = f"s3://{bucket.bucket_name}/{prefix}/"
        super().__init__(
            scope,
            construct_id,
            catalog_id=Stack.of(scope).account,
            database_name=database.ref,
            table_input={
                "name": name,
                "description": description,
                "tableType": "EXTERNAL_TABLE",
                "parameters": {
                    "EXTERNAL": "TRUE",
                    "classification": form.name,
                    "projection.enabled": "true",
                    "projection.dt.type": "date",
                    "projection.dt.format": "yyyy-MM-dd",
                    "projection.dt.range": f"NOW-{days}DAYS,NOW+1DAYS",
                    "storage.location.template": f"{location}dt=${{dt}}/",
                },
                "partitionKeys": [{"name": "dt", "type": "string", "comment": date_comment}],
                "storageDescriptor": {
                    "columns": [
                        {"name": column, "type": facts["type"], "comment": facts["comment"]}
                        for column, facts in columns
                    ],
                    "location": location,
                    "inputFormat": form.input,
                    "outputFormat": form.output,
                    "serdeInfo": {"serializationLibrary": form.serialization},
                },
            },
        )
