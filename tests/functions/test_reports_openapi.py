"""docs/reference/reports-openapi.json holds: requests made of it get what it promises."""

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

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
from tally.adapters.publishing.page_files import pack
from tally.domain.answering.limits import Limits
from tally.domain.reports.written.kinds import KINDS

from cli.output.report_contract import PAGE, make_contract, write_contract
from functions.answer_report import handler
from functions.change_subscription import handler as subscription_handler
from functions.export_report import handler as export_handler
from functions.read_page import handler as read_page_handler
from functions.serve_settings import handler as settings_handler
from tests.answering import (
    BODIES,
    Asking,
    MemoryPage,
    call_event,
    caller,
    file_event,
    poll_event,
    read_page,
    serve_settings,
    setting_event,
)
from tests.exporting import Exporting, export_event
from tests.subscriptions import KEY, Shop

EXAMPLES = 200 if settings.get_current_profile_name() == "full" else 12
CONTRACT = make_contract()
SCHEMA = schemathesis.openapi.from_dict(CONTRACT)
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PUBLISHED, EXPORTS = "/v1/published/", "/v1/exports"
CONTEXT = SimpleNamespace(function_name="tally-answer-report")
ROLES = ((), ("visitors",), ("everybody",), ("administrators",), ("administrators",))


def test_the_document_is_the_one_that_the_fields_make() -> None:
    assert PAGE.read_text() == write_contract(), "run python -m cli.output.report_contract"


def test_every_kind_has_its_path() -> None:
    own = {"saved", "cohorts", "dashboards", "schedules", "catalog", "values", "exports"}
    own |= {"subscription", "unsubscribe"}
    assert {path.rpartition("/")[2] for path in CONTRACT["paths"]} == {*KINDS, "{id}", "{name}", *own}


def answer(sent: requests.PreparedRequest, roles: tuple[str, ...], *, is_slow: bool) -> dict[str, Any]:
    """What the handler says, over a use case that has no row."""
    if str(sent.path_url).startswith("/v1/catalog"):
        return send_suggestion(sent, roles)
    if str(sent.path_url).startswith(("/v1/subscription", "/v1/unsubscribe")):
        return send_subscription(sent, roles)
    if not str(sent.path_url).startswith(("/v1/reports/", PUBLISHED, EXPORTS)):
        return send_setting(sent, roles)
    asking = Asking(limits=Limits(wait_s=0))
    asking.queries.is_slow = is_slow
    path, _, query = str(sent.path_url).removeprefix("/v1/reports/").partition("?")
    if path.startswith(PUBLISHED):
        return send_file(path.removeprefix(PUBLISHED), roles, sent.headers.get("If-None-Match", ""))
    body = sent.body or b""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    if path.startswith(EXPORTS):
        export_id = path.removeprefix(EXPORTS).removeprefix("/")
        return export(asking, poll_event(export_id, *roles) if export_id else export_event(text, *roles))
    is_look = path.startswith("answers/")
    event = call_event(path, text, *roles)
    if is_look:
        event = poll_event(path.rpartition("/")[2], *roles, method=str(sent.method))
    event["queryStringParameters"] = dict(parse_qsl(query, keep_blank_values=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handler, "server", lambda: asking.serve)
        return handler.handle(event, CONTEXT)


def export(asking: Asking, event: dict[str, Any]) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_handler, "exporter", lambda: Exporting(asking).use_case)
        return export_handler.handle(event, CONTEXT)


def send_setting(sent: requests.PreparedRequest, roles: tuple[str, ...]) -> dict[str, Any]:
    """Over a store where others have saved something."""
    server = serve_settings()
    for kind, body in BODIES.items():
        server.put(caller(), kind, "known", body, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings_handler, "server", lambda: server)
        return settings_handler.handle(setting_event(sent, *roles), CONTEXT)


def send_subscription(sent: requests.PreparedRequest, roles: tuple[str, ...]) -> dict[str, Any]:
    path, _, query = str(sent.path_url).partition("?")
    event = setting_event(sent, *roles) | {
        "rawPath": path,
        "queryStringParameters": dict(parse_qsl(query, keep_blank_values=True)),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subscription_handler, "changer", Shop().changer)
        patch.setattr(subscription_handler, "read_key", lambda _secret: KEY)
        patch.setenv("TALLY_LINK_SECRET", "link-key")
        return subscription_handler.handle(event, CONTEXT)


def send_suggestion(sent: requests.PreparedRequest, roles: tuple[str, ...]) -> dict[str, Any]:
    path, _, query = str(sent.path_url).partition("?")
    event = file_event("", *roles) | {
        "routeKey": f"GET {path}",
        "queryStringParameters": dict(parse_qsl(query, keep_blank_values=True)),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_page_handler, "reader", lambda: read_page(MemoryPage()))
        return read_page_handler.handle(event, CONTEXT)


def send_file(name: str, roles: tuple[str, ...], known: str) -> dict[str, Any]:
    page = MemoryPage({"home": pack("b1", {})})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_page_handler, "reader", lambda: read_page(page))
        return read_page_handler.handle(file_event(name, *roles, **{"if-none-match": known}), CONTEXT)


@pytest.fixture(autouse=True)
def silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Log lines are kept from the screen."""


@pytest.mark.parametrize("mode", schemathesis.GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", OPERATIONS)
def test_requests_made_from_the_contract(label: str, mode: schemathesis.GenerationMode) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(OPERATIONS[label].as_strategy(generation_mode=mode), st.sampled_from(ROLES), st.booleans())
    def requests_get_what_is_promised(case: schemathesis.Case, roles: tuple[str, ...], is_slow: bool) -> None:
        kwargs = case.as_transport_kwargs(base_url="http://shop.example")
        kwargs.pop("cookies", None)
        sent = requests.Request(**kwargs).prepare()
        reply = answer(sent, roles, is_slow=is_slow)
        headers = {name: [value] for name, value in reply["headers"].items()}
        content = reply["body"].encode()
        response = schemathesis.Response(
            reply["statusCode"], headers, content, sent, elapsed=0.0, verify=False
        )
        case.validate_response(response, checks=CHECKS)

    requests_get_what_is_promised()


SMALLEST = {
    "insights": {"event": "A"},
    "funnel": {"steps": ["A", "B"]},
    "retention": {"birth": "A", "return": "B"},
    "cohort": {"did": ["A"], "sizes": True},
    "flows": {"anchor": "A"},
    "sessions": {},
    "kpis": {"total": True},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("is_slow", "status"), [(False, 200), (True, 202)])
def test_an_answer_is_as_promised(kind: str, is_slow: bool, status: int) -> None:
    asked = json.dumps(SMALLEST[kind])
    url = f"http://shop.example/v1/reports/{kind}?language=fr"
    sent = requests.Request("POST", url, data=asked).prepare()
    reply = answer(sent, ("administrators",), is_slow=is_slow)
    headers = {name: [value] for name, value in reply["headers"].items()}
    response = schemathesis.Response(
        reply["statusCode"], headers, reply["body"].encode(), sent, elapsed=0.0, verify=False
    )
    assert reply["statusCode"] == status
    assert is_slow or json.loads(reply["body"])["sentence"].endswith(".")
    OPERATIONS[f"POST /v1/reports/{kind}"].validate_response(response)
