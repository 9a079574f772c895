"""Makes the lake's external tables again where somebody dropped them. Their objects are there still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.events.external_tables import ExternalTable, external_tables

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import TableInputTypeDef

_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"


@dataclass(frozen=True, slots=True)
class MissingTables:
    """Looks after the external tables of `database`; `buckets` has the names of lake and witness."""

    glue: "GlueClient"
    database: str
    buckets: Mapping[str, str]

    def make_again(self) -> Sequence[str]:
        """Make each one that is not there, as the stack made it; their names."""
        with aws_errors("make the lake's tables again"):
            missing = [name for name in external_tables() if not self._is_there(name)]
            return [name for name in missing if self._make(name, external_tables()[name])]

    def _is_there(self, name: str) -> bool:
        try:
            self.glue.get_table(DatabaseName=self.database, Name=name)
        except ClientError as error:
            if code_of(error) != "EntityNotFoundException":
                raise
            return False
        return True

    def _make(self, name: str, table: ExternalTable) -> bool:
        """False where another run was faster."""
        try:
            self.glue.create_table(
                DatabaseName=self.database,
                TableInput=_describe_table(name, table, self.buckets[table.bucket]),
            )
        except ClientError as error:
            if code_of(error) != "AlreadyExistsException":
                raise
            return False
        return True


def _describe_table(name: str, table: ExternalTable, bucket: str) -> "TableInputTypeDef":
    """As infra/constructs/projected_table.py describes it to CloudFormation: a test compares the two."""
    location = f"s3://{bucket}/{table.prefix}/"
    return {
        "Name": name,
        "Description": table.description,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {
            "EXTERNAL": "TRUE",
            "classification": "parquet",
            "projection.enabled": "true",
            "projection.dt.type": "date",
            "projection.dt.format": "yyyy-MM-dd",
            "projection.dt.range": f"NOW-{table.days}DAYS,NOW+1DAYS",
            "storage.location.template": f"{location}dt=${{dt}}/",
        },
        "PartitionKeys": [{"Name": "dt", "Type": "string", "Comment": "UTC date of the batch"}],
        "StorageDescriptor": {
            "Columns": [
                {"Name": column.name, "Type": column.type, "Comment": column.comment}
                for column in table.columns
            ],
            "Location": location,
            "InputFormat": f"{_PARQUET}.MapredParquetInputFormat",
            "OutputFormat": f"{_PARQUET}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{_PARQUET}.serde.ParquetHiveSerDe"},
        },
    }
