"""`tally kpis` and `tally audit`: the questions they ask and what they print."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from tally.domain.errors import NotPublished
from tally.domain.reports.restatements import Restatement

from cli.freshness import Freshness
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
    "region": "all",
    "profile": "all",
    "is_complete": True,
    "note": None,
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
    known = [{"kind": "day", "name": "2026-03-03"}, {"kind": "platform", "name": "ios"}]
    found = FakeTally(
        cells_by_verdict=[CELL],
        disputed_ids=[ID],
        cell_totals=TOTALS,
        known_places=[
            *known,
            {"kind": "country", "name": "IT"},
            {"kind": "region", "name": "IT-Lazio"},
        ],
    )
    found.found = [KPI]
    return found


def test_disputed_cells_with_the_reason_and_the_totals(lake: FakeTally) -> None:
    done = run(lake, "audit")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[2] == "2026-03-03 07:00  Order Completed  ios       disputed    83       92  (1)"
    assert lines[3] == "(1) 9 of 92 orders the witness saw are not in the lake"
    assert lines[-2:] == [
        "483 cells (event x hour x platform): 482 audited, 1 disputed, 0 unaudited.",
        "The ids: tally audit --ids",
    ]


def test_when_all_cells_agree_only_the_totals(lake: FakeTally) -> None:
    lake.rows["cells_by_verdict"] = []
    assert len(run(lake, "audit").stdout.splitlines()) == 1


def test_ids_stand_under_their_cell(lake: FakeTally) -> None:
    assert run(lake, "audit", "--ids").stdout.splitlines() == [
        "Order Completed on ios, 2026-03-03 07:00, with the amount that each has",
        "kind             event_id  lake  witness  quarantine",
        "---------------  --------  ----  -------  ----------",
        "missing_in_lake  e1                 44.8",
    ]


def test_ids_of_events_without_an_amount_speak_of_none(lake: FakeTally) -> None:
    lake.rows["disputed_ids"] = [{**lake.rows["disputed_ids"][0], "witness_amount": None}]
    first = run(lake, "audit", "--ids").stdout.splitlines()[0]
    assert first == "Order Completed on ios, 2026-03-03 07:00"


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
    run(lake, "kpis", "--date", "2026-03-03", "--platform", "ios")
    days = "business_date between date '2026-03-03' and date '2026-03-03'"
    assert sum(days in statement for statement in lake.statements) == 3, "cells, totals, KPIs"


def test_kpis_by_day_with_footnotes(lake: FakeTally) -> None:
    lines = run(lake, "kpis").stdout.splitlines()
    assert lines[0] == "Tue 3 March 2026"
    assert lines[3].split() == ["orders", "467", "disputed", "96.7-99.1", "%", "(1)"]
    assert lines[4] == "(1) why not"


def test_kpis_of_one_place_say_so(lake: FakeTally) -> None:
    lake.found = [{**KPI, "platform": "ios", "country": "IT"}]
    done = run(lake, "kpis", "--platform", "ios", "--country", "IT")
    assert done.stdout.splitlines()[0] == "Tue 3 March 2026, ios, IT"


def test_kpis_of_a_day_that_has_none(lake: FakeTally) -> None:
    lake.found = []
    assert run(lake, "kpis", "--date", "2020-01-01").stdout == (
        "No KPIs of Wed 1 January 2020; there are some from 2026-03-03 to 2026-03-03.\n"
    )


def asked_days(lake: FakeTally, *words: str) -> tuple[str, str]:
    run(lake, "kpis", *words)
    days = re.search(r"business_date between date '(.+)' and date '(.+)'", lake.statements[-1])
    assert days is not None
    return days[1], days[2]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ((), ("2026-02-25", "2026-03-03")),
        (("--last", "30d"), ("2026-02-02", "2026-03-03")),
        (("--last", "2w"), ("2026-02-18", "2026-03-03")),
        (("--last", "12m"), ("2025-03-04", "2026-03-03")),
        (("--last", "1m", "--to", "2026-03-31"), ("2026-03-01", "2026-03-31")),
        (("--from", "2026-01-01"), ("2026-01-01", "2026-03-03")),
        (("--from", "2026-01-01", "--to", "2026-01-31"), ("2026-01-01", "2026-01-31")),
        (("--to", "2026-01-31"), ("2026-01-25", "2026-01-31")),
    ],
)
def test_the_last_seven_days_or_those_asked_for(
    lake: FakeTally, words: tuple[str, ...], days: tuple[str, str]
) -> None:
    assert asked_days(lake, *words) == days


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--last", "30"), "'30' is no time such as 30d, 4w or 12m"),
        (("--last", "0d"), "'0d' is no time"),
        (("--date", "2026-03-03", "--last", "3d"), "--last does not go with --date"),
        (("--from", "2026-03-03", "--last", "3d"), "--last does not go with --from"),
        (("--from", "2026-03-03", "--to", "2026-03-02"), "--to 2026-03-02 is before --from 2026-03-03"),
        (("--platform", "iPhone"), "no KPIs of --platform iPhone; there are ios"),
        (("--country", "italy"), "no KPIs of --country italy; there are IT"),
        (("--region", "Lazio"), "no KPIs of --region Lazio; there are IT-Lazio"),
        (("--kpi", "sales"), "'sales' is not one of 'visitors'"),
    ],
)
def test_wrong_use_says_what_is_right(lake: FakeTally, words: tuple[str, ...], said: str) -> None:
    done = run(lake, "kpis", *words)
    assert (done.exit_code, said in " ".join(done.stderr.split())) == (2, True), done.stderr


def test_a_day_of_a_wrong_clock_is_named_and_not_shown(lake: FakeTally) -> None:
    lake.rows["known_places"] = [{"kind": "day", "name": day} for day in ("2010-01-01", "2026-03-03")]
    lines = run(lake, "kpis").stdout.splitlines()
    assert lines[-1] == "Not shown: Fri 1 January 2010 (--from, --to, --last 30d)."
    assert "Not shown" not in run(lake, "kpis", "--date", "2026-03-03").stdout


def test_the_last_line_says_how_fresh_the_answer_is(lake: FakeTally) -> None:
    now = datetime.now(UTC)
    lake.freshness = Freshness(now, datetime(2026, 3, 3, 20, 59, tzinfo=UTC))
    local = now.astimezone(ZoneInfo("Europe/Rome"))
    year = "" if local.year == 2026 else "2026 "
    for command in ("kpis", "audit"):
        done = run(lake, command)
        assert done.stderr == f"Events up to {local:%H:%M}, models of 3 Mar {year}21:59 (Europe/Rome)\n"
        assert run(lake, command, "--format", "json").stderr == ""


@pytest.mark.parametrize(
    ("built", "title"),
    [
        ("2026-03-03T20:59", "Tue 3 March 2026 (still open until Wed 4 March 2026, 03:15)"),
        ("2026-03-04T00:59", "Tue 3 March 2026 (still open until Wed 4 March 2026, 03:15)"),
        ("2026-03-04T01:00", "Tue 3 March 2026"),
    ],
)
def test_a_day_is_open_until_the_night_after_its_last_hour_closed(
    lake: FakeTally, built: str, title: str
) -> None:
    lake.freshness = Freshness(None, datetime.fromisoformat(built).replace(tzinfo=UTC))
    assert run(lake, "kpis").stdout.splitlines()[0] == title


def test_a_kpi_is_explained_without_a_cloud(lake: FakeTally) -> None:
    done = run(lake, "kpis", "--explain", "sessions")
    assert done.stdout.startswith("sessions: stays of a device")
    assert lake.opened == []


def test_by_platform_says_how_persons_are_counted(lake: FakeTally) -> None:
    done = run(lake, "kpis", "--by", "platform")
    assert "A visitor is counted on each platform they used" in done.stdout
    assert "A visitor is counted" not in run(lake, "kpis").stdout


@pytest.mark.parametrize("command", ["kpis", "audit"])
def test_before_the_first_night_the_user_is_told(lake: FakeTally, command: str) -> None:
    lake.refusal = NotPublished("TABLE_NOT_FOUND: line 4:6: Table 'lake.kpis' does not exist")
    done = run(lake, command)
    assert (done.exit_code, "run `tally run nightly` first" in done.stderr) == (3, True)


def test_a_date_that_is_none_is_refused(lake: FakeTally) -> None:
    done = run(lake, "kpis", "--date", "yesterday")
    assert done.exit_code == 2
    assert "is no date such as 2026-03-02" in done.stderr


def test_all_cells_or_the_ids_but_not_both(lake: FakeTally) -> None:
    done = run(lake, "audit", "--all", "--ids")
    assert (done.exit_code, "--ids does not go with --all" in done.stderr) == (2, True)


def test_what_the_night_restated_is_told_and_listed(lake: FakeTally) -> None:
    assert run(lake, "kpis", "--restated").stdout == "No value of a closed day changed.\n"
    assert "Restated" not in run(lake, "kpis").stdout
    because = "9 events of that day arrived late"
    lake.restatements = [
        Restatement(date(2026, 11, 20), "all", "all", "orders", 3.0, 4.0, because),
        Restatement(date(2026, 11, 20), "ios", "all", "orders", 1.0, None, because),
        Restatement(
            date(2026, 11, 19), "all", "all", "carts", 1.0, 2.0, "12 events of other days arrived late"
        ),
    ]
    told = " ".join(run(lake, "kpis").stdout.split())
    assert f"Restated by this night: 3 values of 2 closed days, because {because}." in told
    listed = json.loads(run(lake, "kpis", "--restated", "--format", "json").stdout)
    assert [(row["platform"], row["before"], row["after"]) for row in listed] == [
        ("all", 3.0, 4.0),
        ("ios", 1.0, None),
        ("all", 1.0, 2.0),
    ]


def test_kpis_go_to_files_and_one_of_them_to_a_chart(lake: FakeTally, tmp_path: Path) -> None:
    rows, chart = tmp_path / "kpis.parquet", tmp_path / "orders.svg"
    done = run(lake, "kpis", "--kpi", "orders", "--output", str(rows), "--plot", str(chart))
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert pq.read_table(rows).to_pylist()[0]["value"] == 467.0
    assert "Disputed: why not." in chart.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plot", "a.svg"), "name it with --kpi"),
        (("--format", "json", "--sources"), "each KPI has its verdict"),
        (("--total", "--plot", "a.svg"), "draws the days by themselves"),
    ],
)
def test_what_a_file_of_kpis_is_not_is_told(lake: FakeTally, words: tuple[str, ...], said: str) -> None:
    done = run(lake, "kpis", *words)
    assert (done.exit_code, said in done.stderr, lake.statements) == (2, True, []), done.stderr
