"""publish_kpis: KPIs with verdicts as tables and files, and what the page shows. A nightly step."""

import os
from dataclasses import asdict
from functools import cache, partial
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.layer_files import read_layer_plan
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.publishing.kpi_files import S3KpiFiles
from tally.adapters.publishing.page_files import S3PageFiles
from tally.settings import PublishSettings
from tally.use_cases.publish_kpis import PublishKpis
from tally.use_cases.publish_page import PublishPage

logger, metrics = Logger(service="publish_kpis"), Metrics(namespace="Tally", service="publish_kpis")


@cache
def publishers() -> tuple[PublishKpis, PublishPage]:
    """The use cases with their adapters, made once: the second reads what the first has published."""
    settings, s3 = PublishSettings.from_env(os.environ), s3_client()
    bucket, clock, store = settings.results_bucket, settings.clock, S3Settings(s3, settings.lake_bucket)
    engine, files = Athena(boto3.client("athena"), settings.workgroup), S3PageFiles(s3, bucket)
    builds = GlueBuilds(engine, settings.lake_bucket, settings.database)
    plan, read_plan = read_layer_plan(settings.tracking_plan), partial(store.list_newest, "tracking_plan")
    return (
        PublishKpis(engine, builds, S3KpiFiles(s3, bucket), clock),
        PublishPage(engine, builds, files, clock, plan, read_plan),
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {"build"?} in; build, rows by verdict and files out. No build: the newest audited one."""
    publish_kpis, publish_page = publishers()
    done = publish_kpis(event.get("build"))
    page = publish_page(done.build)
    for counted in ("audited", "disputed", "unaudited", "restated"):
        metrics.add_metric(f"Kpis{counted.capitalize()}", "Count", getattr(done, counted))
    metrics.add_metric("PageBytes", "Bytes", page.bytes)
    metrics.flush_metrics()
    told = {**asdict(done), "page_files": page.files, "page_bytes": page.bytes}
    logger.info("published", extra=told)
    return told
