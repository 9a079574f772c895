"""The real SDKs against the deployed emulator: all visits are made once, all tests look at the same lake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.clients import Endpoint
from tests.journeys.sdks.deliveries import Deliveries, deliver_all
from tests.journeys.sdks.running import missing
from tests.journeys.sdks.sdks import SDKS, Sdk

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: today's events, which no witness saw, would be disputed in the journeys of the audit."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def deliveries(
    emulator: Endpoint, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Deliveries:
    """Every visit of every SDK that this machine has, landed and committed."""
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")

    def say(text: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.write_line(text)

    return deliver_all(emulator, tmp_path_factory.mktemp("sdks"), say)


@pytest.fixture(params=SDKS, ids=lambda sdk: sdk.name)
def sdk(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Sdk:
    """Each SDK in turn; skipped, with what to install, where this machine lacks something."""
    found: Sdk = request.param
    reason = missing(found)
    if reason is not None:
        pytest.skip(reason)
    record_property("sdk", found.name)
    return found
