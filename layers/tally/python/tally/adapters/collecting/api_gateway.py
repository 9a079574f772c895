"""API Gateway's HTTP API, payload format 2.0: its event as a Request, an HttpAnswer as its reply."""

from typing import Any

from tally.domain.collecting.replies import HttpAnswer
from tally.domain.collecting.request import Request


def read_request(event: dict[str, Any]) -> Request:
    """The request in an event; the stage's name is no part of its path."""
    context = event["requestContext"]
    http = context["http"]
    path: str = event["rawPath"]
    stage = context.get("stage", "$default")
    if stage != "$default":
        path = path.removeprefix(f"/{stage}")
    return Request(
        request_id=context["requestId"],
        received_at_ms=context["timeEpoch"],
        method=http["method"],
        path=path.rstrip("/"),
        query=event.get("rawQueryString", ""),
        headers=event.get("headers") or {},
        body=event.get("body") or "",
        is_base64=event.get("isBase64Encoded", False),
        ip=http.get("sourceIp", ""),
        user_agent=http.get("userAgent", ""),
    )


_ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",  # of this host alone: its neighbours are not ours
}


def reply(request: Request, answer: HttpAnswer) -> dict[str, Any]:
    """The gateway's reply. A browser drops its events in silence when CORS headers are missing."""
    headers = {"content-type": answer.content_type, **_ALWAYS, **answer.headers, **_allow_origin(request)}
    return {
        "statusCode": answer.status,
        "headers": headers,
        "body": answer.body,
        "isBase64Encoded": answer.is_base64,
    }


def preflight(request: Request) -> dict[str, Any]:
    """204 with all that a browser asks for before it posts (decision 0008).

    Any header is allowed: Mixpanel's SDK sends what the page tells it to, and a preflight that fails loses
    the events in silence.
    """
    headers = {**_ALWAYS, **_allow_origin(request)}
    if "origin" in request.headers:
        headers["access-control-allow-methods"] = "GET, POST, OPTIONS"
        headers["access-control-max-age"] = "86400"
        wanted = request.headers.get("access-control-request-headers")
        if wanted:
            headers["access-control-allow-headers"] = wanted
    return {"statusCode": 204, "headers": headers, "body": ""}


def _allow_origin(request: Request) -> dict[str, str]:
    origin = request.headers.get("origin")
    if origin is None:
        return {"vary": "Origin"}
    # The Mixpanel browser SDK sends credentials, so the answer must name the origin: a star is refused.
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "Retry-After",
        "vary": "Origin",
    }
