"""export_report: reports and dashboards over HTTP as a file, at once or later by its id."""

import os
from functools import cache
from typing import Any

from tally import cold_start
from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.call_log import LineLog
from tally.adapters.answering.http_reports import EXPORTS_PATH, Reply, ReportCall, parse_body, reply
from tally.domain.answering.limits import Limits
from tally.settings import AnswerSettings
from tally.use_cases.export_report import ExportReport
from tally.wiring.exports import open_exports
from tally.wiring.reports import open_reports, read_rights

WAIT_S = 4
"""So long one report is waited for: a dashboard has several, and a function 29 seconds."""

log = LineLog("export_report")


@cache
def exporter() -> ExportReport:
    """The use case with its adapters, made once. Reports are answered as answer_report does."""
    own = AnswerSettings.from_env(os.environ)
    rights, limits = read_rights(own), Limits(bytes_each_day=own.bytes_each_day, wait_s=WAIT_S)
    return open_exports(own, open_reports(own, rights, limits), rights)


def handle(event: dict[str, Any], _context: object) -> Reply:
    """Payload format 2.0 in and out."""
    answer = answer_call(event, respond, log)
    log.count(f"Exports{answer['statusCode']}")
    return answer


def respond(call: ReportCall) -> Reply:
    """A file, or where it will be."""
    if call.answer_id is None:
        served = exporter().ask(call.caller, parse_body(call.body))
    else:
        served = exporter().look(call.caller, call.answer_id)
    return reply(served, EXPORTS_PATH)


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # make the clients now: Lambda starts functions at full speed
    exporter()
cold_start.over()
