"""read_page: a published file of the page, to who is logged in. Runs no query, and waits for none."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from tally.adapters.answering.http_page import read_file_call, reply_file
from tally.adapters.answering.http_reports import is_fault, read_call, refuse
from tally.adapters.aws.clients import s3_client
from tally.adapters.publishing.page_files import S3PageFiles
from tally.domain.answering.caller import Rights
from tally.domain.errors import TallyError
from tally.settings import PageSettings
from tally.use_cases.read_page import ReadPage

logger = Logger(service="read_page")
metrics = Metrics(namespace="Tally", service="read_page")


@cache
def reader() -> ReadPage:
    """The use case with its adapters, made once."""
    settings = PageSettings.from_env(os.environ)
    return ReadPage(S3PageFiles(s3_client(), settings.results_bucket), Rights(frozenset()))


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Payload format 2.0 in and out."""
    call = read_call(event)
    if call is None:
        return refuse(None)
    file = read_file_call(event)
    try:
        answer = reply_file(reader()(call.caller, file.name, file.known_build), file)
    except TallyError as error:
        answer = refuse(error)
        log = logger.exception if is_fault(answer) else logger.info
        log("refused", extra={"status": answer["statusCode"], "error": type(error).__name__})
    metrics.add_metric(f"Files{answer['statusCode']}", "Count", 1)
    metrics.flush_metrics()
    return answer
