"""Questions to Athena that leave nothing behind: the result of each is deleted once it is read.

Over boto3 alone: this function carries no awswrangler. No id is written into a statement, since Athena keeps
its text for 45 days; customers are named by keys.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tally.adapters.athena.athena_answers import failure, read_rows
from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_s3 import S3Client

POLLING_DELAY_S = 0.15
_ENDED = {"SUCCEEDED", "FAILED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Questions:
    """Asked in one workgroup of one database."""

    athena: "AthenaClient"
    s3: "S3Client"
    workgroup: str
    database: str
    polling_delay_s: float = POLLING_DELAY_S

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Run one query; its rows as dicts of Python values."""
        with aws_errors("run a query in Athena"):
            query_id = self.athena.start_query_execution(
                QueryString=sql,
                QueryExecutionContext={"Database": self.database},
                WorkGroup=self.workgroup,
            )["QueryExecutionId"]
            execution = self._ended(query_id)
            if execution["Status"]["State"] != "SUCCEEDED":
                raise failure(query_id, execution["Status"], execution["Status"]["State"])
            found = read_rows(self.athena, query_id)
            self._delete_result(execution["ResultConfiguration"]["OutputLocation"])
        return found

    def _ended(self, query_id: str) -> Any:
        while True:
            execution = self.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
            if execution["Status"]["State"] in _ENDED:
                return execution
            time.sleep(self.polling_delay_s)

    def _delete_result(self, location: str) -> None:
        bucket, _, key = location.removeprefix("s3://").partition("/")
        for one in (key, f"{key}.metadata"):
            self.s3.delete_object(Bucket=bucket, Key=one)
