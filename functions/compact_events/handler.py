"""compact_events: closed days of lake.events are rewritten sorted and in few files, while there is time."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, reduce
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.iceberg_table import LakeTable, glue_client
from tally.adapters.lake.table_layout import EVENTS
from tally.adapters.s3_client import s3_client
from tally.domain.shop import ShopClock
from tally.settings import CompactSettings
from tally.use_cases.compact_events import Compacted, CompactEvents

SPARE_MS = 180_000  # a day of 1.5 million events takes a minute or two

logger = Logger(service="compact_events")
metrics = Metrics(namespace="Tally", service="compact_events")


@cache
def compactor() -> CompactEvents:
    """The use case with its adapters, made once."""
    settings = CompactSettings.from_env(os.environ)
    return CompactEvents(
        lake=IcebergLake(
            LakeTable(EVENTS, glue_client(), s3_client(), settings.database, settings.lake_bucket)
        ),
        shop=ShopClock(settings.timezone),
        now=lambda: datetime.now(UTC),
    )


def handle(_event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: counts out; `remaining` is true when time ran short before the closed days did."""
    steps = [compactor()()]
    while steps[-1].remaining and context.get_remaining_time_in_millis() > SPARE_MS:
        steps.append(compactor()())
    done = reduce(Compacted.__add__, steps)
    metrics.add_metric("DaysCompacted", MetricUnit.Count, done.days)
    metrics.add_metric("EventsCompacted", MetricUnit.Count, done.rows)
    metrics.flush_metrics()
    logger.info("compacted", extra=asdict(done))
    return asdict(done)
