"""`tally demo`: what it says of what the audit found."""

from datetime import date
from typing import Any

from cli.commands.demo import report_findings
from demo.two_days import Script
from tests.cli.fake_tally import FakeTally

PLANTED = Script((), frozenset({"e1"}))
UNPLANTED = Script((), frozenset())
DISPUTED = {
    "business_date": date(2026, 3, 3),
    "local_hour": 7,
    "event_name": "Order Completed",
    "platform": "ios",
    "verdict": "disputed",
    "reason": "9 of 92 orders the witness saw are not in the lake",
    "missing_amount": 1735.1,
}


def findings(script: Script, *cells: dict[str, Any]) -> list[str]:
    totals = [{"verdict": "audited", "cells": 482}, {"verdict": "disputed", "cells": len(cells)}]
    return report_findings(FakeTally(cells_by_verdict=cells, cell_totals=totals), script).splitlines()


def test_the_disputed_cell_is_told_in_sentences() -> None:
    assert findings(PLANTED, DISPUTED) == [
        "The audit compared 483 cells (event x hour x platform): 482 audited, 1 disputed, 0 unaudited.",
        "  DISPUTED: Order Completed on ios, Tue 3 March 2026, 07:00-08:00 (Europe/Rome)",
        "    9 of 92 orders the witness saw are not in the lake.",
        "    Net revenue lacks their 1,735.10 EUR.",
    ]


def test_cells_without_money_say_nothing_of_it() -> None:
    assert len(findings(PLANTED, {**DISPUTED, "missing_amount": None})) == 3


def test_unaudited_cells_are_counted_only() -> None:
    told = findings(UNPLANTED, {**DISPUTED, "verdict": "unaudited"})
    assert told[1:] == ["  Nothing was planted, nothing is disputed."]


def test_a_fault_that_an_earlier_demo_has_healed_is_explained() -> None:
    told = findings(PLANTED)
    assert told[-1] == "  `tally down --remove`, then `tally demo` starts afresh."
