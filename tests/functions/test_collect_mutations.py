"""Requests bent at random, over all routes: never a 5xx, always the right shape, never a parcel too many."""

import base64
import gzip
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.adapters.envelope import decode_body, split
from tally.adapters.envelope_check import check_envelope
from tally.domain.request import Request
from tally.domain.write_key import named_keys

from functions.collect_events import handler
from tests.collecting import (
    A_SEGMENT_EVENT,
    AN_EVENT,
    BODIES,
    KEY,
    Collector,
    a_request,
    basic,
    gateway_event,
    zipped,
)

EXAMPLES = 10_000 if settings.get_current_profile_name() == "full" else 1_000
BOMB = zipped(bytes(21 * 1024 * 1024))
GOOD: dict[str, Any] = {
    **BODIES,
    "/v1/events": [AN_EVENT, AN_EVENT],
    "/v1/batch": {"batch": [A_SEGMENT_EVENT], "sentAt": "2026-11-21T08:00:00Z"},
}
ODD_TEXTS = [
    "1e999",
    "-1e999",
    "NaN",
    "9" * 400,
    "1e-400",
    '"\\ud800"',
    '"\\u0000"',
    '"\ufffe"',
    "[" * 3000,
    "[" * 3000 + "]" * 3000,
    '{"a":' * 2000,
    "0001-01-01T00:00:00+14:00",
    '"9999-12-31T23:59:59-14:00"',
    "true",
    "",
    ",",
    "\x00",
    "%",
    "+",
    "&data=",
]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@st.composite
def bent_values(draw: st.DrawFn, value: Any) -> Any:
    """The value with one place in it replaced, removed or added."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(bent_values(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        return [draw(bent_values(value[0])), *value[1:]]
    return draw(json_values)


@st.composite
def bent_texts(draw: st.DrawFn, text: str) -> str:
    """The text with some pieces cut out, doubled or replaced by something odd."""
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from(ODD_TEXTS) | st.text(max_size=4) | st.just(text[start:stop] * 2))
        text = text[:start] + piece + text[stop:]
    return text


@st.composite
def bent_bytes(draw: st.DrawFn, body: bytes) -> bytes:
    """The bytes with some of them changed, or cut short."""
    bent = bytearray(body)
    for _ in range(draw(st.integers(0, 2))):
        if bent:
            bent[draw(st.integers(0, len(bent) - 1))] = draw(st.integers(0, 255))
    return bytes(bent[: draw(st.integers(0, len(bent)))] if draw(st.booleans()) else bent)


@st.composite
def bent_requests(draw: st.DrawFn) -> Request:
    """A good request of any route, bent at any of its layers."""
    route = draw(st.sampled_from(sorted(GOOD)))
    good = GOOD[route]
    content = draw(bent_values(good)) if draw(st.booleans()) else good
    text = draw(bent_texts(json.dumps(content, ensure_ascii=draw(st.booleans()))))
    wrapping = draw(
        st.sampled_from(["text", "text", "base64", "gzip", "gzip", "form", "form64", "lines", "bomb"])
    )
    raw = text.encode("utf-8", "surrogatepass")
    if wrapping == "form":
        text = f"ip=1&data={quote_plus(raw)}&verbose=1"
    elif wrapping == "form64":
        text = draw(bent_texts("data=" + base64.b64encode(raw).decode()))
    elif wrapping == "lines":
        text = f"{text}\n{text}\r\n"
    elif wrapping == "gzip":
        text = base64.b64encode(draw(bent_bytes(gzip.compress(raw, 1)))).decode()
    elif wrapping == "base64":
        text = draw(bent_texts(base64.b64encode(draw(bent_bytes(raw))).decode()))
    elif wrapping == "bomb" and draw(st.integers(0, 9)) == 0:
        text = BOMB
    query = draw(
        st.sampled_from(
            ["", "verbose=1", "strict=1", "strict=1&verbose=1", f"write_key={KEY}", "&&=%ff&verbose"]
        )
        | bent_texts("ip=0&data=eyJldmVudCI6IkEiLCJwcm9wZXJ0aWVzIjp7fX0%3D")
    )
    headers = draw(
        st.sampled_from([basic(), basic(), basic(), basic("wk_no"), {}, {"authorization": "Basic !"}])
    )
    method = draw(st.sampled_from(["POST", "POST", "POST", "GET", "PUT"]))
    return replace(
        a_request(text, route, method, query, headers), is_base64=wrapping in ("gzip", "base64", "bomb")
    )


def shape_is_right(request: Request, reply: dict[str, Any]) -> bool:
    """Whether the reply is one that this route may give."""
    content, status = json.loads(reply["body"]), reply["statusCode"]
    if status == 404:
        return set(content) == {"error", "detail"}
    if request.path == "/v1/events":
        names = {"accepted", "rejected"} if status in (200, 400) else {"error", "detail"}
        return set(content) == names and status in (200, 400, 401, 413)
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
    is_stored = key_is_known and reply["statusCode"] not in (404, 413)
    assert collector.verbs.count("queued") == is_stored
    if is_stored:
        receipt, _ = collector.parcel()
        landed = decode_body(receipt, collector.body())
        told = check_envelope(receipt, collector.body())
        found = split(receipt, landed).events if isinstance(landed, bytes) else [landed]
        assert told.events in (len(found), 0)  # landing finds the events that the answer counted
