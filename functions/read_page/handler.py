"""read_page: a published file of the page, or what a builder suggests of it, to who is logged in."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.http_page import CATALOG, VALUES, read_file_call, read_wanted_values, reply_file
from tally.adapters.answering.http_reports import Reply, ReportCall, make_reply
from tally.adapters.aws.clients import s3_client
from tally.adapters.publishing.page_files import S3PageFiles
from tally.domain.answering.caller import Rights
from tally.settings import PageSettings
from tally.use_cases.read_page import ReadPage
from tally.use_cases.suggest_names import SuggestNames

logger = Logger(service="read_page")
metrics = Metrics(namespace="Tally", service="read_page")


@cache
def reader() -> ReadPage:
    """The use case with its adapters, made once."""
    settings = PageSettings.from_env(os.environ)
    return ReadPage(S3PageFiles(s3_client(), settings.results_bucket), Rights(frozenset()))


def handle(event: dict[str, Any], _context: object) -> Reply:
    """Payload format 2.0 in and out."""
    answer = answer_call(event, lambda call: respond(event, call), logger)
    metrics.add_metric(f"Files{answer['statusCode']}", "Count", 1)
    metrics.flush_metrics()
    return answer


def respond(event: dict[str, Any], call: ReportCall) -> Reply:
    """A file, names, or values."""
    suggest = SuggestNames(reader().files, reader().rights)
    if event.get("routeKey") == CATALOG:
        return make_reply(200, "application/json", suggest.names(call.caller))
    if event.get("routeKey") == VALUES:
        found = suggest.values(call.caller, *read_wanted_values(event))
        return make_reply(200, "application/json", found)
    file = read_file_call(event)
    return reply_file(reader()(call.caller, file.name, file.known_build), file)
