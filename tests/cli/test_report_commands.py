"""`tally kpis` and `tally audit`: the questions they ask and what they print."""

import json
from datetime import date
from typing import Any

import pytest
from tally.domain.errors import Misconfigured, NotPublished

from cli import kpi_report
from cli.ask import Answer
from cli.clients import Endpoint
from cli.main import parser

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


class Lake:
    """Answers by the table that a question names; keeps the questions."""

    def __init__(self, **rows: list[dict[str, Any]]) -> None:
        self.rows, self.asked = rows, ""

    def __call__(self, endpoint: Endpoint, sql: str) -> Answer:
        self.asked += sql
        if "from audit_ids" in sql:
            return Answer([], self.rows.get("ids", []))
        if "count(*) as cells" in sql:
            return Answer([], [{"verdict": "audited", "cells": 482}, {"verdict": "disputed", "cells": 1}])
        return Answer([], self.rows.get("kpis" if "from kpis" in sql else "cells", []))


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Lake:
    found = Lake(cells=[CELL], ids=[ID], kpis=[KPI])
    endpoint = Endpoint(region="eu-south-1", url="http://shop.example", write_key="k", witness_url="")
    monkeypatch.setattr(Endpoint, "load", lambda aws=False: endpoint)
    monkeypatch.setattr(kpi_report, "ask", found)
    return found


def tally(*words: str) -> int:
    arguments = parser().parse_args(words)
    return int(arguments.run(arguments))


def test_disputed_cells_with_the_reason_and_the_totals(
    lake: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tally("audit") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith(
        "2026-03-03 07:00  Order Completed  ios       disputed    83       92  9 of 92"
    )
    assert lines[-2:] == [
        "483 cells (event x hour x platform): 482 audited, 1 disputed, 0 unaudited.",
        "The ids: tally audit --ids",
    ]


def test_when_all_cells_agree_only_the_totals(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    lake.rows["cells"] = []
    tally("audit")
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_ids_stand_under_their_cell(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    tally("audit", "--ids")
    assert capsys.readouterr().out.splitlines() == [
        "Order Completed on ios, 2026-03-03 07:00",
        "kind             event_id  lake  witness  quarantine",
        "---------------  --------  ----  -------  ----------",
        "missing_in_lake  e1                 44.8",
    ]


def test_without_disputes_there_are_no_ids(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    lake.rows["ids"] = []
    tally("audit", "--ids")
    assert capsys.readouterr().out == "No cell is disputed.\n"


@pytest.mark.parametrize(("words", "key"), [(["audit"], "verdict"), (["audit", "--ids"], "event_id")])
def test_json_for_programs(
    lake: Lake, capsys: pytest.CaptureFixture[str], words: list[str], key: str
) -> None:
    tally(*words, "--format", "json")
    [row] = json.loads(capsys.readouterr().out)
    assert row[key] == {"verdict": "disputed", "event_id": "e1"}[key]
    assert row["business_date"] == "2026-03-03"


def test_a_day_is_asked_for_as_a_date(lake: Lake) -> None:
    tally("audit", "--date", "2026-03-03")
    tally("kpis", "--date", "2026-03-03", "--platform", "it's")
    assert "date '2026-03-03' is null or business_date = date '2026-03-03'" in lake.asked
    assert "platform = 'it''s'" in lake.asked


def test_kpis_by_day_with_footnotes(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    tally("kpis")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Tue 3 March 2026"
    assert lines[3].split() == ["orders", "467", "disputed", "96.7-99.1", "%", "(1)"]
    assert lines[4] == "(1) why not"


def test_kpis_of_one_place_say_so(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    lake.rows["kpis"] = [{**KPI, "platform": "ios", "country": "IT"}]
    tally("kpis", "--platform", "ios", "--country", "IT")
    assert capsys.readouterr().out.splitlines()[0] == "Tue 3 March 2026, ios, IT"


def test_kpis_of_a_day_that_has_none(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    lake.rows["kpis"] = []
    tally("kpis", "--date", "2020-01-01")
    assert capsys.readouterr().out.startswith("No KPIs of that day")


@pytest.mark.parametrize("command", ["kpis", "audit"])
def test_before_the_first_night_the_user_is_told(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def refuse(endpoint: Endpoint, sql: str) -> Answer:
        raise NotPublished("TABLE_NOT_FOUND: line 4:6: Table 'lake.kpis' does not exist")

    monkeypatch.setattr(kpi_report, "ask", refuse)
    with pytest.raises(Misconfigured, match="run `tally run nightly` first"):
        tally(command)


def test_a_date_that_is_none_is_refused(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tally("kpis", "--date", "yesterday")
    assert "is no date such as 2026-03-02" in capsys.readouterr().err
