"""publish_answers: saved questions of dashboards, answered. The last nightly step: it keeps nothing back."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from tally.adapters.aws.clients import s3_client
from tally.adapters.aws.setting_objects import S3Settings
from tally.adapters.publishing.page_files import S3PageFiles
from tally.domain.answering.caller import Rights
from tally.domain.answering.limits import Limits
from tally.settings import AnswerSettings
from tally.use_cases.publish_answers import PublishAnswers
from tally.wiring.reports import open_reports

ROWS, WAIT_S = 1_000, 60
"""Of one question: more rows are no panel; who waits longer keeps the others from being asked."""

logger = Logger(service="publish_answers")


@cache
def publisher() -> PublishAnswers:
    """The use case with its adapters, made once. In what it asks nobody sees persons."""
    own, s3 = AnswerSettings.from_env(os.environ), s3_client()
    limits = Limits(rows=ROWS, wait_s=WAIT_S, bytes_each_day=own.bytes_each_day)
    reports = open_reports(own, Rights(frozenset()), limits)
    return PublishAnswers(
        settings=S3Settings(s3, own.lake_bucket),
        reports=reports,
        files=S3PageFiles(s3, own.results_bucket),
        find_cohort=reports.find_cohort,
        clock=own.clock,
        now=reports.now,
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: {"build"?} in; build and counts of files out. No build: the newest whose page is there."""
    told = publisher()(event.get("build")).write()
    logger.info("published", extra=told)
    return told
