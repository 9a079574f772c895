"""land_events: a batch of parcels from the queue becomes Parquet in landing/ and quarantine/."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.lake_timezone import keep_timezone
from tally.adapters.collecting.claims import S3Claims
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import SHELVES, S3LandingArea
from tally.adapters.landing.plan_in_force import PlanInForce, PlanVersion
from tally.adapters.landing.queue_messages import batch_response, read_messages
from tally.adapters.landing.salted_plan import salted_plan
from tally.adapters.landing.suppressed_people import SuppressedPeople
from tally.adapters.landing.visitor_country import deployed_places, nowhere
from tally.domain.shop.shop_clock import ShopClock
from tally.settings import LandSettings
from tally.use_cases.land_events import LandEvents

SPARE_MS = 60_000
"""Kept for the last object: one takes a few seconds at worst."""

logger = Logger(service="land_events")
metrics = Metrics(namespace="Tally", service="land_events")


@cache
def lander() -> PlanInForce[LandEvents]:
    """The use case with its adapters, made anew only where another tracking plan is in force."""
    settings = LandSettings.from_env(os.environ)
    s3, bucket = s3_client(), settings.lake_bucket
    clock = ShopClock(keep_timezone(s3, bucket, settings.timezone))
    place_of = deployed_places(settings.countries) or nowhere

    landing, profiles, quarantine = (S3LandingArea(s3, bucket, *shelf) for shelf in SHELVES)

    def make(version: PlanVersion) -> LandEvents:
        reader = ColumnReader(clock, salted_plan(version, settings.salt_secret), place_of)
        claims, late_copies = S3Claims(s3_client, bucket), SuppressedPeople(s3, bucket)
        return LandEvents(claims, reader, landing, profiles, quarantine, late_copies=late_copies)

    return PlanInForce(s3, bucket, settings.tracking_plan, make)


@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: an SQS batch in, the messages to deliver again out. All of it is read by one plan."""
    landed = lander()()(read_messages(event), lambda: context.get_remaining_time_in_millis() > SPARE_MS)
    for name, count in landed.metrics.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    write = logger.error if landed.faults else logger.info
    write("landed", extra=asdict(landed))
    return batch_response(landed.failed_message_ids)
