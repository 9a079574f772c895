"""A state machine's history as rows for a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.clients import NightLook
from cli.nightly import Night
from cli.output.results import summarize_result
from tests.cli.fake_tally import FakeTally, run

MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


def happening(kind: str, second: int, details: str = "", **values: str) -> dict[str, Any]:
    return {"type": kind, "timestamp": MIDNIGHT + timedelta(seconds=second), details: values}


def entered(name: str, second: int) -> dict[str, Any]:
    return happening("TaskStateEntered", second, "stateEnteredEventDetails", name=name)


def exited(name: str, second: int, output: str) -> dict[str, Any]:
    return happening("TaskStateExited", second, "stateExitedEventDetails", name=name, output=output)


def failed(second: int, error: str, cause: str) -> dict[str, Any]:
    return happening("TaskFailed", second, "taskFailedEventDetails", error=error, cause=cause)


def rows(*history: dict[str, Any]) -> list[dict[str, Any]]:
    night = Night()
    for event in history:
        night.follow(event)
    return night.rows


def test_a_step_gives_its_result_and_seconds() -> None:
    assert rows(
        happening("ExecutionStarted", 0),
        entered("commit_events", 1),
        happening("TaskScheduled", 1),
        exited("commit_events", 4, '{"committed": 12, "remaining": false}'),
    ) == [{"step": "commit_events", "result": {"committed": 12, "remaining": False}, "seconds": 3.0}]


def test_every_try_of_a_step_is_told_but_not_its_catch() -> None:
    assert rows(
        entered("refresh_models", 0),
        happening("TaskScheduled", 0),
        failed(2, "TemporaryFailure", '{"errorMessage": "Athena is slow"}'),
        happening("TaskScheduled", 12),
        failed(13, "States.Timeout", ""),
        exited("refresh_models", 13, '{"step": "refresh_models"}'),
        entered("tell a person", 13),
        happening("TaskScheduled", 13),
        exited("tell a person", 14, "null"),
    ) == [
        {"step": "refresh_models", "result": "FAILED: TemporaryFailure: Athena is slow", "seconds": 2.0},
        {"step": "refresh_models", "result": "FAILED: States.Timeout: ", "seconds": 11.0},
        {"step": "tell a person", "result": None, "seconds": 1.0},
    ]


def test_results_fit_a_cell() -> None:
    assert summarize_result({"committed": 12_000, "remaining": False}) == "12,000 committed"
    assert summarize_result({"rows": 0, "remaining": True}) == "more remaining"
    assert summarize_result({"missing_in_lake": 9}) == "9 missing in lake"
    assert summarize_result({"days": 1, "rows": 2, "profile_rows": 1}) == "1 day, 2 rows, 1 profile row"
    assert summarize_result({"missing_in_witness": 1}) == "1 missing in witness"
    assert summarize_result({"dropped": [], "files": ["a.csv", "b.json"]}) == "files a.csv b.json"
    assert summarize_result({"files": ["a", "b", "c", "d"]}) == "4 files"
    assert summarize_result({"days": 0, "rows": 0, "remaining": False}) == "nothing to do"
    assert summarize_result("FAILED: x") == "FAILED: x"


@pytest.mark.parametrize(("status", "code"), [("SUCCEEDED", 0), ("FAILED", 3)])
def test_the_night_is_followed_to_its_end(status: str, code: int) -> None:
    history = [
        entered("commit_events", 1),
        happening("TaskScheduled", 1),
        exited("commit_events", 4, '{"committed": 12, "remaining": false}'),
    ]
    tally = FakeTally()
    tally.looks = [NightLook("RUNNING", history[:1]), NightLook(status, history)]
    done = run(tally, "run", "nightly", "--format", "csv")
    assert (done.exit_code, tally.calls) == (code, [("nightly", {})])
    assert done.stdout == "step,result,seconds\ncommit_events,12 committed,3\n"
