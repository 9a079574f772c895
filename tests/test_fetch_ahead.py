"""What is fetched ahead stops nothing when it cannot be had."""

import pytest

from tests.fetch_ahead import fetch_all
from tests.maven_jars import Unavailable


def test_one_that_fails_says_why_and_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    fetched: list[str] = []

    def fail() -> None:
        raise Unavailable("mvn failed: no network")

    def fail_to_install() -> None:
        raise AssertionError("npm ci failed")

    fetch_all([fail, fail_to_install, lambda: fetched.append("sdks")])
    assert fetched == ["sdks"]
    assert capsys.readouterr().out.splitlines() == [
        "Not fetched ahead: mvn failed: no network",
        "Not fetched ahead: npm ci failed",
    ]
