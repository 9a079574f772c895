"""land_witness: the witness's own queue becomes Parquet in the witness's own bucket."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import s3_client
from tally.adapters.landing.deployed_plan import deployed_witness_plan
from tally.adapters.landing.queue_messages import batch_response, read_messages
from tally.adapters.landing.witness_rows import JsonWitnessRecords, S3RejectedRecords, S3WitnessArea
from tally.settings import LandWitnessSettings
from tally.use_cases.land_witness import LandWitness

logger = Logger(service="land_witness")
metrics = Metrics(namespace="Tally", service="land_witness")


@cache
def lander() -> LandWitness:
    """The use case with its adapters, made once."""
    settings = LandWitnessSettings.from_env(os.environ)
    return LandWitness(
        records=JsonWitnessRecords(*deployed_witness_plan(settings.tracking_plan)),
        area=S3WitnessArea(s3_client(), settings.witness_bucket),
        rejected=S3RejectedRecords(s3_client(), settings.witness_bucket),
    )


@metrics.log_metrics
def handle(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Entry point: an SQS batch in; nothing to deliver again, for a failure raises and returns them all."""
    landed = lander()(read_messages(event))
    for name, count in (("WitnessedEvents", landed.events), ("WitnessRejected", landed.rejected)):
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    logger.info("landed", extra=asdict(landed))
    return batch_response()
