"""functions/send_schedules: what each event does, and what is measured and logged."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from tally.domain.schedules.sending import SendingFailed, SendingStep
from tally.domain.settings.setting import SettingAddress
from tally.use_cases.send_schedules import Sweep

from functions.send_schedules import handler
from tests.settings import writer

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())


class Recorder:
    """Stands in for the use case."""

    def sweep(self) -> Sweep:
        return Sweep(2, 1, 0, 0, [SendingFailed(SendingStep.FILE, "No question is saved as a", False)])

    def send_now(self, name: str) -> str:
        return f"{name}.pdf"


@pytest.fixture
def use_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "sender", Recorder)


@pytest.mark.usefixtures("use_case")
def test_on_its_own_it_sweeps_and_a_failure_is_logged(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    counts = {"sent": 2, "waiting": 1, "unreadable": 0, "left": 0, "failed": 1}
    assert handler.handle({}, None) == counts
    [metrics] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert (metrics["SchedulesSent"], metrics["SchedulesFailed"]) == ([2.0], [1.0])
    assert "make the file: No question is saved as a" in caplog.text


@pytest.mark.usefixtures("use_case")
def test_asked_it_sends_one() -> None:
    assert handler.handle(SAMPLE, None) == {"sent": "monday-funnel.pdf"}


SETTINGS = {
    "LAKE_BUCKET": "lake",
    "RESULTS_BUCKET": "results",
    "EXPORTS_BUCKET": "exports",
    "DATABASE": "lake",
    "WORKGROUP": "tally-reports",
    "TIMEZONE": "Europe/Rome",
    "GIBIBYTES_EACH_DAY": "200",
    "USER_POOL": "eu-west-1_shop",
    "CONFIGURATION_SET": "tally-mails",
    "TOPIC": "arn:aws:sns:us-east-1:123456789012:tally-alarms",
    "MAIL_FROM": "tally@shop.example",
}


@mock_aws
def test_deployed_it_finds_its_settings_and_what_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"TALLY_{name}", value)
    handler.sender.cache_clear()
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    use_case = replace(handler.sender(), now=lambda: noon)
    handler.sender.cache_clear()
    s3 = boto3.client("s3")
    for bucket in ("lake", "results", "exports"):
        s3.create_bucket(Bucket=bucket)
    text = 'dashboard = "trust"\nevery = "day"\nhour = 0\n[to]\nfolder = "board"\n'
    writer(use_case.settings).put(SettingAddress("schedule", "mornings"), text)  # type: ignore[arg-type]
    boto3.client("sns").create_topic(Name="tally-alarms")
    assert [failure.step for failure in use_case.sweep().failed] == [SendingStep.WAIT]
    [mark] = s3.list_objects_v2(Bucket="results")["Contents"]
    assert mark["Key"] == "sent/schedules/2026-03-02/mornings.json"
