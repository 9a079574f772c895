"""export_report: reports and dashboards over HTTP as a file, at once or later by its id."""

import os
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.aws_reports import AwsReports
from tally.adapters.answering.export_tickets import S3ExportTickets
from tally.adapters.answering.http_reports import EXPORTS_PATH, Reply, ReportCall, parse_body, reply
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.publishing.export_formats import write_export
from tally.adapters.publishing.page_files import S3PageFiles
from tally.domain.answering.caller import Rights
from tally.settings import AnswerSettings
from tally.use_cases.export_report import ExportReport
from tally.use_cases.find_cohort import FindCohort
from tally.use_cases.serve_report import Limits, ServeReport

WAIT_S = 4
"""So long one report is waited for: a dashboard has several, and a function 29 seconds."""

logger = Logger(service="export_report")
metrics = Metrics(namespace="Tally", service="export_report")


@cache
def exporter() -> ExportReport:
    """The use case with its adapters, made once. Reports are answered as answer_report does."""
    settings, s3, now = AnswerSettings.from_env(os.environ), s3_client(), lambda: datetime.now(UTC)
    bucket, database, clock = settings.results_bucket, settings.database, settings.clock
    store, rights = S3Settings(s3, settings.lake_bucket), Rights(frozenset(settings.persons_for.split()))
    find, limits = FindCohort(store), Limits(bytes_each_day=settings.bytes_each_day, wait_s=WAIT_S)
    aws = AwsReports.open(s3, bucket, settings.workgroup, database, now)
    asked = (aws.queries, aws.answers, aws.ledger, aws.find_tables)
    reports = ServeReport(*asked, find, rights, clock, database, now, limits)
    tickets, read_published = S3ExportTickets(s3, bucket), S3PageFiles(s3, bucket).read_all
    return ExportReport(reports, rights, store, find, tickets, read_published, write_export, clock, now)


def handle(event: dict[str, Any], _context: object) -> Reply:
    """Payload format 2.0 in and out."""
    answer = answer_call(event, respond, logger)
    metrics.add_metric(f"Exports{answer['statusCode']}", "Count", 1)
    metrics.flush_metrics()
    return answer


def respond(call: ReportCall) -> Reply:
    """A file, or where it will be."""
    if call.answer_id is None:
        served = exporter().ask(call.caller, parse_body(call.body))
    else:
        served = exporter().look(call.caller, call.answer_id)
    return reply(served, EXPORTS_PATH)
