"""`tally demo`: what it says of what the audit found."""

from datetime import date
from typing import Any

from tally.adapters.importing.postings import PostingResult

from cli.commands.demo import report_arrivals, report_findings, tell_story
from cli.output.render import WIDTH
from demo.two_days import Script
from tests.cli.fake_tally import FakeTally

PLANTED = Script((), frozenset({"e1"}), frozenset({"e2"}))
UNPLANTED = Script(())
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


def test_what_was_sent_is_what_the_faults_took_and_what_is_stored() -> None:
    script = Script(({"event_id": "e1"}, {"event_id": "e2"}, {"event_id": "e3"}), frozenset({"e1"}))
    counted = FakeTally(arrival_counts=[{"in_lake": 1, "in_quarantine": 1, "at_witness": 3}])
    title, head, _, collector, witness = report_arrivals(
        counted, script, PostingResult(accepted=2, witnessed=3)
    ).splitlines()
    assert title == "Events of Mon 2 March 2026 and Tue 3 March 2026, each told to both collectors"
    assert head.split("  ")[-1] == "stored"
    assert collector.split() == ["collector", "3", "1", "1", "1"]
    assert witness.split() == ["witness", "3", "3"]


def test_the_story_has_five_lines_that_fit() -> None:
    title, *lines = tell_story(PLANTED).splitlines()
    told = [line.rpartition("  ")[2].partition(":")[0] for line in lines[:5]]
    assert title == "The story of the fault in five lines"
    assert told == ["the fault", "the alarm", "the ids", "the people", "what next"]
    assert "quarantine" in lines[5]
    assert max(map(len, lines)) <= WIDTH


def test_without_a_fault_there_is_no_story() -> None:
    assert "fault" not in tell_story(UNPLANTED)
    assert "quarantine" not in tell_story(UNPLANTED)
