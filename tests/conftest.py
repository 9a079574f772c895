"""What every test may ask for: AWS in process, requests as SDKs really send them, Hypothesis profiles."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from moto import mock_aws

# `full` is for `make test`: a test that fuzzes asks settings.get_current_profile_name() how long to try.
settings.register_profile("quick", deadline=None)
settings.register_profile("full", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

SDK_REQUESTS = Path(__file__).parent / "sdk_requests.jsonl"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS in this process (moto), empty, with credentials that open nothing else."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    with mock_aws():
        yield


@pytest.fixture(scope="session")
def sdk_requests() -> list[dict[str, Any]]:
    """Requests recorded from the official SDKs: sdk, scenario, method, path, query, headers, body_base64."""
    return [json.loads(line) for line in SDK_REQUESTS.read_text().splitlines()]


def pytest_make_parametrize_id(val: object) -> str | None:
    """gzip has the time in its header: in a test's name it would differ between xdist's workers."""
    return "gzip" if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") else None
