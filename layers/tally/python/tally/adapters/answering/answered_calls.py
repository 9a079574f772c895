"""Each call gets a reply: of who is logged in what they asked for, else a problem that says what to do."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tally.adapters.answering.http_reports import (
    Reply,
    ReportCall,
    choose_language,
    is_fault,
    read_call,
    refuse,
)
from tally.domain.errors import TallyError


class CallLog(Protocol):
    """What is said of a refusal. What was asked is not: it may name a customer."""

    def info(self, msg: str, *, extra: dict[str, object]) -> None:
        """Who asked could have avoided it."""

    def exception(self, msg: str, *, extra: dict[str, object]) -> None:
        """A fault of Tally's, with its traceback."""


def answer_call(event: Mapping[str, Any], respond: Callable[[ReportCall], Reply], log: CallLog) -> Reply:
    """The reply to an event of the gateway's, payload format 2.0."""
    try:
        call = read_call(event)
        return refuse(None, choose_language(event)) if call is None else respond(call)
    except TallyError as error:
        reply = refuse(error, choose_language(event))
        tell = log.exception if is_fault(reply) else log.info
        tell("refused", extra={"status": reply["statusCode"], "error": type(error).__name__})
        return reply
