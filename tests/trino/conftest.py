"""Tests that ask a real Trino: marked, and skipped with a sentence on a machine that cannot run it."""

from pathlib import Path
from typing import Any

import pytest

from tests.trino.artifacts import missing
from tests.trino.engine import Trino, trino

HERE = Path(__file__).parent
STAGES = "stages"
"""The property under which a test notes how many stages a statement has."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.trino)
            if missing():
                item.add_marker(pytest.mark.skip(f"no {' and no '.join(missing())} on this machine"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The counts of stages, most first."""
    noted = [
        str(value).rpartition(" ")
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == STAGES
    ]
    if noted:
        counts = sorted(((int(count), name) for name, _, count in noted), reverse=True)
        terminalreporter.write_line("stages: " + ", ".join(f"{name} {count}" for count, name in counts))


@pytest.fixture(scope="session")
def engine() -> Trino:
    """The Trino of `make trino`, or one that ends with this run."""
    return trino()
