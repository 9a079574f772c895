"""functions/audit_lake: what comes in, what goes out, what is measured."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.settings import ModelSettings
from tally.use_cases.audit_lake import FIRST_HOUR, Audited

from functions.audit_lake import handler

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-audit-lake")


class Recorder:
    """Stands in for the use case: keeps its arguments, gives a fixed result."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *arguments: Any) -> Audited:
        self.calls.append(arguments)
        return Audited("b1", audited=40, disputed=1, unaudited=3, missing_in_lake=7)


@pytest.fixture
def use_case(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(handler, "audit", lambda: recorder)
    return recorder


def test_the_sample_event_audits_its_build(use_case: Recorder) -> None:
    assert handler.handle(SAMPLE, CONTEXT) == {
        "build": "b1",
        "audited": 40,
        "disputed": 1,
        "unaudited": 3,
        "missing_in_lake": 7,
    }
    assert use_case.calls == [("b20260304t031500", FIRST_HOUR, None)]


def test_hours_may_be_chosen(use_case: Recorder) -> None:
    handler.handle(
        {"from_hour": "2026-03-02T07:00:00+01:00", "to_hour": "2026-03-03T06:00:00+00:00"}, CONTEXT
    )
    assert use_case.calls == [
        (None, datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC))
    ]


def test_a_moment_that_is_none_is_explained(use_case: Recorder) -> None:
    with pytest.raises(Misconfigured, match="from_hour is 'yesterday': write it as"):
        handler.handle({"from_hour": "yesterday"}, CONTEXT)


@pytest.mark.usefixtures("use_case")
def test_verdicts_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    handler.handle({}, CONTEXT)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [measured] = [line for line in lines if "_aws" in line]
    assert measured["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Tally"
    assert {name: measured[name] for name in ("service", "AuditedCells", "DisputedCells")} == {
        "service": "audit_lake",
        "AuditedCells": [40.0],
        "DisputedCells": [1.0],
    }
    assert (measured["UnauditedCells"], measured["MissingInLake"]) == ([3.0], [7.0])


def test_a_failure_reaches_step_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Audited:
        raise PermanentFailure("an audit found rows")

    monkeypatch.setattr(handler, "audit", lambda: fail)
    with pytest.raises(PermanentFailure):
        handler.handle({}, CONTEXT)


def test_the_composition_root_reads_its_settings(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ModelSettings.__dataclass_fields__:
        monkeypatch.setenv(f"TALLY_{name.upper()}", "07:30" if name == "opens_at" else "Europe/Rome")
    handler.audit.cache_clear()
    assert handler.audit().shop.opening.first.isoformat() == "07:30:00"
    handler.audit.cache_clear()
