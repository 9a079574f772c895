"""functions/send_schedules: what each event does, and what is measured and logged."""

import json
from pathlib import Path

import pytest
from tally.domain.schedules.sending import SendingFailed, SendingStep
from tally.use_cases.send_schedules import Sweep

from functions.send_schedules import handler

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())


class Recorder:
    """Stands in for the use case."""

    def sweep(self) -> Sweep:
        return Sweep(2, 1, 0, 0, [SendingFailed(SendingStep.FILE, "No question is saved as a", False)])

    def send_now(self, name: str) -> str:
        return f"{name}.pdf"


@pytest.fixture(autouse=True)
def use_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "sender", Recorder)


def test_on_its_own_it_sweeps_and_a_failure_is_logged(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    counts = {"sent": 2, "waiting": 1, "unreadable": 0, "left": 0, "failed": 1}
    assert handler.handle({}, None) == counts
    [metrics] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert (metrics["SchedulesSent"], metrics["SchedulesFailed"]) == ([2.0], [1.0])
    assert "make the file: No question is saved as a" in caplog.text


def test_asked_it_sends_one() -> None:
    assert handler.handle(SAMPLE, None) == {"sent": "monday-funnel.pdf"}
