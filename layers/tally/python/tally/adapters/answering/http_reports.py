"""API Gateway's HTTP API, payload format 2.0: what is asked of the reports, and the replies."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.answering.caller import Caller
from tally.domain.answering.refusals import Busy, NoSuchAnswer, NoSuchSetting, NotAllowed, TooMuch
from tally.domain.errors import (
    BadQuestion,
    NotPublished,
    SettingChanged,
    SettingNamed,
    TallyError,
    TemporaryFailure,
)
from tally.domain.words.refusals import tell_refusal
from tally.domain.words.words import DEFAULT_LANGUAGE, LANGUAGES, Words

MOST_BODY_BYTES = 64 * 1024
MOST_ANSWER_BYTES = 5 * 1024 * 1024
"""A function answers at most 6 MB."""
ANSWERS_PATH, EXPORTS_PATH = "/v1/reports/answers/", "/v1/exports/"
CANCEL = "DELETE"

Reply = dict[str, Any]
"""Payload format 2.0: statusCode, headers, body."""

HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",
}

LONGEST_WAIT_S = 15
"""Half of what the gateway waits for at most."""
_WAITS = frozenset(map(str, range(LONGEST_WAIT_S + 1)))

_PROBLEMS: tuple[tuple[type, tuple[int, str, int]], ...] = (
    (type(None), (401, "logged_out", 0)),
    (NotAllowed, (403, "not_allowed", 0)),
    (NoSuchAnswer, (404, "no_answer", 0)),
    (NoSuchSetting, (404, "no_setting", 0)),
    (SettingNamed, (409, "named", 0)),
    (SettingChanged, (412, "changed", 0)),
    (TooMuch, (413, "too_much", 0)),
    (BadQuestion, (400, "no_question", 0)),
    (Busy, (429, "busy", 0)),
    (NotPublished, (503, "not_published", 3600)),
    (TemporaryFailure, (503, "not_now", 5)),
)
"""Error -> status, the key of its title, and after how many seconds another try may succeed (0: never as it
stands). The first that fits."""


@dataclass(frozen=True, slots=True)
class ReportCall:
    """Who calls, and what: a `kind` with its `body`, or the answer of an id, which CANCEL ends. `language`:
    in which the answer is told, too. `wait_s`: how long it may be waited for, where that is said."""

    caller: Caller
    kind: str | None
    answer_id: str | None
    body: str
    method: str
    language: str | None
    wait_s: int | None = None


def read_call(event: Mapping[str, Any]) -> ReportCall | None:
    """The call in an event; None where no log-in stands behind it, whoever let it pass. BadQuestion for a
    language that Tally does not speak."""
    claims = event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    if not claims.get("sub"):
        return None
    # The gateway writes the list of groups as one text: [executives everybody].
    groups = str(claims.get("cognito:groups", "")).strip("[]").replace(",", " ").split()
    places = event.get("pathParameters") or {}
    return ReportCall(
        Caller(claims["sub"], frozenset(groups), _read_email(claims)),
        places.get("kind"),
        places.get("id"),
        _read_body(event),
        event["requestContext"].get("http", {}).get("method", ""),
        _read_language(event),
        _read_wait(event),
    )


def parse_body(body: str) -> Mapping[str, object]:
    """The question in a body; BadQuestion where it is no JSON object."""
    if len(body) > MOST_BODY_BYTES:
        raise TooMuch(f"The question is longer than {MOST_BODY_BYTES // 1024} KiB")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise BadQuestion('The body is no JSON object: write the options of the command, {"event": "..."}')
    return asked


def reply(served: Mapping[str, Any], path: str = ANSWERS_PATH) -> Reply:
    """200 with an answer, or 202 with where it will be: below the path."""
    if served["state"] == "running":
        place = {"location": path + served["id"], "retry-after": "2"}
        return make_reply(202, "application/json", served, place)
    answer = make_reply(200, "application/json", served)
    if len(answer["body"].encode()) > MOST_ANSWER_BYTES:
        return refuse(TooMuch(f"The answer is larger than {MOST_ANSWER_BYTES // 1024**2} MiB: ask for less"))
    return answer


def confirm() -> Reply:
    """204: it is done, and there is nothing to say."""
    return {"statusCode": 204, "headers": dict(HEADERS), "body": "", "isBase64Encoded": False}


def choose_language(event: Mapping[str, Any]) -> str:
    """The first language of the Accept-Language header that Tally speaks, in its order; else its own."""
    told = (event.get("headers") or {}).get("accept-language", "")
    tags = (tag.partition(";")[0].strip().partition("-")[0].lower() for tag in told.split(","))
    return next((tag for tag in tags if tag in LANGUAGES), DEFAULT_LANGUAGE)


def refuse(error: TallyError | None, language: str = DEFAULT_LANGUAGE) -> Reply:
    """A problem (RFC 9457) with its sentence; None: nobody is logged in."""
    status, title, after_s = next(
        (known for kind, known in _PROBLEMS if isinstance(error, kind)), (500, "fault", 0)
    )
    if isinstance(error, Busy):
        after_s = error.after_s
    told = _tell(error, status, language)
    problem = {"title": Words(language).say(f"problem.{title}"), "status": status, "detail": told}
    headers = {"content-language": language, **({"retry-after": str(after_s)} if after_s else {})}
    return make_reply(status, "application/problem+json", problem, headers)


def _tell(error: TallyError | None, status: int, language: str) -> str:
    """A fault is told in the log alone: its sentence may name what a caller shall not know."""
    if error is None:
        return Words(language).say("refusal.log_in")
    return Words(language).say("refusal.fault") if status == 500 else tell_refusal(language, str(error))


def is_fault(reply: Reply) -> bool:
    """Whether nobody who asked could have avoided it."""
    return int(reply["statusCode"]) == 500


def _read_email(claims: Mapping[str, Any]) -> str | None:
    """Who is logged in may change their own address: until the pool has verified it, it may be anybody's."""
    is_verified = str(claims.get("email_verified", "")).lower() == "true"
    return claims.get("email") if is_verified else None


def _read_language(event: Mapping[str, Any]) -> str | None:
    language: str | None = (event.get("queryStringParameters") or {}).get("language")
    if language not in (None, *LANGUAGES):
        raise BadQuestion(f"{language!r} is no language: there are {', '.join(LANGUAGES)}")
    return language


def _read_wait(event: Mapping[str, Any]) -> int | None:
    text = (event.get("queryStringParameters") or {}).get("wait")
    if text is None:
        return None
    if text not in _WAITS:
        raise BadQuestion(f"wait={text!r}: write so many seconds, 0 to {LONGEST_WAIT_S}")
    return int(text)


def _read_body(event: Mapping[str, Any]) -> str:
    body: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def make_reply(
    status: int, content_type: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Reply:
    """A reply with a JSON body that nobody else keeps."""
    return {
        "statusCode": status,
        "headers": {"content-type": content_type, **HEADERS, **(headers or {})},
        "body": json.dumps(body, ensure_ascii=False, allow_nan=False),
        "isBase64Encoded": False,
    }
