"""functions/send_daily_report: what each event does, and what is measured."""

import json
from pathlib import Path
from typing import Any

import pytest
from tally.domain.daily_report.asked_mail import NOBODY, ShownMail
from tally.domain.daily_report.subscription import Subscription
from tally.domain.errors import Misconfigured
from tally.use_cases.send_daily_report import Sender, Swept

from functions.send_daily_report import handler

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())


class Recorder:
    """Stands in for the use case."""

    sender = Sender("tally@shop.example", "it@shop.example", "", "fr")

    def __init__(self) -> None:
        self.asked: list[tuple[str, Subscription]] = []

    def sweep(self) -> Swept:
        return Swept(3, 1, 0, 0, 0)

    def show(self, asked: Subscription) -> ShownMail:
        self.asked.append(("show", asked))
        return ShownMail("Tally", "text", "<p>", None)

    def send_now(self, asked: Subscription) -> str:
        self.asked.append(("send", asked))
        return "m-1"


@pytest.fixture
def use_case(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(handler, "sender", lambda: recorder)
    return recorder


def call(event: dict[str, Any]) -> dict[str, Any]:
    return handler.handle(event, None)


def test_on_its_own_it_sweeps(use_case: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    assert call({}) == {"sent": 3, "late": 1, "refused": 0, "unknown": 0, "unreadable": 0}
    [metrics] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert (metrics["MailsSent"], metrics["MailsLate"]) == ([3.0], [1.0])
    assert use_case.asked == []


def test_asked_it_shows_or_sends_one(use_case: Recorder) -> None:
    assert call(SAMPLE) == {"subject": "Tally", "text": "text", "html": "<p>", "report": None}
    assert call({"send": {"email": "ana@shop.example"}}) == {"sent": "m-1"}
    assert use_case.asked == [
        ("show", Subscription(NOBODY, language="fr")),
        ("send", Subscription("ana@shop.example", language="fr")),
    ]


@pytest.mark.usefixtures("use_case")
def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(Misconfigured, match="one of en, fr"):
        call({"show": {"language": "de"}})
    with pytest.raises(Misconfigured, match="email is an address"):
        call({"send": {"email": "ana"}})
