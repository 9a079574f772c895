"""Whatever comes over HTTP, on every route and beside them: no 5xx, no hang, bounded memory, nothing lost.

What carries events or notes is landed and counted as well, as the accounting tests do.
"""

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.adapters.collecting.witness_check import check_witness
from tally.domain.collecting.request import Request
from tally.domain.collecting.routes import ROUTES, route_of
from tally.domain.collecting.sdk_questions import answer_to
from tally.use_cases.collect_witness import ROUTE as WITNESS_ROUTE
from tally.use_cases.collect_witness import CollectWitness

from functions.collect_events import handler as events
from functions.collect_witness import handler as witness
from tests.bent_requests import bent_requests
from tests.collecting import KEY, Collector, FakeParcelQueue, FakeWriteKeys, a_request, basic, gateway_event
from tests.contract import contract_methods
from tests.fakes import Journal
from tests.functions.test_accounting import SHORT, check_accounts, spelled_requests
from tests.functions.test_witness_accounting import check_notes, notes

FULL = 20_000
EXAMPLES = FULL if settings.get_current_profile_name() == "full" else 400
HANGS_AFTER_S = 10
MOST_MB = 800
"""Growth of the peak. Each request unzips 20 MiB at most, and takes a few times that while it lands."""

QUESTIONS = [
    (path, method)
    for path, methods in contract_methods(are_questions=True).items()
    for method in sorted(methods)
]
PATHS = [*ROUTES, *SHORT.values(), WITNESS_ROUTE, *(path for path, _ in QUESTIONS)]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]


@st.composite
def other_requests(draw: st.DrawFn) -> Request:
    """SDKs' questions, preflights, and what nobody serves: any method, path, query, header and body."""
    path = draw(st.sampled_from(PATHS) | st.text(max_size=12).map("/{}".format))
    path = path.replace("{writeKey}", draw(st.text(max_size=8))).replace("{flag}", draw(st.text(max_size=8)))
    headers = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "origin": st.sampled_from(["https://shop.example", "null"]) | st.text(max_size=8),
                "access-control-request-headers": st.text(max_size=8),
                "authorization": st.sampled_from([basic()["authorization"], "Bearer x"])
                | st.text(max_size=8),
                "x-forwarded-proto": st.text(max_size=8),
                "host": st.text(max_size=8),
                "cloudfront-viewer-country": st.text(max_size=3),
            },
        )
    )
    bent = draw(bent_requests())
    query = draw(st.just(bent.query) | st.text(max_size=20))
    return replace(
        bent, path=path.rstrip("/"), method=draw(st.sampled_from(METHODS)), query=query, headers=headers
    )


@pytest.fixture(autouse=True)
def silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Log lines are kept from the screen."""


@contextmanager
def watchdog() -> Iterator[None]:
    """AssertionError where the block takes longer than any machine could need."""

    def bark(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise AssertionError(f"still busy after {HANGS_AFTER_S} s")

    before = signal.signal(signal.SIGALRM, bark)
    signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def name_of(request: Request) -> str:
    """What of the contract a request is, for the list of what was tried."""
    if request.method == "OPTIONS":
        return "preflight"
    if request.path == WITNESS_ROUTE:
        return f"{request.method} {WITNESS_ROUTE}"
    route = route_of(request)
    if route is not None:
        return f"{request.method} {route.path}"
    return "question" if answer_to(request) else "nothing"


def answered(request: Request) -> dict[str, Any]:
    """The reply to a request that carries no events; it must queue nothing."""
    collector = Collector()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "collector", lambda: collector.collect)
        reply = events.handle(gateway_event(request), None)
    assert collector.verbs == []
    return reply


def answered_by_witness(request: Request) -> dict[str, Any]:
    """The reply to what is no note of a known key; it must queue nothing."""
    journal = Journal()
    collect = CollectWitness(FakeWriteKeys(), FakeParcelQueue(journal), check_witness)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(witness, "witness", lambda: collect)
        reply = witness.handle(gateway_event(request), None)
    assert journal.effects == []
    return reply


def check(request: Request) -> None:
    """What the handler that the gateway would ask makes of the request."""
    if request.path == WITNESS_ROUTE and request.method == "POST" and request.headers == basic():
        check_notes(request)
    elif request.path == WITNESS_ROUTE:
        stranger = replace(request, headers={}, query="")
        assert answered_by_witness(stranger)["statusCode"] in (204, 401, 404, 405)
    elif request.method == "OPTIONS" or route_of(request) is None:
        assert answered(request)["statusCode"] in (200, 204, 404, 405)
    else:
        check_accounts(request)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024**2 if sys.platform == "darwin" else 1024
    )


def test_any_request_on_any_route() -> None:
    seen: set[str] = set()
    before_mb = peak_mb()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(spelled_requests() | other_requests() | notes() | other_requests())
    def requests(request: Request) -> None:
        seen.add(name_of(request))
        with watchdog():
            check(request)

    requests()
    assert peak_mb() - before_mb < MOST_MB
    if EXAMPLES == FULL:
        routes = {f"{method} {route.path}" for route in ROUTES.values() for method in route.methods}
        assert {*routes, "POST /w", "preflight", "question", "nothing"} - seen == set()


@pytest.mark.parametrize(("path", "method"), QUESTIONS)
def test_each_question_on_its_route(path: str, method: str) -> None:
    asked = a_request("", path.replace("{writeKey}", KEY).replace("{flag}", "f"), method)
    assert answered(asked)["statusCode"] == 200
