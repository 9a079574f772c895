"""answer_report: a question over HTTP gets its answer at once, from a kept one, or later by its id."""

import os
from functools import cache
from typing import Any

from tally import cold_start
from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.call_log import LineLog
from tally.adapters.answering.http_reports import CANCEL, Reply, ReportCall, confirm, parse_body, reply
from tally.domain.answering.limits import Limits
from tally.settings import AnswerSettings
from tally.use_cases.serve_report import ServeReport
from tally.wiring.reports import open_reports, read_rights

log = LineLog("answer_report")


@cache
def server() -> ServeReport:
    """The use case with its adapters, made once."""
    own = AnswerSettings.from_env(os.environ)
    return open_reports(own, read_rights(own), Limits(bytes_each_day=own.bytes_each_day))


def handle(event: dict[str, Any], _context: object) -> Reply:
    """Payload format 2.0 in and out."""
    answer = answer_call(event, respond, log)
    log.count(f"Answers{answer['statusCode']}")
    return answer


def respond(call: ReportCall) -> Reply:
    """An answer, where it will be, or that it is cancelled."""
    if call.answer_id is None:
        asked = parse_body(call.body)
        return reply(server().ask(call.caller, call.kind or "", asked, call.language, call.wait_s))
    if call.method == CANCEL:
        server().cancel(call.caller, call.answer_id)
        return confirm()
    return reply(server().look(call.caller, call.answer_id, call.language, call.wait_s or 0))


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # make the clients now: Lambda starts functions at full speed
    server()
cold_start.over()
