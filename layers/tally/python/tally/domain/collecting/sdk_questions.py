"""What SDKs ask beside sending events: settings, feature flags, metrics. Nothing of it is stored.

No write key is checked: the answers hold nothing but what was asked, and without one some SDKs do not start.
"""

import json
import re
from collections.abc import Callable

from tally.domain.collecting.replies import HttpAnswer
from tally.domain.collecting.request import Request, parameter_of

_Ask = Callable[[Request, re.Match[str]], object]


def answer_to(request: Request) -> HttpAnswer | None:
    """The answer to a question; None when the request is none."""
    for method, path, content in _QUESTIONS:
        asked = path.search(request.path)
        if asked and method == request.method:
            return HttpAnswer(200, json.dumps(content(request, asked), separators=(",", ":")))
    return None


def _describe_segment(request: Request, asked: re.Match[str]) -> object:
    """analytics-next waits for this before it sends. It posts to Segment itself unless told a host.

    What the page passes to load() stands above it. Only a gateway that says by which scheme it was reached is
    believed to stand at the root of its host: on one machine it does not.
    """
    segment = {"apiKey": asked[1]}
    scheme = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    if scheme and "host" in request.headers:
        segment |= {"apiHost": f"{request.headers['host']}/v1", "protocol": scheme}
    return {"integrations": {"Segment.io": segment}}


def _describe_rudderstack(request: Request, _asked: re.Match[str]) -> object:
    """RudderStack's SDKs refuse to start without each of these members."""
    quiet = {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}}
    return {
        "source": {
            "id": "tally",
            "name": "tally",
            "writeKey": parameter_of(request.query, "writeKey"),
            "enabled": True,
            "workspaceId": "tally",
            "updatedAt": "2026-01-01T00:00:00.000Z",
            "config": quiet,
            "connections": [],
            "destinations": [],
        }
    }


def _give(content: object) -> _Ask:
    return lambda _request, _asked: content


# Session replays are not stored, so the browser is told to record none: settings stand above its own.
_RECORD_NOTHING = {"sdk_config": {"config": {"record_sessions_percent": 0}}}
_DONE = {"code": 200, "status": "OK"}

_QUESTIONS: tuple[tuple[str, re.Pattern[str], _Ask], ...] = (
    ("GET", re.compile(r"/v1/projects/([^/]+)/settings$"), _describe_segment),
    ("GET", re.compile(r"/sourceConfig$"), _describe_rudderstack),
    ("POST", re.compile(r"/v1/m$"), _give({"success": True})),
    ("GET", re.compile(r"/flags$"), _give({"flags": {}})),
    ("GET", re.compile(r"/flags/definitions$"), _give({"flags": []})),
    ("POST", re.compile(r"/flags/[^/]+/first-time-events$"), _give(_DONE)),
    ("GET", re.compile(r"/settings$"), _give(_RECORD_NOTHING)),
    ("POST", re.compile(r"/record$"), _give(_DONE)),
    ("GET", re.compile(r"/decide$"), _give({})),
    ("POST", re.compile(r"/decide$"), _give({})),
)
