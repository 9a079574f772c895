"""audit_lake: compares the lake with the witness, hour by hour, and gives each cell its verdict."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from tally.adapters.athena.builds import GlueBuilds
from tally.adapters.athena.client import Athena
from tally.adapters.athena.judged_cells import S3JudgedCells
from tally.domain.errors import Misconfigured
from tally.settings import ModelSettings
from tally.use_cases.audit_lake import FIRST_HOUR, AuditLake

logger = Logger(service="audit_lake")
metrics = Metrics(namespace="Tally", service="audit_lake")


@cache
def audit() -> AuditLake:
    """The use case with its adapters, made once."""
    settings = ModelSettings.from_env(os.environ)
    engine = Athena(boto3.client("athena"), settings.workgroup)
    return AuditLake(
        engine=engine,
        builds=GlueBuilds(engine, settings.lake_bucket, settings.database),
        cells=S3JudgedCells(),
        shop=settings.clock,
        now=lambda: datetime.now(UTC),
    )


def handle(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """{"build"?, "from_hour"?, "to_hour"?}, hours as ISO 8601; else the newest build, all closed hours."""
    from_hour, to_hour = (_read_moment(event, name) for name in ("from_hour", "to_hour"))
    audited = audit()(event.get("build"), from_hour or FIRST_HOUR, to_hour)
    for name, count in (
        ("AuditedCells", audited.audited),
        ("DisputedCells", audited.disputed),
        ("UnauditedCells", audited.unaudited),
        ("MissingInLake", audited.missing_in_lake),
    ):
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
    logger.info("audited", extra=asdict(audited))
    return asdict(audited)


def _read_moment(event: dict[str, Any], name: str) -> datetime | None:
    text = event.get(name)
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except ValueError:
        raise Misconfigured(f"{name} is {text!r}: write it as 2026-03-02T06:00:00+00:00") from None
