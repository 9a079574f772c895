"""commit_events: what has landed goes into the lake's tables, commit by commit while there is time."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import glue_client, s3_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS, PROFILE_UPDATES
from tally.adapters.lake.duplicates import ArrowDuplicates
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.profile_duplicates import ProfileDuplicates
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.settings import CommitSettings
from tally.use_cases.commit_events import CommitEvents, Committed

SPARE_MS = 60_000  # a commit of 200,000 events takes 10 to 20 seconds

logger = Logger(service="commit_events")
metrics = Metrics(namespace="Tally", service="commit_events")


@cache
def committers() -> list[CommitEvents]:
    """The use case for events and the one for profile updates, with their adapters, made once."""
    settings = CommitSettings.from_env(os.environ)
    s3, glue, bucket, database = s3_client(), glue_client(), settings.lake_bucket, settings.database
    quarantine = S3LandingArea(s3, bucket, "quarantine", QUARANTINE_COLUMNS)
    tables = [LakeTable(layout, glue, s3, database, bucket) for layout in (EVENTS, PROFILE_UPDATES)]
    return [
        CommitEvents(S3LandingIndex(s3, bucket, table.layout), IcebergLake(table), duplicates, quarantine)
        for table, duplicates in zip(tables, (ArrowDuplicates(), ProfileDuplicates()), strict=True)
    ]


def handle(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: counts out; `remaining` is true when time ran short before the landing objects did."""
    events, profiles = (_commit(committer, context) for committer in committers())
    own = {"committed": events.committed, "profile_rows": profiles.committed}
    counts = asdict(events + profiles) | own | {"remaining": events.remaining or profiles.remaining}
    metrics.add_metric("EventsCommitted", MetricUnit.Count, events.committed)
    metrics.add_metric("ProfileRowsCommitted", MetricUnit.Count, profiles.committed)
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
