"""send_schedules: on its own it sends what is due; asked for, it sends one schedule now."""

import os
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.publishing.page_files import S3PageFiles
from tally.adapters.sending.aws_sending import AwsSending
from tally.adapters.sending.mail_html import write_html
from tally.adapters.sending.mail_text import write_text
from tally.domain.answering.caller import Rights
from tally.domain.answering.limits import Limits
from tally.domain.schedules.told_schedule import MailFrame
from tally.settings import ScheduleSettings
from tally.use_cases.mail_scheduled import MailScheduled
from tally.use_cases.send_schedules import SendSchedules
from tally.wiring.exports import open_exports
from tally.wiring.reports import open_reports

NOBODY = Rights(frozenset())
logger, metrics = Logger(service="send_schedules"), Metrics(namespace="Tally", service="send_schedules")


@cache
def sender() -> SendSchedules:
    """The use case with its adapters, made once. In what it asks nobody sees persons."""
    own, s3, now = ScheduleSettings.from_env(os.environ), s3_client(), lambda: datetime.now(UTC)
    store, page = S3Settings(s3, own.lake_bucket), S3PageFiles(s3, own.results_bucket)
    limits = Limits(bytes_each_day=own.bytes_each_day)
    files = open_exports(own, open_reports(own, NOBODY, limits), NOBODY)
    by = AwsSending.open(s3, **own.sending)
    frame = MailFrame(own.mail_from, own.owner, own.timezone, own.page_url)
    mails = MailScheduled(by.postman, by.outbox, write_text, write_html, frame, now)
    told = (by.marks, by.tell, own.clock, now, own.language)
    return SendSchedules(store, page, by.accounts, files, by.shelf, mails, *told)


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {} sweeps; {"send": "monday-funnel"} sends that one now, whatever was sent before."""
    if "send" in event:
        return {"sent": sender().send_now(event["send"])}
    swept = sender().sweep()
    for failure in swept.failed:
        logger.error("a schedule was not sent", exc_info=failure)
    for name, count in swept.counts.items():
        metrics.add_metric(f"Schedules{name.capitalize()}", "Count", count)
    metrics.flush_metrics()
    logger.info("swept", extra=swept.counts)
    return swept.counts
