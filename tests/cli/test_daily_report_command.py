"""`tally daily-report`: what is shown is what the function would send, and only --to sends."""

import json
from typing import Any

import pytest

from tests.cli.fake_tally import FakeTally, run


@pytest.fixture
def tally() -> FakeTally:
    tally = FakeTally()

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        if "send" in event:
            return {"sent": "m-1"}
        return {
            "subject": "Tally: today",
            "text": "Visitors\n",
            "html": "<p>\n",
            "report": {"day": "2026-03-03"},
        }

    tally.functions["send_daily_report"] = answer
    return tally


@pytest.mark.parametrize(
    ("fmt", "told"),
    [
        ("text", "Subject: Tally: today\n\nVisitors\n"),
        ("html", "<p>\n"),
        ("json", json.dumps({"subject": "Tally: today", "report": {"day": "2026-03-03"}}) + "\n"),
    ],
)
def test_it_shows_and_sends_nothing(tally: FakeTally, fmt: str, told: str) -> None:
    assert run(tally, "daily-report", "--language", "fr", "--kpi", "orders", "--format", fmt).stdout == told
    assert tally.calls == [("send_daily_report", {"show": {"language": "fr", "kpis": ["orders"]}})]


def test_to_an_address_it_is_sent(tally: FakeTally) -> None:
    assert run(tally, "daily-report", "--to", "ana@shop.example").stdout == "Sent: m-1\n"
    assert tally.calls == [("send_daily_report", {"send": {"email": "ana@shop.example"}})]
