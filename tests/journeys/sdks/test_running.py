"""Where something is missing, its tests are skipped and say what to install."""

from pathlib import Path

import pytest

from tests.journeys.sdks import running
from tests.journeys.sdks.running import missing
from tests.journeys.sdks.sdks import SDKS

PYTHON, NODE, BROWSER = (
    next(sdk for sdk in SDKS if sdk.runtime == runtime) for runtime in ("Python", "Node.js", "Chromium")
)


def test_without_chromium_only_the_browsers_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert [missing(PYTHON), missing(NODE)] == [None, None]
    assert "apt-get install chromium" in (missing(BROWSER) or "")


def test_without_node_only_python_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(running, "BIN", tmp_path)
    assert missing(PYTHON) is None
    assert "make setup" in (missing(NODE) or "")
    assert "make setup" in (missing(BROWSER) or "")
