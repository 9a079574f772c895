"""`tally kpis` and `tally audit`: the questions they ask and what they print."""

import json
from datetime import date

import pytest
from tally.domain.errors import NotPublished

from tests.cli.fake_tally import FakeTally, run

CELL = {
    "business_date": date(2026, 3, 3),
    "local_hour": 7,
    "event_name": "Order Completed",
    "platform": "ios",
    "verdict": "disputed",
    "lake_events": 83,
    "witness_events": 92,
    "missing_in_lake": 9,
    "quarantined": 0,
    "missing_amount": 1735.1,
    "coverage_low": 0.82,
    "coverage_high": 0.95,
    "reason": "9 of 92 orders the witness saw are not in the lake",
}
ID = {
    "business_date": date(2026, 3, 3),
    "local_hour": 7,
    "event_name": "Order Completed",
    "platform": "ios",
    "kind": "missing_in_lake",
    "event_id": "e1",
    "lake_amount": None,
    "witness_amount": 44.8,
    "quarantine_reason": None,
}
KPI = {
    "business_date": date(2026, 3, 3),
    "platform": "all",
    "country": "all",
    "kpi": "orders",
    "value": 467.0,
    "verdict": "disputed",
    "coverage_low": 0.967,
    "coverage_high": 0.991,
    "reason": "why not",
}


TOTALS = [{"verdict": "audited", "cells": 482}, {"verdict": "disputed", "cells": 1}]


@pytest.fixture
def lake() -> FakeTally:
    return FakeTally(cells_by_verdict=[CELL], disputed_ids=[ID], kpis_by_place=[KPI], cell_totals=TOTALS)


def test_disputed_cells_with_the_reason_and_the_totals(lake: FakeTally) -> None:
    done = run(lake, "audit")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[2].startswith(
        "2026-03-03 07:00  Order Completed  ios       disputed    83       92  9 of 92"
    )
    assert lines[-2:] == [
        "483 cells (event x hour x platform): 482 audited, 1 disputed, 0 unaudited.",
        "The ids: tally audit --ids",
    ]


def test_when_all_cells_agree_only_the_totals(lake: FakeTally) -> None:
    lake.rows["cells_by_verdict"] = []
    assert len(run(lake, "audit").stdout.splitlines()) == 1


def test_ids_stand_under_their_cell(lake: FakeTally) -> None:
    assert run(lake, "audit", "--ids").stdout.splitlines() == [
        "Order Completed on ios, 2026-03-03 07:00",
        "kind             event_id  lake  witness  quarantine",
        "---------------  --------  ----  -------  ----------",
        "missing_in_lake  e1                 44.8",
    ]


def test_without_disputes_there_are_no_ids(lake: FakeTally) -> None:
    lake.rows["disputed_ids"] = []
    assert run(lake, "audit", "--ids").stdout == "No cell is disputed.\n"


@pytest.mark.parametrize(("words", "key"), [(["audit"], "verdict"), (["audit", "--ids"], "event_id")])
def test_json_for_programs(lake: FakeTally, words: list[str], key: str) -> None:
    [row] = json.loads(run(lake, *words, "--format", "json").stdout)
    assert row[key] == {"verdict": "disputed", "event_id": "e1"}[key]
    assert row["business_date"] == "2026-03-03"


def test_a_day_is_asked_for_as_a_date(lake: FakeTally) -> None:
    run(lake, "audit", "--date", "2026-03-03")
    run(lake, "kpis", "--date", "2026-03-03", "--platform", "it's")
    asked = "".join(lake.statements)
    assert "date '2026-03-03' is null or business_date = date '2026-03-03'" in asked
    assert "business_date between date '2026-03-03' and date '2026-03-03'" in asked
    assert "platform = 'it''s'" in asked


def test_kpis_by_day_with_footnotes(lake: FakeTally) -> None:
    lines = run(lake, "kpis").stdout.splitlines()
    assert lines[0] == "Tue 3 March 2026"
    assert lines[3].split() == ["orders", "467", "disputed", "96.7-99.1", "%", "(1)"]
    assert lines[4] == "(1) why not"


def test_kpis_of_one_place_say_so(lake: FakeTally) -> None:
    lake.rows["kpis_by_place"] = [{**KPI, "platform": "ios", "country": "IT"}]
    done = run(lake, "kpis", "--platform", "ios", "--country", "IT")
    assert done.stdout.splitlines()[0] == "Tue 3 March 2026, ios, IT"


def test_kpis_of_a_day_that_has_none(lake: FakeTally) -> None:
    lake.rows["kpis_by_place"] = []
    assert run(lake, "kpis", "--date", "2020-01-01").stdout.startswith("No KPIs of that day")


@pytest.mark.parametrize("command", ["kpis", "audit"])
def test_before_the_first_night_the_user_is_told(lake: FakeTally, command: str) -> None:
    lake.refusal = NotPublished("TABLE_NOT_FOUND: line 4:6: Table 'lake.kpis' does not exist")
    done = run(lake, command)
    assert (done.exit_code, "run `tally run nightly` first" in done.stderr) == (1, True)


def test_a_date_that_is_none_is_refused(lake: FakeTally) -> None:
    done = run(lake, "kpis", "--date", "yesterday")
    assert done.exit_code == 2
    assert "is no date such as 2026-03-02" in done.stderr


def test_all_cells_or_the_ids_but_not_both(lake: FakeTally) -> None:
    done = run(lake, "audit", "--all", "--ids")
    assert (done.exit_code, "--ids does not go with --all" in done.stderr) == (2, True)
