"""What every test may ask for: AWS in process, requests as SDKs really send them, Hypothesis profiles."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from hypothesis import settings
from moto import mock_aws
from moto.core.base_backend import BaseBackend
from tally.adapters.aws.clients import s3_client, signing_client
from xdist.remote import Producer

from tests.run_guard import watch_over_this_run
from tests.sdk_requests import RECORDED
from tests.sharing_work import OneWorkerAScope

pytest_plugins = ["tests.emulator", "tests.athena_stand_in"]
SLOW = "mark.slow"

# `full` is for `make fuzz`: a test that fuzzes asks settings.get_current_profile_name() how long to try.
# Both draw the same examples each time, so that a gate fails for what changed; `search` looks for new ones.
settings.register_profile("quick", deadline=None, derandomize=True)
settings.register_profile("full", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Each session would read the descriptions of services anew, and moto spell its addresses at each request.
botocore.session.create_loader = cache(botocore.session.create_loader)
BaseBackend.urls = property(cache(BaseBackend.urls.fget))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before workers start; their temporary folders lie in that of the process that leads them."""
    if not hasattr(config, "workerinput"):
        watch_over_this_run(config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS in this process (moto), empty, with credentials that open nothing else. A client that a test before
    left behind has none."""
    for client in (s3_client, signing_client):
        client.cache_clear()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    with mock_aws():
        yield


@pytest.fixture(scope="session")
def sdk_requests() -> list[dict[str, Any]]:
    """Those of the requests recorded from the official SDKs that carry events (see tests/sdk_requests.py)."""
    return [request for request in RECORDED if "events" in request["golden"]]


def pytest_make_parametrize_id(val: object) -> str | None:
    """gzip has the time in its header: in a test's name it would differ between xdist's workers."""
    return "gzip" if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """`make slow` reads no other file than those in which these words stand."""
    if item.get_closest_marker("slow") and SLOW not in item.path.read_text():
        raise pytest.UsageError(f"{item.nodeid} is slow: say pytest.{SLOW} in its own file")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneWorkerAScope | None:
    """Where workers take work by scopes, those of tests/sharing_work.py."""
    return OneWorkerAScope(config, log) if config.getvalue("dist") == "loadscope" else None
