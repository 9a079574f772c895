"""What each kind of client needs to hear, so that it neither drops good events nor repeats bad ones.

Mixpanel's mobile SDKs repeat a batch until they hear 200; its browser SDK drops one on any 4xx but 413. So
/track, /engage and /groups answer 200 to everything but a body too large (413) and a failure of ours (503),
unless strict=1 was asked for, which no SDK does there.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from tally.domain.collecting.field_warning import FieldWarning
from tally.domain.collecting.limits import MAX_REJECTIONS_ANSWERED
from tally.domain.collecting.receipt import Arrival, Protocol
from tally.domain.collecting.rejection import Rejection
from tally.domain.collecting.request import parameter_of
from tally.domain.collecting.routes import PROFILE_PATHS, ROUTES, WITNESS_PATH

RETRY_AFTER_S = 10
NOT_FOUND = f"nothing is served here: POST events to one of {', '.join(ROUTES)}, or notes to {WITNESS_PATH}"
UNAVAILABLE = f"cannot store events at the moment, nothing was kept: try again in {RETRY_AFTER_S} s"
TOO_MANY = "this write key sends too many events, nothing was kept: send them again after Retry-After seconds"
_TOO_MANY_IMPORTED = (
    "Project exceeded rate limits. Please retry the request with exponential backoff."  # Mixpanel's own words
)

_IMPORT = "/import"
_STRICT_PATHS = frozenset({_IMPORT, *PROFILE_PATHS})
_MAX_CALLBACK = 128
_NO_CALLBACK = "(function(){})"
"""mixpanel-browser's where the page gave none; where it did, it is `mixpanel._jsc[12345]`."""
_GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""One transparent pixel, as base64."""
_NO = ("", "0")
"""What leaves a parameter of Mixpanel's unset."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Status, text and headers of one reply, without CORS. `body` is base64 text when `is_base64`."""

    status: int
    body: str
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_base64: bool = False


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies of one request: its protocol and route, and what it asked for.

    Mixpanel's parameters: verbose=1, strict=1, img=1 (the answer is an image, whatever it says) and callback
    (the answer is a script that calls this function; what is no function's name is ignored).
    """

    protocol: Protocol
    route: str
    verbose: bool = False
    strict: bool = False
    image: bool = False
    callback: str = ""

    def checked(
        self, events: int, rejections: Sequence[Rejection], warnings: Sequence[FieldWarning] = ()
    ) -> HttpAnswer:
        """The body was stored; these of its events will be refused. Our own answers tell the warnings."""
        accepted = max(events - len(rejections), 0)
        if self._is_strict:
            return _answer_strict(accepted, rejections, self.verbose)
        if self.protocol is Protocol.MIXPANEL:
            return self._answer_mixpanel(accepted, rejections)
        if self.protocol is Protocol.SEGMENT:
            if rejections and not accepted:
                return _answer_segment(400, "invalid_request", rejections[0].detail)
            return _write_json(200, {"success": True})
        return _answer_own(accepted, rejections, warnings)

    def unknown_key(self, detail: str) -> HttpAnswer:
        """No known write key came with the request, or not where one is looked for; nothing was stored."""
        if self.route == _IMPORT:
            return _write_json(401, {"code": 401, "error": "Invalid credentials", "status": "Unauthorized"})
        if self.protocol is Protocol.MIXPANEL:
            return self._answer_status(200, detail)
        return self._refuse(401, "unknown_key", detail)

    def too_large(self, limit_bytes: int, detail: str) -> HttpAnswer:
        """The body is over a limit; nothing was stored."""
        if self._is_strict or self.route == _IMPORT:
            error = f"request exceeds max limit of {limit_bytes} bytes"
            return _write_json(413, {"code": 413, "error": error, "status": "Request Entity Too Large"})
        if self.protocol is Protocol.MIXPANEL:
            return self._answer_status(413, detail)
        return self._refuse(413, "too_large", detail)

    def too_many(self, wait_s: int) -> HttpAnswer:
        """The key sends too much; nothing was stored, the client should send the same again."""
        if self._is_strict or self.route == _IMPORT:
            answer = _write_json(
                429, {"code": 429, "error": _TOO_MANY_IMPORTED, "status": "Too Many Requests"}
            )
        elif self.protocol is Protocol.MIXPANEL:
            answer = self._answer_status(429, TOO_MANY)
        else:
            answer = self._refuse(429, "too_many_requests", TOO_MANY)
        return replace(answer, headers={"retry-after": str(wait_s)})

    def unavailable(self) -> HttpAnswer:
        """The events could not be stored now; the client should send them again."""
        if self.protocol is Protocol.MIXPANEL:
            answer = self._answer_status(503, UNAVAILABLE)
        else:
            answer = self._refuse(503, "unavailable", UNAVAILABLE)
        return replace(answer, headers={"retry-after": str(RETRY_AFTER_S)})

    @property
    def _is_strict(self) -> bool:
        return self.strict and self.route in _STRICT_PATHS

    def _refuse(self, status: int, reason: str, detail: str) -> HttpAnswer:
        if self.protocol is Protocol.SEGMENT:
            return _answer_segment(status, reason, detail)
        return error(status, reason, detail)

    def _answer_mixpanel(self, accepted: int, rejections: Sequence[Rejection]) -> HttpAnswer:
        if accepted:
            return self._answer_status(200)
        return self._answer_status(200, rejections[0].detail if rejections else "data, missing or empty")

    def _answer_status(self, status: int, failure: str | None = None) -> HttpAnswer:
        """Mixpanel's 1 or 0, in whichever of its shapes was asked for."""
        if self.image:
            return HttpAnswer(status, _GIF, "image/gif", is_base64=True)
        ok = int(failure is None)
        answer = (
            _write_json(status, {"status": ok, "error": failure})
            if self.verbose
            else _write_plain(status, str(ok))
        )
        if not _is_function_name(self.callback):
            return answer
        # The comment keeps the caller's word from being the first of the file, which old plugins trusted.
        script = f"/**/{self.callback}({answer.body});"
        return replace(answer, body=script, content_type="text/javascript; charset=utf-8")


def replies_to(arrival: Arrival, form: Mapping[str, str] = MappingProxyType({})) -> Replies:
    """How to answer this body; what a form asks for (its parameters) is known once it was looked at."""
    if arrival.protocol is not Protocol.MIXPANEL:
        return Replies(arrival.protocol, arrival.route)
    verbose, image, callback = (
        parameter_of(arrival.query, name) or form.get(name, "") for name in ("verbose", "img", "callback")
    )
    return Replies(
        arrival.protocol,
        arrival.route,
        verbose=verbose not in _NO,
        strict=parameter_of(arrival.query, "strict") == "1",
        image=image not in _NO,
        callback=callback,
    )


def error(status: int, reason: str, detail: str) -> HttpAnswer:
    """Tally's own shape of a refusal."""
    return _write_json(status, {"error": reason, "detail": detail})


def wrong_method(method: str, allowed: Collection[str]) -> HttpAnswer:
    """The path is served, and not by this method."""
    methods = sorted(allowed)
    refusal = error(405, "method_not_allowed", f"this path takes {' and '.join(methods)}, not {method}")
    return replace(refusal, headers={"allow": ", ".join([*methods, "OPTIONS"])})


def _answer_own(
    accepted: int, rejections: Sequence[Rejection], warnings: Sequence[FieldWarning]
) -> HttpAnswer:
    listed = [
        {"index": each.index, "reason": each.reason, "field": each.field, "detail": each.detail}
        for each in rejections[:MAX_REJECTIONS_ANSWERED]
    ]
    content: dict[str, Any] = {"accepted": accepted, "rejected": listed}
    if len(listed) < len(rejections):
        content["rejected_not_listed"] = len(rejections) - len(listed)
    if warnings:
        content["warnings"] = [
            {"index": each.index, "field": each.field, "detail": each.detail} for each in warnings
        ]
    return _write_json(400 if rejections and not accepted else 200, content)


def _answer_strict(accepted: int, rejections: Sequence[Rejection], verbose: bool) -> HttpAnswer:
    if not rejections:
        content: dict[str, Any] = {"code": 200, "num_records_imported": accepted, "status": "OK"}
        return _write_json(200, {**content, "status": 1, "error": None} if verbose else content)
    failed = [
        {
            "index": each.index or 0,
            "insert_id": each.event_id or "",
            "$insert_id": each.event_id or "",
            "field": each.field or "",
            "message": each.detail,
        }
        for each in rejections[:MAX_REJECTIONS_ANSWERED]
    ]
    sentence = "some data points in the request failed validation"
    return _write_json(
        400,
        {
            "code": 400,
            "error": rejections[0].detail if rejections[0].index is None else sentence,
            "failed_records": failed,
            "num_records_imported": accepted,
            "status": "Bad Request",
        },
    )


def _answer_segment(status: int, code: str, message: str) -> HttpAnswer:
    return _write_json(status, {"success": False, "code": code, "message": message})


def _is_function_name(text: str) -> bool:
    """Names as JavaScript and Python alike have them, or with `$`, dots between; perhaps at the end `[1]`."""
    if len(text) > _MAX_CALLBACK or not text.isascii():
        return False
    if text == _NO_CALLBACK:
        return True
    name, bracket, place = text.partition("[")
    if bracket and not (place.endswith("]") and place[:-1].isdigit()):
        return False
    return all(part.replace("$", "_").isidentifier() for part in name.split("."))


def _write_plain(status: int, text: str) -> HttpAnswer:
    return HttpAnswer(status, text, "text/plain; charset=utf-8")


def _write_json(status: int, content: object) -> HttpAnswer:
    return HttpAnswer(status, json.dumps(content, separators=(",", ":")))
