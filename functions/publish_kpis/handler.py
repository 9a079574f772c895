"""publish_kpis: KPIs with their verdicts, as tables and as files, for the page too. The last nightly step."""

import os
from dataclasses import asdict
from functools import cache, partial
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.layer_files import read_layer_plan
from tally.adapters.publishing.kpi_files import S3KpiFiles
from tally.adapters.publishing.page_files import S3PageFiles
from tally.settings import PublishSettings
from tally.use_cases.publish_kpis import PublishKpis
from tally.use_cases.publish_page import PublishPage

logger = Logger(service="publish_kpis")
metrics = Metrics(namespace="Tally", service="publish_kpis")


@cache
def publishers() -> tuple[PublishKpis, PublishPage]:
    """Both use cases with their adapters, made once: the second reads what the first has published."""
    settings, s3 = PublishSettings.from_env(os.environ), s3_client()
    engine = Athena(boto3.client("athena"), settings.workgroup)
    files, read_plan = (
        S3PageFiles(s3, settings.results_bucket),
        partial(read_layer_plan, settings.tracking_plan),
    )
    builds = GlueBuilds(engine, settings.lake_bucket, settings.database)
    return (
        PublishKpis(engine, builds, S3KpiFiles(s3, settings.results_bucket), settings.clock),
        PublishPage(engine, builds, files, settings.clock, read_plan),
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {"build"?} in; build, rows by verdict and files out. No build: the newest audited one."""
    publish_kpis, publish_page = publishers()
    done = publish_kpis(event.get("build"))
    page = publish_page(done.build)
    for verdict in ("audited", "disputed", "unaudited"):
        metrics.add_metric(f"Kpis{verdict.capitalize()}", MetricUnit.Count, getattr(done, verdict))
    metrics.add_metric("KpisRestated", MetricUnit.Count, done.restated)
    metrics.add_metric("PageBytes", MetricUnit.Bytes, page.bytes)
    metrics.flush_metrics()
    answer = {**asdict(done), "page_files": page.files, "page_bytes": page.bytes}
    logger.info("published", extra=answer)
    return answer
