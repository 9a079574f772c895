"""The collector's routes: which path speaks which protocol."""

from tally.domain.receipt import Protocol
from tally.domain.request import Request

_GET_OR_POST = frozenset({"GET", "POST"})
_POST = frozenset({"POST"})

ROUTES = {
    "/v1/events": (Protocol.TALLY, _POST),
    "/track": (Protocol.MIXPANEL, _GET_OR_POST),
    "/import": (Protocol.MIXPANEL, _GET_OR_POST),
    "/v1/track": (Protocol.SEGMENT, _POST),
    "/v1/batch": (Protocol.SEGMENT, _POST),
}


def protocol_of(request: Request) -> Protocol | None:
    """The protocol spoken on this path; None when path and method together are none of ours."""
    if request.path not in ROUTES:
        return None
    protocol, methods = ROUTES[request.path]
    return protocol if request.method in methods else None
