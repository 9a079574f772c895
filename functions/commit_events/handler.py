"""commit_events: what has landed goes into the lake's tables, commit by commit while there is time."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import glue_client, s3_client
from tally.adapters.iceberg.lake_tables import lake_tables
from tally.adapters.lake.duplicate_checks import check_of
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.settings import CommitSettings
from tally.use_cases.commit_events import CommitEvents, Committed, count_commits

SPARE_MS = 60_000  # a commit of 200,000 events takes 10 to 20 seconds

logger = Logger(service="commit_events")
metrics = Metrics(namespace="Tally", service="commit_events")


@cache
def committers() -> list[CommitEvents]:
    """The use case for events, profile updates and each table of records, with its adapters, made once."""
    settings = CommitSettings.from_env(os.environ)
    s3, bucket = s3_client(), settings.lake_bucket
    quarantine = S3LandingArea(s3, bucket, "quarantine", QUARANTINE_COLUMNS)
    return [
        CommitEvents(
            S3LandingIndex(s3, bucket, table.layout), IcebergLake(table), check_of(table), quarantine
        )
        for table in lake_tables(glue_client(), s3, settings.database, bucket)
    ]


def handle(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: counts out; `remaining` is true when time ran short before the landing objects did."""
    events, profiles, *records = (_commit(committer, context) for committer in committers())
    counts = count_commits(events, profiles, records)
    metrics.add_metric("EventsCommitted", MetricUnit.Count, counts["committed"])
    metrics.add_metric("ProfileRowsCommitted", MetricUnit.Count, counts["profile_rows"])
    metrics.add_metric("RecordVersionsCommitted", MetricUnit.Count, counts["record_versions"])
    metrics.add_metric("DuplicatesDropped", MetricUnit.Count, counts["duplicates"])
    metrics.add_metric("EventsQuarantined", MetricUnit.Count, counts["quarantined"])
    metrics.flush_metrics()
    logger.info("committed", extra=counts)
    return counts


def _commit(commit: CommitEvents, context: LambdaContext) -> Committed:
    done = commit()  # one at least, so that no table waits for the other
    while done.remaining and context.get_remaining_time_in_millis() > SPARE_MS:
        done += commit()
    return done
