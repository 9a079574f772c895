"""Tests that ask a real Trino: marked, and skipped with a sentence on a machine that cannot run it."""

from pathlib import Path

import pytest

from tests.trino.artifacts import missing
from tests.trino.engine import Trino, trino

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.trino)
            if missing():
                item.add_marker(pytest.mark.skip(f"no {' and no '.join(missing())} on this machine"))


@pytest.fixture(scope="session")
def engine() -> Trino:
    """The Trino of `make trino`, or one that ends with this run."""
    return trino()
