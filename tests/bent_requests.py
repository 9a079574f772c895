"""Requests bent at random, over all routes, for the tests that fuzz the collector."""

import base64
import gzip
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

from hypothesis import strategies as st
from tally.domain.collecting.request import Request

from tests.collecting import A_SEGMENT_EVENT, AN_EVENT, BODIES, KEY, a_request, basic, zipped

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
    "9" * 4301,
    "0e1000000000000000000",
    "1e-9999999999999999999",
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


def joined(route: str, texts: list[str], as_lines: bool) -> str:
    """A body of these events as the route wants it; only the first of them where it takes but one."""
    if route == "/import" and as_lines:
        return "\r\n".join(texts)
    if isinstance(BODIES[route], list):
        return f"[{', '.join(texts)}]"
    if route == "/v1/batch":
        return f'{{"sentAt": "2026-11-21T08:00:00Z", "batch": [{",".join(texts)}], "context": {{"a": [1]}}}}'
    return texts[0]


@st.composite
def mixed_requests(draw: st.DrawFn) -> Request:
    """Requests with a known key and several events each, most of them good, in any wrapping."""
    route = draw(st.sampled_from(sorted(BODIES)))
    good = BODIES[route]
    event = good["batch"][0] if route == "/v1/batch" else good[0] if isinstance(good, list) else good
    one = st.just(event) | st.just(event) | bent_values(event)
    texts = [json.dumps(each) for each in draw(st.lists(one, min_size=1, max_size=5))]
    if draw(st.integers(0, 9)) == 0:
        texts[-1] = draw(bent_texts(texts[-1]))
    text = joined(route, texts, as_lines=draw(st.booleans()))
    raw = text.encode("utf-8", "surrogatepass")

    is_mixpanel = route in ("/track", "/import", "/engage", "/groups")
    wrapping = draw(st.sampled_from(["text", "gzip", *(["form", "form64", "query"] if is_mixpanel else [])]))
    query = draw(st.sampled_from(["", "verbose=1", "strict=1"]))
    if wrapping == "form":
        text = f"data={quote_plus(raw)}"
    elif wrapping == "form64":
        text = "verbose=1&data=" + base64.b64encode(raw).decode()
    elif wrapping == "query":
        text, query = "", f"{query}&data={quote_plus(raw)}"
    elif wrapping == "gzip":
        text = base64.b64encode(gzip.compress(raw, 1)).decode()
    method = draw(st.sampled_from(["POST", "GET"])) if is_mixpanel else "POST"
    return replace(a_request(text, route, method, query), is_base64=wrapping == "gzip")
