"""functions/answer_report: cases asked over HTTP give the command's rows, and refusals say what to do."""

import json
import shlex
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from tally.adapters.answering.http_reports import MOST_ANSWER_BYTES
from tally.adapters.aws.side_by_side import run_side_by_side
from tally.domain.answering.caller import Role
from tally.domain.answering.refusals import Busy
from tally.domain.errors import NotPublished, PermanentFailure, TallyError, TemporaryFailure

from cli.endings import NothingFound
from functions.answer_report import handler
from tests.answering import AUDITED, Asking, call_event, poll_event
from tests.cli.fake_tally import FakeTally, run
from tests.reports.commands import NightTally, ask_rows
from tests.reports.report_cases import cases

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-answer-report")
FUNNEL = {"steps": ["Product Viewed", "Order Completed"]}
CASES = {
    case["name"]: case
    for kind in ("funnel", "insights", "retention", "cohort")
    for case in cases(kind)
    if case["name"] in ("funnel_totals", "insights_persons_by_segment", "retention_match", "cohort_sizes")
}


def handle(event: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    reply = handler.handle(event, CONTEXT)
    return reply["statusCode"], json.loads(reply["body"])


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    found = Asking()
    monkeypatch.setattr(handler, "server", lambda: found.serve)
    return found


def write_down(command: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    """The kind, and the question that a command's words make."""
    kind, asked = shlex.split(command)[1], {}

    def keep(_tally: object, _kind: str, written: Mapping[str, object]) -> None:
        asked.update(written)
        raise NothingFound

    with monkeypatch.context() as patch:
        patch.setattr(import_module(f"cli.commands.{kind}"), "read_asked", keep)
        run(FakeTally(), *shlex.split(command)[1:])
    return kind, asked


@pytest.mark.parametrize("name", CASES)
def test_the_same_rows_as_by_command(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    tally = NightTally.of(case["events"], case["shop_time_zone"], case.get("profiles", {}))
    asking = Asking(lambda sql: tally.ask(sql, "lake").rows, case["shop_time_zone"])
    monkeypatch.setattr(handler, "server", lambda: asking.serve)
    kind, asked = write_down(case["command"], monkeypatch)
    for is_kept in (False, True):
        status, served = handle(call_event(kind, asked, "everybody"))
        assert (status, served["is_kept"]) == (200, is_kept)
        assert served["rows"] == ask_rows(tally, case["command"]) != []
        assert list(served["rows"][0]) == served["columns"]
    assert served["asked"] == json.loads(json.dumps(asked))


def test_a_short_wait_is_asked_for_in_whole_seconds(asking: Asking) -> None:
    asking.queries.is_slow = True
    event = call_event("funnel", FUNNEL, "everybody")
    status, served = handle({**event, "queryStringParameters": {"wait": "0"}})
    assert (status, served["state"], asking.slept) == (202, "running", [])
    status, refused = handle({**event, "queryStringParameters": {"wait": "16"}})
    assert (status, refused["detail"]) == (400, "wait='16': write so many seconds, 0 to 15")


def test_the_sample_event_is_answered(asking: Asking) -> None:
    status, served = handle(SAMPLE)
    assert (status, served["state"]) == (200, "answered")


def test_a_long_one_says_where_its_answer_will_be(asking: Asking) -> None:
    asking.queries.is_slow = True
    reply = handler.handle(call_event("funnel", FUNNEL, "everybody"), CONTEXT)
    place = reply["headers"]["location"]
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (202, "2")
    assert place == f"/v1/reports/answers/{json.loads(reply['body'])['id']}"
    asking.queries.running.clear()
    status, served = handle(poll_event(place.rpartition("/")[2], "everybody"))
    assert (status, served["state"]) == (200, "answered")


REFUSED = {
    "nobody": (call_event("funnel", FUNNEL), 401, "Log in"),
    "no role": (call_event("funnel", FUNNEL, "visitors"), 403, "You have no role"),
    "persons": (call_event("cohort", {"did": ["A"]}, "executives"), 403, "Lists of persons are for"),
    "an id": (poll_event("0" * 32, "everybody"), 404, "ask the question again"),
    "a kind": (call_event("funel", FUNNEL, "everybody"), 400, "there are insights, funnel"),
    "no JSON": (call_event("funnel", "{", "everybody"), 400, "The body is no JSON object"),
    "deep": (call_event("funnel", "[" * 60_000, "everybody"), 400, "The body is no JSON object"),
    "a list": (call_event("funnel", ["A"], "everybody"), 400, "The body is no JSON object"),
    "a field": (call_event("funnel", {**FUNNEL, "windo": "1d"}, "everybody"), 400, "did you mean window?"),
    "large": (call_event("funnel", {"steps": ["x" * 70_000]}, "everybody"), 413, "longer than 64 KiB"),
}


@pytest.mark.parametrize(("event", "status", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_say_what_to_do(
    asking: Asking, event: Mapping[str, Any], status: int, sentence: str
) -> None:
    reply = handler.handle(event, CONTEXT)
    problem = json.loads(reply["body"])
    assert (reply["statusCode"], problem["status"]) == (status, status)
    assert reply["headers"]["content-type"] == "application/problem+json"
    assert sentence in problem["detail"]
    assert asking.queries.started == {}


def test_an_answer_that_no_function_could_give_is_too_much(asking: Asking) -> None:
    person = {"person": "x" * MOST_ANSWER_BYTES}
    asking.queries.run = lambda sql: [AUDITED] if "unwitnessed_events" in sql else [person]
    status, problem = handle(call_event("cohort", {"did": ["A"]}, "administrators"))
    assert (status, problem["detail"]) == (413, "The answer is larger than 5 MiB: ask for less")


FAILURES: dict[str, tuple[TallyError, int, str | None]] = {
    "no night": (NotPublished("run `tally run nightly` first"), 503, "3600"),
    "Athena is away": (TemporaryFailure("cannot start a report's query now"), 503, "5"),
    "busy": (Busy("As many questions as may are running", 7), 429, "7"),
    "ours": (PermanentFailure("secret words"), 500, None),
}


@pytest.mark.parametrize(("error", "status", "after"), FAILURES.values(), ids=FAILURES.keys())
def test_failures_say_when_to_ask_again(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, error: TallyError, status: int, after: str | None
) -> None:
    def fail(_sql: str, _database: str) -> str:
        raise error

    monkeypatch.setattr(asking.queries, "start", fail)
    reply = handler.handle(call_event("funnel", FUNNEL, "everybody"), CONTEXT)
    assert (reply["statusCode"], reply["headers"].get("retry-after")) == (status, after)
    assert ("secret" in reply["body"], asking.answers.running) == (False, {})


def test_what_is_asked_stands_in_no_log(
    asking: Asking, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for steps in (["Product Viewed[email=ana@example.com]"], ["A[email=ana@example.com]", "B"]):
        handler.handle(call_event("funnel", {"steps": steps}, "everybody"), CONTEXT)
    assert "ana@example.com" not in capsys.readouterr().out + caplog.text


def test_the_composition_root_reads_its_settings(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("lake_bucket", "results_bucket", "database", "workgroup")
    values = {"timezone": "Europe/Rome", "gibibytes_each_day": "2", "persons_for": "administrators"}
    for name, value in {**dict.fromkeys(names, "a"), **values}.items():
        monkeypatch.setenv(f"TALLY_{name.upper()}", value)
    handler.server.cache_clear()
    made = handler.server()
    assert made.rights.persons_for == {Role.ADMINISTRATORS}
    assert made.together is run_side_by_side
    assert (made.limits.bytes_each_day, made.clock.timezone) == (2 * 1024**3, "Europe/Rome")
    handler.server.cache_clear()
    assert boto3.client("s3").meta.region_name == "eu-south-1"
