"""Requests bent at random, over all routes: never a 5xx, always the right shape, never a parcel too many."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tally.adapters.wire.envelope import split
from tally.adapters.wire.envelope_check import check_envelope
from tally.adapters.wire.transport import decode_body
from tally.domain.collecting.request import Request
from tally.domain.collecting.write_key import named_keys

from functions.collect_events import handler
from tests.bent_requests import bent_requests
from tests.collecting import KEY, Collector, gateway_event

EXAMPLES = 10_000 if settings.get_current_profile_name() == "full" else 1_000


def shape_is_right(request: Request, reply: dict[str, Any]) -> bool:
    """Whether the reply is one that this route may give."""
    content, status = json.loads(reply["body"]), reply["statusCode"]
    if status in (404, 405):
        return set(content) == {"error", "detail"}
    if request.path == "/v1/events":
        names = {"accepted", "rejected"} if status in (200, 400) else {"error", "detail"}
        return set(content) - {"warnings"} == names and status in (200, 400, 401, 413)
    strict = "strict=1" in request.query.split("&")
    if request.path == "/track" or (request.path in ("/engage", "/groups") and not strict):
        return status in (200, 413) and (content in (0, 1) or set(content) == {"status", "error"})
    if request.path in ("/import", "/engage", "/groups"):
        if content in (0, 1):
            return status == 200
        return (
            status in (200, 400, 401, 413) and "status" in content and ("error" in content or status == 200)
        )
    names = {"success"} if status == 200 else {"success", "code", "message"}
    return set(content) == names and status in (200, 400, 401, 413)


@pytest.fixture(autouse=True)
def silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten thousand log lines are kept from the screen."""


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(bent_requests())
def test_any_bent_request(request_: Request) -> None:
    collector = Collector()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handler, "collector", lambda: collector.collect)
        reply = handler.handle(gateway_event(request_), None)
    assert shape_is_right(request_, reply), reply

    key_is_known = KEY in named_keys(request_)
    is_stored = key_is_known and reply["statusCode"] not in (404, 405, 413)
    assert collector.verbs.count("queued") == is_stored
    if is_stored:
        receipt, _ = collector.parcel()
        landed = decode_body(receipt, collector.body())
        told = check_envelope(receipt, collector.body())
        found = split(receipt, landed).events if isinstance(landed, bytes) else [landed]
        assert told.events in (len(found), 0)  # landing finds the events that the answer counted
