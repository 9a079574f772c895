"""read_page: a published file of the page, or what a builder suggests of it, to who is logged in.

A page waits for it first, so it starts with next to nothing: neither Powertools nor botocore (decision 0030).
"""

import os
from functools import cache
from typing import Any

from tally import cold_start
from tally.adapters.answering.answered_calls import answer_call
from tally.adapters.answering.call_log import LineLog
from tally.adapters.answering.http_page import CATALOG, VALUES, read_file_call, read_wanted_values, reply_file
from tally.adapters.answering.http_reports import Reply, ReportCall, confirm, make_reply
from tally.adapters.aws.object_reader import ObjectReader
from tally.adapters.publishing.page_reader import PageReader
from tally.domain.answering.caller import Rights
from tally.settings import PageSettings
from tally.use_cases.read_page import ReadPage
from tally.use_cases.suggest_names import SuggestNames

log = LineLog("read_page")


@cache
def reader() -> ReadPage:
    """The use case with its adapters, made once."""
    settings = PageSettings.from_env(os.environ)
    objects = ObjectReader.of_function(settings.results_bucket, os.environ)
    return ReadPage(PageReader(objects), Rights(frozenset()))


def handle(event: dict[str, Any], _context: object) -> Reply:
    """Payload format 2.0 in and out."""
    answer = answer_call(event, lambda call: respond(event, call), log)
    log.count(f"Files{answer['statusCode']}")
    return answer


def respond(event: dict[str, Any], call: ReportCall) -> Reply:
    """A file, names, or values."""
    suggest = SuggestNames(reader().files, reader().rights)
    if event.get("routeKey") == CATALOG:
        return make_reply(200, "application/json", suggest.names(call.caller))
    if event.get("routeKey") == VALUES:
        found = suggest.values(call.caller, *read_wanted_values(event))
        return make_reply(200, "application/json", found)
    wanted = read_file_call(event)
    file = reader()(call.caller, wanted.name, wanted.known_build)
    return confirm() if file is None else reply_file(file, wanted)


cold_start.over()
