"""land_witness: the witness's own queue becomes Parquet in the witness's own bucket."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import s3_client
from tally.adapters.landing.plan_in_force import PlanInForce, PlanVersion
from tally.adapters.landing.queue_messages import batch_response, read_messages
from tally.adapters.landing.witness_plan import witness_plan
from tally.adapters.landing.witness_rows import JsonWitnessRecords, S3RejectedRecords, S3WitnessArea
from tally.domain.plan.tracking_plan import NO_PLAN
from tally.settings import LandWitnessSettings
from tally.use_cases.land_witness import LandWitness

logger = Logger(service="land_witness")
metrics = Metrics(namespace="Tally", service="land_witness")


@cache
def lander() -> PlanInForce[LandWitness]:
    """The use case with its adapters, made anew only where another tracking plan is in force."""
    settings = LandWitnessSettings.from_env(os.environ)
    s3, bucket = s3_client(), settings.witness_bucket

    def make(version: PlanVersion) -> LandWitness:
        number, mark, plan = version
        return LandWitness(
            records=JsonWitnessRecords(witness_plan(plan or NO_PLAN, number, mark)),
            area=S3WitnessArea(s3, bucket),
            rejected=S3RejectedRecords(s3, bucket),
        )

    return PlanInForce(s3, settings.lake_bucket, settings.tracking_plan, make)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Entry point: an SQS batch in; nothing to deliver again, for a failure raises and returns them all."""
    land = lander()()
    landed = land(read_messages(event))
    for name, count in (("WitnessedEvents", landed.events), ("WitnessRejected", landed.rejected)):
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    logger.info("landed", extra=asdict(landed))
    return batch_response()
