"""Questions to Athena that leave nothing behind: the result of each is deleted once it is read.

No id is written into a statement, since Athena keeps its text for 45 days; customers are named by keys.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tally.adapters.athena.client import Athena
from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Questions:
    """Asked of one database."""

    athena: Athena
    s3: "S3Client"
    database: str

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Run one query; its rows as dicts of Python values."""
        execution = self.athena.execute(sql, self.database)
        execution.raise_failure()
        found = self.athena.read(execution).rows
        bucket, _, key = execution.result.removeprefix("s3://").partition("/")
        with aws_errors("delete a query's result"):
            for one in (key, f"{key}.metadata"):
                self.s3.delete_object(Bucket=bucket, Key=one)
        return found
