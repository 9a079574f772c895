"""The verdict of the events under a report: of the worst cell, and of what no witness saw."""

from typing import Any

import pytest
from tally.domain.audit.verdicts import MOST_UNWITNESSED, Verdict
from tally.domain.reports.events_verdict import NOTHING_TO_COMPARE, EventsVerdict

FULL: dict[str, Any] = {
    "reason": "all agree",
    "disputed": 0,
    "open_cells": 0,
    "events": 1000,
    "unwitnessed_events": 0,
    "matched": 990,
    "witness_events": 1000,
}


def test_an_audited_report_says_what_was_seen() -> None:
    assert EventsVerdict.judge(FULL) == EventsVerdict(
        Verdict.AUDITED, "990 of 1,000 events the witness saw are in the lake"
    )


@pytest.mark.parametrize(
    ("changed", "verdict", "reason"),
    [
        ({"reason": None, "disputed": None, "events": None}, Verdict.UNAUDITED, NOTHING_TO_COMPARE),
        ({"disputed": 1}, Verdict.DISPUTED, "all agree"),
        ({"disputed": 1, "open_cells": 5}, Verdict.DISPUTED, "all agree"),
        ({"open_cells": 1}, Verdict.UNAUDITED, "all agree"),
        ({"events": 0}, Verdict.UNAUDITED, "all agree"),
        ({"unwitnessed_events": int(1000 * MOST_UNWITNESSED) + 1}, Verdict.UNAUDITED, "all agree"),
    ],
)
def test_what_stands_against_it(changed: dict[str, Any], verdict: Verdict, reason: str) -> None:
    assert EventsVerdict.judge(FULL | changed) == EventsVerdict(verdict, reason)


def test_a_few_events_that_nobody_witnessed_are_told() -> None:
    few = int(1000 * MOST_UNWITNESSED)
    judged = EventsVerdict.judge(FULL | {"unwitnessed_events": few})
    assert judged.verdict is Verdict.AUDITED
    assert judged.reason.endswith(f"; of 1,000 events it vouches for all but {few}")
