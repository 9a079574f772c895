"""forget_customer: a customer's rows are erased wherever they lie, while there is time; counts are kept."""

import os
from datetime import UTC, datetime
from functools import cache, partial
from secrets import token_hex
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.athena.client import Athena
from tally.adapters.aws.clients import glue_client, s3_client
from tally.adapters.aws.parcels_waiting import SqsParcels
from tally.adapters.erasing.customers import AthenaCustomers
from tally.adapters.erasing.objects import Objects
from tally.adapters.erasing.places import TallyStores, list_places
from tally.adapters.erasing.proofs import S3Proofs
from tally.adapters.erasing.questions import Questions
from tally.adapters.erasing.running_night import RunningNight
from tally.adapters.lake.set_aside import count_set_aside
from tally.adapters.landing.suppressed_people import SuppressedPeople
from tally.settings import ForgetSettings
from tally.use_cases.forget_customer import ForgetCustomer, read_request

SPARE_MS = 180_000  # 64 files of the lake, rewritten for one commit, take a minute or two
logger = Logger(service="forget_customer")
metrics = Metrics(namespace="Tally", service="forget_customer")


@cache
def forgetter() -> ForgetCustomer:
    """The use case with its adapters, made once."""
    settings = ForgetSettings.from_env(os.environ)
    s3, now = s3_client(), lambda: datetime.now(UTC)
    lake, witness = settings.lake_bucket, settings.witness_bucket
    athena = Athena(boto3.client("athena"), settings.workgroup)
    customers = AthenaCustomers(Questions(athena, s3, settings.database))
    parcels = SqsParcels(boto3.client("sqs"), settings.queue_urls.split())
    night = RunningNight(boto3.client("stepfunctions"), settings.nightly_arn)
    places = list_places(TallyStores(s3, glue_client(), **settings.stores), customers, parcels, night, now)
    proofs, late = S3Proofs(Objects(s3, lake)), SuppressedPeople(s3, lake)
    unreadable = partial(count_set_aside, s3, (lake, witness))  # nothing else is ever set aside
    return ForgetCustomer(customers, places, parcels, proofs, late, unreadable, now, lambda: token_hex(8))


def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: docs/guides/privacy.md has what goes in and out. Neither is logged, only counts are."""
    request = read_request(event)
    if request.suppress is not None:
        return forgetter().suppress(request)
    if request.dry_run:
        return forgetter().look(request).to_json()
    done = forgetter()(request, go_on=lambda: context.get_remaining_time_in_millis() > SPARE_MS)
    metrics.add_metric("RowsErased", MetricUnit.Count, done.proof.rows)
    metrics.flush_metrics()
    logger.info("forgotten", extra={"request_id": done.proof.request_id, "remaining": bool(done.reasons)})
    return done.to_json()
