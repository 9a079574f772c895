"""Every reply, of whatever kind, keeps browsers and proxies from guessing or remembering."""

from dataclasses import replace
from typing import Any

import pytest
from tally.adapters.collecting.throttle import EventThrottle
from tally.adapters.collecting.witness_check import check_witness
from tally.domain.collecting.request import Request
from tally.domain.errors import TemporaryFailure
from tally.use_cases.collect_witness import CollectWitness

from functions.collect_events import handler as events
from functions.collect_witness import handler as witness
from tests.collecting import (
    BODIES,
    KEY,
    Collector,
    FakeParcelQueue,
    FakeWriteKeys,
    a_request,
    basic,
    gateway_event,
    zipped,
)
from tests.fakes import Journal

ALWAYS = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000",
    "vary": "Origin",
}
PAGE = {**basic(), "origin": "https://shop.example"}
NOTE = {"event_id": "e", "event": "A"}
BOMB = replace(a_request(zipped(bytes(30_000_000))), is_base64=True)
QUESTIONS = [("/flags", "GET"), ("/settings", "GET"), ("/record", "POST"), ("/v1/projects/k/settings", "GET")]
REQUESTS = {
    **{f"200 {route}": a_request(body, route, headers=PAGE) for route, body in BODIES.items()},
    **{f"200 {path}": a_request("", path, method) for path, method in QUESTIONS},
    **{f"204 {path}": a_request("", path, "OPTIONS", headers=PAGE) for path in [*BODIES, "/w", "/nothing"]},
    "200 /w": a_request([NOTE], "/w"),
    "200 /w.js": a_request("", "/w.js", "GET", headers=PAGE),
    "405 /w.js": a_request("", "/w.js", headers=PAGE),
    "200 image": a_request(BODIES["/track"], "/track", query="img=1"),
    "200 script": a_request(BODIES["/track"], "/track", query="callback=f"),
    "400 /v1/events": a_request([{}], headers=PAGE),
    "401 /v1/events": a_request(headers={"origin": "https://shop.example"}),
    "401 /w": a_request([NOTE], "/w", headers={}),
    "404 /nothing": a_request("", "/nothing", "GET"),
    "405 /w": a_request("", "/w", "GET", headers=PAGE),
    "405 /v1/events": a_request("", "/v1/events", "GET", headers=PAGE),
    "413 /v1/events": replace(BOMB, headers=PAGE),
    "413 /w": replace(BOMB, path="/w"),
}


def reply_to(request: Request, collector: Collector | None = None, throttle: Any = None) -> dict[str, Any]:
    collector = collector or Collector()
    queue = FakeParcelQueue(Journal(), collector.failure)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "collector", lambda: replace(collector.collect, throttle=throttle))
        patch.setattr(witness, "witness", lambda: CollectWitness(FakeWriteKeys(), queue, check_witness))
        return (witness if request.path in ("/w", "/w.js") else events).handle(gateway_event(request), None)


def is_cacheable(request: Request) -> bool:
    return (request.method, request.path) == ("GET", "/w.js")


def check(request: Request, reply: dict[str, Any], status: int) -> None:
    assert reply["statusCode"] == status
    always = {**ALWAYS, "cache-control": "public, max-age=86400"} if is_cacheable(request) else ALWAYS
    assert {name: reply["headers"].get(name) for name in always} == always
    assert not {"server", "x-powered-by", "via"} & {name.lower() for name in reply["headers"]}
    if "origin" in request.headers:
        assert reply["headers"]["access-control-allow-origin"] == request.headers["origin"]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_reply(name: str) -> None:
    check(REQUESTS[name], reply_to(REQUESTS[name]), int(name.split(maxsplit=1)[0]))


@pytest.mark.parametrize("path", [*BODIES, "/w"])
def test_a_failure_of_ours(path: str) -> None:
    request = a_request([NOTE] if path == "/w" else BODIES[path], path, headers=PAGE)
    check(request, reply_to(request, Collector(failure=TemporaryFailure("away"))), 503)


@pytest.mark.parametrize("path", BODIES)
def test_a_key_that_sends_too_much(path: str) -> None:
    throttle = EventThrottle(1, lambda: 0.0)
    throttle.wait_s(KEY, 1000)
    request = a_request(BODIES[path], path, headers=PAGE)
    reply = reply_to(request, throttle=throttle)
    check(request, reply, 429)
    assert reply["headers"]["access-control-expose-headers"] == "Retry-After"
