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
from tally.adapters.lake.set_aside import SetAside
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.settings import TableSettings
from tally.use_cases.commit_events import METRICS, CommitEvents, commit_while, count_commits

SPARE_MS = 60_000  # a commit of 200,000 events takes 10 to 20 seconds

logger = Logger(service="commit_events")
metrics = Metrics(namespace="Tally", service="commit_events")


@cache
def committers() -> list[CommitEvents]:
    """The use case for events, profile updates and each table of records, with its adapters, made once."""
    settings = TableSettings.from_env(os.environ)
    s3, bucket = s3_client(), settings.lake_bucket
    quarantine = S3LandingArea(s3, bucket, "quarantine", QUARANTINE_COLUMNS)
    return [
        CommitEvents(
            S3LandingIndex(s3, bucket, table.layout), IcebergLake(table), check_of(table), quarantine
        )
        for table in lake_tables(glue_client(), s3, settings.database, bucket)
    ]


@cache
def set_aside() -> SetAside:
    """Where objects lie that cannot be read, of this commit and of earlier ones."""
    return SetAside(s3_client(), TableSettings.from_env(os.environ).lake_bucket)


def handle(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: counts out; `remaining` is true when time ran short before the landing objects did."""

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > SPARE_MS

    events, profiles, *records = (commit_while(has_time, commit) for commit in committers())
    counts = count_commits(events, profiles, records) | {"unreadable_objects": set_aside().count()}
    for metric, count in METRICS.items():
        metrics.add_metric(metric, MetricUnit.Count, counts[count])
    metrics.flush_metrics()
    logger.info("committed", extra=counts)
    return counts
