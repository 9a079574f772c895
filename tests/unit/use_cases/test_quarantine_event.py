"""quarantine_event: what it is called with; tests/functions has the rest on a lake."""

from datetime import date
from typing import Any

import pytest
from tally.domain.errors import Misconfigured
from tally.use_cases.quarantine_event import EventInLake, read_event

GOOD: dict[str, Any] = {"keys": ["-7", "5"], "days": ["2026-11-20"], "reason": "stops the night"}


def test_a_request() -> None:
    assert read_event(GOOD) == EventInLake((-7, 5), (date(2026, 11, 20),), "stops the night")


@pytest.mark.parametrize(
    "bad",
    [
        {"keys": []},
        {"keys": ["x"]},
        {"keys": None},
        {"days": []},
        {"days": ["yesterday"]},
        {"days": [7]},
        {"reason": ""},
        {"reason": None},
        {"reason": "x" * 501},
    ],
)
def test_any_other_is_explained(bad: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured, match="dedup_key"):
        read_event({**GOOD, **bad})
