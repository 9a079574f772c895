"""quarantine_event: one event is taken out of the lake into quarantine, and no copy of it comes back."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import glue_client, s3_client
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake.duplicates import WithheldRows
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.settings import TableSettings
from tally.use_cases.quarantine_event import QuarantineEvent, read_event

logger = Logger(service="quarantine_event")
metrics = Metrics(namespace="Tally", service="quarantine_event")


@cache
def withholder() -> QuarantineEvent:
    """The use case with its adapters, made once."""
    settings = TableSettings.from_env(os.environ)
    s3, glue = s3_client(), glue_client()
    table = LakeTable(EVENTS, glue, s3, settings.database, settings.lake_bucket)
    quarantine = S3LandingArea(s3, settings.lake_bucket, "quarantine", QUARANTINE_COLUMNS)
    return QuarantineEvent(IcebergLake(table), WithheldRows(), quarantine)


def handle(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Entry point: keys, days and a reason in, as `tally quarantine event` asks for them; a count out."""
    withheld = withholder()(read_event(event))
    metrics.add_metric("EventsWithheld", MetricUnit.Count, withheld)
    metrics.flush_metrics()
    logger.info("quarantined", extra={"withheld": withheld})
    return {"withheld": withheld}
