"""compact_events: closed days of the lake are rewritten sorted and in few files, while there is time."""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import glue_client, s3_client
from tally.adapters.aws.lake_timezone import keep_timezone
from tally.adapters.iceberg.lake_tables import lake_tables
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.domain.shop.shop_clock import ShopClock
from tally.settings import CompactSettings
from tally.use_cases.compact_events import CompactEvents

SPARE_MS = 180_000  # a day of 1.5 million events takes a minute or two

logger = Logger(service="compact_events")
metrics = Metrics(namespace="Tally", service="compact_events")


@cache
def compactors() -> Sequence[CompactEvents]:
    """The use case for each table, with its adapters, made once."""
    settings = CompactSettings.from_env(os.environ)
    shop = ShopClock(keep_timezone(s3_client(), settings.lake_bucket, settings.timezone))
    tables = lake_tables(glue_client(), s3_client(), settings.database, settings.lake_bucket)
    return [CompactEvents(IcebergLake(table), shop, lambda: datetime.now(UTC)) for table in tables]


def handle(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: counts out; `remaining` is true when time ran short before the closed days did."""
    compact, *waiting = compactors()
    done = compact()
    while (done.remaining or waiting) and context.get_remaining_time_in_millis() > SPARE_MS:
        if not done.remaining:
            compact = waiting.pop(0)
        done += compact()
    metrics.add_metric("DaysCompacted", MetricUnit.Count, done.days)
    metrics.add_metric("RowsCompacted", MetricUnit.Count, done.rows)
    metrics.flush_metrics()
    counts = asdict(replace(done, remaining=done.remaining or bool(waiting)))
    logger.info("compacted", extra=counts)
    return counts
