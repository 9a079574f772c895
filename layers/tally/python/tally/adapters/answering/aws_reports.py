"""What reports over HTTP rest on at AWS, opened together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tally.adapters.answering.kept_answers import S3KeptAnswers, S3Ledger
from tally.adapters.answering.published_tables import PublishedTables
from tally.adapters.answering.report_queries import ReportQueries
from tally.adapters.aws.clients import athena_client, glue_reading_client
from tally.ports.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class AwsReports:
    """Athena's statements, the answers that are kept, what was spent, and the tables that are read."""

    queries: ReportQueries
    answers: S3KeptAnswers
    ledger: S3Ledger
    find_tables: PublishedTables

    @classmethod
    def open(cls, s3: "S3Client", bucket: str, workgroup: str, database: str, now: Clock) -> Self:
        """Of the results `bucket`, in a workgroup of Athena's."""
        return cls(
            ReportQueries(athena_client(), workgroup),
            S3KeptAnswers(s3, bucket, now),
            S3Ledger(s3, bucket),
            PublishedTables(glue_reading_client(), database),
        )
