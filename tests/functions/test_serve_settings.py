"""functions/serve_settings: versions are ETags, and whoever was slower is told."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from functions.serve_settings import handler
from tests.answering import serve_settings

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-serve-settings")


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    found = serve_settings()
    monkeypatch.setattr(handler, "server", lambda: found)


def call(
    method: str, *, name: str | None = "from-cart-to-order", **more: Any
) -> tuple[int, Mapping[str, str], Any]:
    event = json.loads(json.dumps(SAMPLE)) | more
    event["requestContext"]["http"]["method"] = method
    event["pathParameters"] = {"name": name} if name else None
    reply = handler.handle(event, CONTEXT)
    return reply["statusCode"], reply["headers"], json.loads(reply["body"] or "null")


def test_a_version_is_an_etag() -> None:
    status, headers, setting = call("PUT")
    assert (status, headers["etag"], setting["written_by"]) == (200, '"1"', "ada@shop.example")
    assert call("PUT", body=json.dumps({**json.loads(SAMPLE["body"]), "description": "2"}))[0] == 412
    body = json.dumps({**json.loads(SAMPLE["body"]), "description": "Every Tuesday"})
    assert call("PUT", headers={"if-match": '"1"'}, body=body)[1]["etag"] == '"2"'
    assert call("GET")[2]["description"] == "Every Tuesday"
    assert [each["name"] for each in call("GET", name=None)[2]["saved"]] == ["from-cart-to-order"]
    assert (call("DELETE")[0], call("GET")[0]) == (204, 404)


def test_an_if_match_that_is_no_version_is_refused() -> None:
    assert call("PUT", headers={"if-match": "yes"})[0] == 400


def test_a_refusal_is_told_in_the_language_of_who_asks() -> None:
    status, headers, problem = call("GET", headers={"accept-language": "de, fr-FR;q=0.8, en;q=0.5"})
    assert (status, headers["content-language"]) == (404, "fr")
    assert problem["title"] == "Réglage introuvable"
    assert problem["detail"] == "Rien n\u2019est enregistré sous from-cart-to-order (question)"
    assert call("GET", headers={"accept-language": "de"})[1]["content-language"] == "en"


def test_what_a_schedule_sends_is_not_deleted() -> None:
    call("PUT")
    body = json.dumps({"question": "from-cart-to-order", "every": "day", "to": {"table": True}})
    put = call("PUT", name="mornings", body=body, rawPath="/v1/schedules/mornings")
    assert (put[0], put[2]["fixed"]) == (200, [])
    status, _, problem = call("DELETE", headers={"accept-language": "fr"})
    assert (status, problem["title"]) == (409, "Utilisé ailleurs")
    assert "question/from-cart-to-order est utilisé par schedule/mornings" in problem["detail"]
    assert call("DELETE", name="mornings", rawPath="/v1/schedules/mornings")[0] == 204
    assert call("DELETE")[0] == 204


def test_an_address_that_nobody_verified_is_not_who_wrote() -> None:
    event = json.loads(json.dumps(SAMPLE))
    event["requestContext"]["authorizer"]["jwt"]["claims"]["email_verified"] = "false"
    assert json.loads(handler.handle(event, CONTEXT)["body"])["written_by"] == "5f0e"
