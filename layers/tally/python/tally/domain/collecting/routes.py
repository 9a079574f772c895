"""The collector's routes: which path speaks which protocol, and how an SDK may spell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.request import Request

_GET_OR_POST = frozenset({"GET", "POST"})
_POST = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Route:
    """`path` is the name that receipts and replies know it by, whatever spelling was used."""

    path: str
    protocol: Protocol
    methods: frozenset[str] = _POST


PROFILE_PATHS = frozenset({"/engage", "/groups"})
"""Updates of people and groups; all other routes bring events."""

_ALL = (
    Route("/v1/events", Protocol.TALLY),
    Route("/track", Protocol.MIXPANEL, _GET_OR_POST),
    Route("/import", Protocol.MIXPANEL, _GET_OR_POST),
    Route("/engage", Protocol.MIXPANEL, _GET_OR_POST),
    Route("/groups", Protocol.MIXPANEL, _GET_OR_POST),
    Route("/v1/track", Protocol.SEGMENT),
    Route("/v1/identify", Protocol.SEGMENT),
    Route("/v1/page", Protocol.SEGMENT),
    Route("/v1/screen", Protocol.SEGMENT),
    Route("/v1/group", Protocol.SEGMENT),
    Route("/v1/alias", Protocol.SEGMENT),
    Route("/v1/batch", Protocol.SEGMENT),
)
ROUTES: Mapping[str, Route] = MappingProxyType({route.path: route for route in _ALL})

WITNESS_PATH = "/w"
"""The witness's own collector answers there: named here only for those who come to the wrong door."""

_SPELLINGS = MappingProxyType(
    {
        **ROUTES,
        # The browser SDK's, one letter each.
        "/v1/t": ROUTES["/v1/track"],
        "/v1/i": ROUTES["/v1/identify"],
        "/v1/p": ROUTES["/v1/page"],
        "/v1/s": ROUTES["/v1/screen"],
        "/v1/g": ROUTES["/v1/group"],
        "/v1/a": ROUTES["/v1/alias"],
        "/v1/b": ROUTES["/v1/batch"],
        "/v1/import": ROUTES["/v1/batch"],
    }
)


def route_of(request: Request) -> Route | None:
    """The route of this path; None when path and method together are none of ours.

    Segments before it do not count: SDKs may be given a prefix (/tally/track), and a host name that ends
    with a slash makes //track.
    """
    route = _find_route(request.path)
    return route if route and request.method in route.methods else None


def methods_of(path: str) -> frozenset[str]:
    """The methods that are served at this path, also by the witness; none where nothing is."""
    if path == WITNESS_PATH:
        return _POST
    route = _find_route(path)
    return route.methods if route else frozenset()


def _find_route(path: str) -> Route | None:
    while path not in _SPELLINGS:
        _, slash, rest = path[1:].partition("/")
        if not slash:
            return None
        path = slash + rest
    return _SPELLINGS[path]
