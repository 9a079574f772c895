"""docs/reference/openapi.yaml is what the collectors do: requests made of it get the replies it promises."""

import base64
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tally.adapters.collecting.throttle import EventThrottle
from tally.adapters.collecting.witness_check import check_witness
from tally.domain.collecting.request import Request
from tally.domain.collecting.routes import ROUTES
from tally.domain.collecting.sdk_questions import answer_to
from tally.domain.errors import TemporaryFailure
from tally.use_cases.collect_witness import ROUTE as WITNESS_ROUTE
from tally.use_cases.collect_witness import CollectWitness

from functions.collect_events import handler as events
from functions.collect_witness import handler as witness
from tests.collecting import (
    AT_MS,
    KEY,
    Collector,
    FakeParcelQueue,
    FakeWriteKeys,
    a_request,
    basic,
    gateway_event,
)
from tests.contract import CONTRACT, contract_methods

EXAMPLES = 200 if settings.get_current_profile_name() == "full" else 12
SCHEMA = schemathesis.openapi.from_dict(CONTRACT)
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
PROMISES = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DOWN = TemporaryFailure("the queue is away")


def test_the_contract_names_every_route_and_no_other() -> None:
    served = {path: set(route.methods) for path, route in ROUTES.items()}
    assert contract_methods() == {**served, WITNESS_ROUTE: {"POST"}, "/w.js": {"GET"}}


def test_every_question_of_the_contract_is_answered() -> None:
    asked = contract_methods(are_questions=True)
    requests_ = [
        a_request("", path.replace("{", "").replace("}", ""), method)
        for path, methods in asked.items()
        for method in methods
    ]
    answers = list(map(answer_to, requests_))
    assert len(answers) >= 10
    assert [answer.status for answer in answers if answer] == [200] * len(requests_)


def test_the_readme_leads_to_the_contract() -> None:
    assert "](docs/reference/openapi.yaml)" in Path("README.md").read_text()


@dataclass
class Gateway:
    """API Gateway in front of both handlers, which run on fakes.

    `down` makes their queues fail, `is_throttled` has every key over its bound.
    """

    down: bool
    is_throttled: bool = False

    def answer(self, sent: requests.PreparedRequest) -> dict[str, Any]:
        """The handler's reply in payload format 2.0."""
        path, _, query = str(sent.path_url).partition("?")
        kind = sent.headers.get("Content-Type", "")
        body = sent.body or b""
        raw = body.encode() if isinstance(body, str) else body
        is_base64 = not kind.startswith(("application/json", "text/"))
        request = Request(
            request_id="r-1",
            received_at_ms=AT_MS,
            method=str(sent.method),
            path=path,
            query=query,
            headers={name.lower(): value for name, value in sent.headers.items()},
            body=base64.b64encode(raw).decode() if is_base64 else raw.decode("utf-8", "replace"),
            is_base64=is_base64,
        )
        collector = Collector(failure=DOWN if self.down else None)
        queue = FakeParcelQueue(collector.journal, collector.failure)
        with pytest.MonkeyPatch.context() as patch:
            throttle = EventThrottle(1, lambda: 0.0) if self.is_throttled else None
            if throttle:
                throttle.wait_s(KEY, 1000)
            patch.setattr(events, "collector", lambda: replace(collector.collect, throttle=throttle))
            patch.setattr(witness, "witness", lambda: CollectWitness(FakeWriteKeys(), queue, check_witness))
            handler = witness if path in (WITNESS_ROUTE, "/w.js") else events
            return handler.handle(gateway_event(request), None)


@schemathesis.deserializer("text/plain")
def plain_text(_context: object, response: schemathesis.Response) -> str:
    """Without this, plain text would not be held to its schema."""
    return response.text


def as_response(reply: dict[str, Any], sent: requests.PreparedRequest) -> schemathesis.Response:
    content = base64.b64decode(reply["body"]) if reply["isBase64Encoded"] else reply["body"].encode()
    headers = {name: [value] for name, value in reply["headers"].items()}
    return schemathesis.Response(reply["statusCode"], headers, content, sent, elapsed=0.0, verify=False)


def check(case: schemathesis.Case, with_key: bool, gateway: Gateway) -> schemathesis.Response:
    kwargs = case.as_transport_kwargs(base_url="http://shop.example")
    kwargs.pop("cookies", None)
    kwargs["headers"] = {**dict(kwargs["headers"]), **(basic() if with_key else {})}
    sent = requests.Request(**kwargs).prepare()
    response = as_response(gateway.answer(sent), sent)
    checks = [*PROMISES] if response.status_code == 503 and gateway.down else [not_a_server_error, *PROMISES]
    case.validate_response(response, checks=checks)
    return response


@pytest.fixture(autouse=True)
def silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Log lines are kept from the screen."""


# Neither a question nor the script has anything in it that could be wrong.
KINDS = [
    (label, mode)
    for label, operation in OPERATIONS.items()
    for mode in schemathesis.GenerationMode
    if mode.is_positive or {"questions", "script"}.isdisjoint(operation.tags or ())
]


@pytest.mark.parametrize(("label", "mode"), KINDS, ids=[f"{label}-{mode.value}" for label, mode in KINDS])
def test_requests_made_from_the_contract(label: str, mode: schemathesis.GenerationMode) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(OPERATIONS[label].as_strategy(generation_mode=mode), st.integers(0, 9), st.integers(0, 9))
    def requests_get_what_is_promised(case: schemathesis.Case, key: int, state: int) -> None:
        check(case, with_key=key > 0, gateway=Gateway(down=state == 9, is_throttled=state == 8))

    requests_get_what_is_promised()
