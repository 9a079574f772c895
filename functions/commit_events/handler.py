"""commit_events: what has landed goes into lake.events, commit by commit while there is time."""

import os
from dataclasses import asdict
from functools import cache, reduce
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.iceberg_table import LakeTable, glue_client
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.table_layout import EVENTS
from tally.adapters.landing.landing_area import S3LandingArea
from tally.adapters.s3_client import s3_client
from tally.domain.columns import QUARANTINE_COLUMNS
from tally.settings import CommitSettings
from tally.use_cases.commit_events import CommitEvents, Committed

SPARE_MS = 60_000  # a commit of 200,000 events takes 10 to 20 seconds

logger = Logger(service="commit_events")
metrics = Metrics(namespace="Tally", service="commit_events")


@cache
def committer() -> CommitEvents:
    """The use case with its adapters, made once."""
    settings = CommitSettings.from_env(os.environ)
    return CommitEvents(
        index=S3LandingIndex(s3_client(), settings.lake_bucket, "landing", EVENTS.columns),
        lake=IcebergLake(
            LakeTable(EVENTS, glue_client(), s3_client(), settings.database, settings.lake_bucket)
        ),
        duplicates=ArrowDuplicates(),
        quarantine=S3LandingArea(s3_client(), settings.lake_bucket, "quarantine", QUARANTINE_COLUMNS),
    )


def handle(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: counts out; `remaining` is true when time ran short before the landing objects did."""
    commits = [committer()()]
    while commits[-1].remaining and context.get_remaining_time_in_millis() > SPARE_MS:
        commits.append(committer()())
    done = reduce(Committed.__add__, commits)
    metrics.add_metric("EventsCommitted", MetricUnit.Count, done.committed)
    metrics.add_metric("DuplicatesDropped", MetricUnit.Count, done.duplicates)
    metrics.add_metric("EventsQuarantined", MetricUnit.Count, done.quarantined)
    metrics.flush_metrics()
    logger.info("committed", extra=asdict(done))
    return asdict(done)
