"""refresh_models: builds, checks and publishes all models of the lake. One of the nightly steps."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.athena.missing_tables import MissingTables
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.lake_timezone import keep_timezone
from tally.adapters.aws.layer_files import read_layer_plan
from tally.adapters.aws.setting_objects import S3Settings
from tally.modelling.building import build_name
from tally.settings import RefreshSettings
from tally.use_cases.refresh_models import MODELS_AT_ONCE, RefreshModels

logger = Logger(service="refresh_models")
metrics = Metrics(namespace="Tally", service="refresh_models")


@cache
def refresher() -> RefreshModels:
    """The use case with its adapters, made once."""
    settings = RefreshSettings.from_env(os.environ)
    engine = Athena(boto3.client("athena"), settings.workgroup)
    keep_timezone(s3_client(), settings.lake_bucket, settings.timezone)
    return RefreshModels(
        engine,
        GlueBuilds(engine, settings.lake_bucket, settings.database),
        settings.clock,
        plan=read_layer_plan(settings.tracking_plan),
        currency=settings.currency,
        at_once=MODELS_AT_ONCE,
        read_settings=S3Settings(s3_client(), settings.lake_bucket).list_newest,
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {"build"?} in; build and counts out. Without a name the build is named after the time."""
    settings = RefreshSettings.from_env(os.environ)
    if made := MissingTables(boto3.client("glue"), settings.database, settings.buckets).make_again():
        logger.warning("tables were gone and are made again", extra={"tables": made})
    done = refresher()(event.get("build") or build_name(datetime.now(UTC)))
    metrics.add_metric("ModelsBuilt", MetricUnit.Count, done.models)
    metrics.add_metric("ChecksPassed", MetricUnit.Count, done.checks)
    metrics.flush_metrics()
    logger.info("refreshed", extra=asdict(done))
    return asdict(done)
