"""publish_kpis: KPIs with their verdicts, as a table and as files. The last of the nightly steps."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.aws.clients import s3_client
from tally.adapters.publishing.kpi_files import S3KpiFiles
from tally.settings import ModelSettings
from tally.use_cases.publish_kpis import PublishKpis

logger = Logger(service="publish_kpis")
metrics = Metrics(namespace="Tally", service="publish_kpis")


@cache
def publisher() -> PublishKpis:
    """The use case with its adapters, made once."""
    settings = ModelSettings.from_env(os.environ)
    engine = Athena(boto3.client("athena"), settings.workgroup)
    builds = GlueBuilds(engine, settings.lake_bucket, settings.database)
    return PublishKpis(engine, builds, S3KpiFiles(s3_client(), settings.results_bucket), settings.clock)


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {"build"?} in; build, rows by verdict and files out. No build: the newest audited one."""
    done = publisher()(event.get("build"))
    for verdict in ("audited", "disputed", "unaudited"):
        metrics.add_metric(f"Kpis{verdict.capitalize()}", MetricUnit.Count, getattr(done, verdict))
    metrics.add_metric("KpisRestated", MetricUnit.Count, done.restated)
    metrics.flush_metrics()
    logger.info("published", extra=asdict(done))
    return asdict(done)
