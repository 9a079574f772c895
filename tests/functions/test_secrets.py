"""A write key that came with a request is in no log line, no reply, and nothing that analysts may read."""

import base64
import io
import json
from dataclasses import replace
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.domain.collecting.request import Request
from tally.domain.collecting.routes import ROUTES

from tests.bent_requests import bent_requests, bent_texts, mixed_requests
from tests.collecting import BODIES, KEY, Collector, FakeWriteKeys, a_request
from tests.functions.test_accounting import Pipeline, Shelf
from tests.sdk_requests import RECORDED, WRITE_KEYS, name_of

EXAMPLES = 3000 if settings.get_current_profile_name() == "full" else 200
EVENT_REQUESTS = [each for each in RECORDED if {"events", "updates"} & each["golden"].keys()]


def stored(pipeline: Pipeline) -> bytes:
    """All that landed, uncompressed, as Parquet lays it down."""
    sink = io.BytesIO()
    for shelf in vars(pipeline).values():
        for table in shelf.tables if isinstance(shelf, Shelf) else ():
            pq.write_table(table, sink, compression="none", use_dictionary=False)
    return sink.getvalue()


def check_that_keys_stay_out(
    pipeline: Pipeline, request: Request, output: pytest.CaptureFixture[str]
) -> None:
    reply = pipeline.send(request)
    pipeline.land()
    told = json.dumps(reply) + "".join(output.readouterr())
    content = stored(pipeline)
    for key in pipeline.collector.write_keys.known:
        assert key not in told
        assert key.encode() not in content


@pytest.mark.parametrize("sent", EVENT_REQUESTS, ids=name_of)
def test_of_each_recorded_request(sent: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    request = a_request(sent["body_base64"], sent["path"], sent["method"], sent["query"], sent["headers"])
    pipeline = Pipeline(Collector(write_keys=FakeWriteKeys(WRITE_KEYS)))
    check_that_keys_stay_out(pipeline, replace(request, is_base64=True), capsys)
    assert len(stored(pipeline)) > 0


@st.composite
def keyed_requests(draw: st.DrawFn) -> Request:
    """Requests with the key at any of its places, some of them broken."""
    route = draw(st.sampled_from(sorted(ROUTES)))
    names = st.sampled_from(["token", "$token", "writeKey", "write_key", "api_key", "note"])
    body = json.loads(json.dumps(BODIES[route]))
    event = body[0] if isinstance(body, list) else body
    for place in [event, event.setdefault("properties", {}), event.setdefault("context", {})]:
        place.update(draw(st.dictionaries(names, st.just(KEY), max_size=2)))
    text = draw(bent_texts(json.dumps(body)) | st.just(json.dumps(body)))
    wrapping = draw(st.sampled_from(["text", "form64", "query64"]))
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
    query = draw(st.sampled_from(["", f"write_key={KEY}", f"a=1&api_key={KEY}&token={KEY}"]))
    if wrapping == "form64":
        text = draw(bent_texts(f"data={encoded}&api_key={KEY}") | st.just(f"data={encoded}"))
    elif wrapping == "query64":
        text, query = "", f"{query}&data={encoded}"
    return a_request(text, route, query=query)


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(request_=keyed_requests() | bent_requests() | mixed_requests())
def test_of_any_request(request_: Request, capsys: pytest.CaptureFixture[str]) -> None:
    check_that_keys_stay_out(Pipeline(), request_, capsys)
