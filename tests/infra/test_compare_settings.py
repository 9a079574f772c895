"""What a deployment would change is told, and what must not change is refused."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError

DEPLOYED = {"timezone": "Europe/Rome", "database": "lake", "currency": "EUR", "opens_at": "07:00"}
TODAY = "2026-06-15"


def test_each_change_is_a_line() -> None:
    from infra.compare_settings import changes

    ahead = {**DEPLOYED, "currency": "GBP", "countries": "db.mmdb"}
    before = {**DEPLOYED, "alarm_email": "a@example.com"}
    assert list(changes(before, ahead)) == [
        "alarm_email: a@example.com -> not set",
        "countries: not set -> db.mmdb",
        "currency: EUR -> GBP",
    ]
    assert list(changes(DEPLOYED, DEPLOYED)) == []


@pytest.mark.parametrize(("key", "value"), [("timezone", "Europe/Paris"), ("database", "lake2")])
def test_what_is_for_good_is_refused(key: str, value: str) -> None:
    from infra.compare_settings import refusal

    told = refusal(DEPLOYED, {**DEPLOYED, key: value}, TODAY)
    assert told is not None
    assert f"{key} is {DEPLOYED[key]} for good" in told


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ("07:00", "07:00", False),
        ("07:00", "10:00", True),
        ("07:00", "07:00 2026-06-01=10:00", True),
        ("07:00", "07:00 2026-06-16=10:00", False),
        ("07:00 2026-06-16=10:00", "07:00", False),
        ("07:00 2026-06-01=10:00", "07:00", True),
        ("07:00 2026-06-01=10:00", "07:00 2026-06-01=10:00 2026-07-01=07:00", False),
    ],
)
def test_a_past_day_keeps_its_opening_hour(before: str, after: str, is_refused: bool) -> None:
    from infra.compare_settings import refusal

    told = refusal({**DEPLOYED, "opens_at": before}, {**DEPLOYED, "opens_at": after}, TODAY)
    assert (told is not None) == is_refused


def test_a_first_deployment_and_one_before_these_values_change_nothing() -> None:
    from infra.compare_settings import refusal

    assert refusal({}, DEPLOYED, TODAY) is None


@pytest.fixture
def outputs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """What the stack has; empty: there is no stack."""
    found: list[dict[str, str]] = []

    def describe_stacks(StackName: str) -> dict[str, object]:  # noqa: N803  # as boto3 spells it
        if not found:
            told = {"Error": {"Code": "ValidationError", "Message": f"Stack {StackName} does not exist"}}
            raise ClientError(told, "DescribeStacks")  # type: ignore[arg-type]  # as botocore makes it
        return {"Stacks": [{"Outputs": found}]}

    monkeypatch.setattr(boto3, "client", lambda _, **__: SimpleNamespace(describe_stacks=describe_stacks))
    return found


def test_it_reads_what_is_deployed(outputs: list[dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    from infra import compare_settings
    from infra.stage import Stage

    compare_settings.main()
    assert "Nothing is deployed here yet." in capsys.readouterr().out
    outputs.append({"OutputKey": "Settings", "OutputValue": '{"timezone": "Europe/Paris"}'})
    with pytest.raises(SystemExit, match="timezone is Europe/Paris for good"):
        compare_settings.main()
    assert "timezone: Europe/Paris -> Europe/Rome" in capsys.readouterr().out
    assert Stage().told["timezone"] == "Europe/Rome"


@pytest.mark.parametrize(
    ("region", "told"),
    [({}, "No Region: set AWS_REGION"), ({"AWS_REGION": "eu-south-1"}, "No AWS credentials")],
)
def test_make_deploy_runs_it_and_hears_what_is_missing(
    region: dict[str, str], told: str, tmp_path: Path
) -> None:
    nowhere = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, "-m", "infra.compare_settings"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **nowhere, **region},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, told in done.stderr) == (1, True), done.stderr
