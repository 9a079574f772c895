"""send_daily_report: on its own it mails the report to who is due; asked for, it shows or sends one."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from tally.adapters.aws.clients import read_secret, s3_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.publishing.page_files import S3PageFiles
from tally.adapters.sending.executives import CognitoExecutives
from tally.adapters.sending.mail_html import write_html
from tally.adapters.sending.mail_text import write_text
from tally.adapters.sending.outbox import S3Outbox
from tally.adapters.sending.ses_postman import ONE_TRY, SesPostman
from tally.domain.daily_report.asked_mail import read_asked_mail
from tally.domain.daily_report.end_link import EndLinks
from tally.settings import SendSettings
from tally.use_cases.send_daily_report import Rendering, SendDailyReport, Sender

logger = Logger(service="send_daily_report")
metrics = Metrics(namespace="Tally", service="send_daily_report")


@cache
def sender() -> SendDailyReport:
    """The use case with its adapters, made once."""
    settings, s3 = SendSettings.from_env(os.environ), s3_client()
    links = EndLinks(read_secret(settings.link_secret), settings.page_url) if settings.link_secret else None
    return SendDailyReport(
        page=S3PageFiles(s3, settings.results_bucket),
        settings=S3Settings(s3, settings.lake_bucket),
        executives=CognitoExecutives(boto3.client("cognito-idp"), settings.user_pool),
        outbox=S3Outbox(s3, settings.results_bucket),
        postman=SesPostman(boto3.client("sesv2", config=ONE_TRY), settings.configuration_set),
        rendering=Rendering(write_text, write_html),
        sender=Sender(settings.mail_from, settings.owner, settings.page_url, settings.language, links),
        clock=settings.clock,
        now=lambda: datetime.now(UTC),
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {} sweeps; {"show": {...}} tells what would be sent, {"send": {"email", ...}} sends it."""
    if "show" in event or "send" in event:
        asked = read_asked_mail(event.get("send") or event.get("show") or {}, sender().sender.language)
        return {"sent": sender().send_now(asked)} if "send" in event else sender().show(asked).write()
    done = asdict(sender().sweep())
    for name, count in done.items():
        metrics.add_metric(f"Mails{name.capitalize()}", "Count", count)
    metrics.flush_metrics()
    logger.info("swept", extra=done)
    return done
