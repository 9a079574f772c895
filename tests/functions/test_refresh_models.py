"""functions/refresh_models: what comes in, what goes out, what is measured."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from mypy_boto3_glue import GlueClient
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.settings import RefreshSettings
from tally.use_cases.refresh_models import ModelsRefreshed

from functions.refresh_models import handler

SAMPLE = json.loads(Path(handler.__file__).with_name("sample_event.json").read_text())
CONTEXT = SimpleNamespace(function_name="tally-refresh-models")


class Recorder:
    """Stands in for the use case: keeps the builds it was asked for."""

    def __init__(self) -> None:
        self.builds: list[str] = []

    def __call__(self, build: str) -> ModelsRefreshed:
        self.builds.append(build)
        return ModelsRefreshed(build, 11, 40, ("b1",))


@pytest.fixture(autouse=True)
def glue(aws: None, monkeypatch: pytest.MonkeyPatch) -> GlueClient:
    """A catalog of the lake without a table."""
    for name in RefreshSettings.__dataclass_fields__:
        monkeypatch.setenv(f"TALLY_{name.upper()}", "07:30" if name == "opens_at" else "Europe/Rome")
    for name in ("lake_bucket", "witness_bucket", "database"):
        monkeypatch.setenv(f"TALLY_{name.upper()}", name)
    monkeypatch.setenv("TALLY_TRACKING_PLAN", "")
    client = boto3.client("glue")
    client.create_database(DatabaseInput={"Name": "database"})
    return client


@pytest.fixture
def use_case(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(handler, "refresher", lambda: recorder)
    return recorder


def test_the_sample_event_refreshes_its_build(use_case: Recorder) -> None:
    answer = handler.handle(SAMPLE, CONTEXT)
    assert answer == {"build": "b20261121t031500", "models": 11, "checks": 40, "dropped": ("b1",)}
    assert json.loads(json.dumps(answer))["dropped"] == ["b1"]
    assert use_case.builds == ["b20261121t031500"]


def test_a_build_without_name_is_named_after_the_time(use_case: Recorder) -> None:
    handler.handle({}, CONTEXT)
    assert re.fullmatch(r"b\d{8}t\d{6}", use_case.builds[0])


@pytest.mark.usefixtures("use_case")
def test_one_line_of_log_and_one_of_metrics(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    handler.handle(SAMPLE, CONTEXT)
    capsys.readouterr()
    caplog.clear()
    handler.handle(SAMPLE, CONTEXT)
    [metrics] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    counted = {name: metrics[name] for name in ("service", "ModelsBuilt", "ChecksPassed")}
    assert counted == {"service": "refresh_models", "ModelsBuilt": [11.0], "ChecksPassed": [40.0]}
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Tally"
    [line] = caplog.records
    assert (line.message, line.__dict__["build"]) == ("refreshed", "b20261121t031500")


def test_a_failure_reaches_step_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> ModelsRefreshed:
        raise PermanentFailure("an audit found rows")

    monkeypatch.setattr(handler, "refresher", lambda: fail)
    with pytest.raises(PermanentFailure):
        handler.handle(SAMPLE, CONTEXT)


@pytest.mark.usefixtures("use_case")
def test_dropped_tables_are_made_again(glue: GlueClient, caplog: pytest.LogCaptureFixture) -> None:
    handler.handle(SAMPLE, CONTEXT)
    assert caplog.records[0].__dict__["tables"] == ["landing", "quarantine", "witness_events"]
    kept = glue.get_table(DatabaseName="database", Name="quarantine")["Table"]
    glue.delete_table(DatabaseName="database", Name="landing")
    glue.delete_table(DatabaseName="database", Name="witness_events")
    caplog.clear()
    handler.handle(SAMPLE, CONTEXT)
    assert caplog.records[0].__dict__["tables"] == ["landing", "witness_events"]
    assert glue.get_table(DatabaseName="database", Name="quarantine")["Table"] == kept
    made = glue.get_table(DatabaseName="database", Name="witness_events")["Table"]
    assert made["StorageDescriptor"]["Location"] == "s3://witness_bucket/events/"
    caplog.clear()
    handler.handle(SAMPLE, CONTEXT)
    assert [line.message for line in caplog.records] == ["refreshed"]


def test_without_its_database_the_night_says_what_to_do(glue: GlueClient) -> None:
    glue.delete_database(Name="database")
    with pytest.raises(Misconfigured, match="cannot make the lake's tables again"):
        handler.handle(SAMPLE, CONTEXT)


def test_the_composition_root_reads_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_LAKE_BUCKET", "lake-bucket")
    boto3.client("s3").create_bucket(
        Bucket="lake-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
    )
    handler.refresher.cache_clear()
    assert handler.refresher().shop.opening.first.isoformat() == "07:30:00"
    handler.refresher.cache_clear()
