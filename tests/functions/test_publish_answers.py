"""functions/publish_answers: what comes in, what goes out."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from tally.domain.errors import Misconfigured
from tally.use_cases.publish_answers import AnswersPublished

from functions.publish_answers import handler

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
SETTINGS = {
    "LAKE_BUCKET": "lake",
    "RESULTS_BUCKET": "results",
    "DATABASE": "lake",
    "WORKGROUP": "tally-reports",
    "TIMEZONE": "Europe/Rome",
    "GIBIBYTES_EACH_DAY": "50",
}


def publish_answers(build: str | None) -> AnswersPublished:
    return AnswersPublished(build or "b9", 3, 1, 100)


def test_the_sample_event_answers_the_questions_of_its_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handler, "publisher", lambda: publish_answers)
    told = {"build": "b20261121t031500", "questions": 3, "failed": 1, "bytes": 100}
    assert handler.handle(SAMPLE, None) == told
    assert handler.handle({}, None)["build"] == "b9"


@mock_aws
def test_deployed_it_finds_its_settings_and_the_newest_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"TALLY_{name}", value)
    handler.publisher.cache_clear()
    use_case = replace(handler.publisher(), now=lambda: datetime(2026, 3, 2, 4, tzinfo=UTC))
    handler.publisher.cache_clear()
    for bucket in ("lake", "results"):
        boto3.client("s3").create_bucket(Bucket=bucket)
    with pytest.raises(Misconfigured, match="run publish_kpis first"):
        use_case()
    use_case.files.put("b9", {})  # type: ignore[attr-defined]
    assert use_case() == AnswersPublished("b9", 0, 0, 0)
