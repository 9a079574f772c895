"""A real shop's clickstream, imported: known answers, and the same ones when it is imported again."""

import json
from datetime import date
from typing import Any

import pytest

from cli.clients import Endpoint
from cli.home import ROOT
from tests.journeys.conftest import tally

FILE = ROOT.parent / "shared" / "data" / "events_rees46_multicategory_2019-10-01.csv.gz"
MAP = ROOT / "docs" / "guides" / "maps" / "rees46.toml"
DAY = date(2019, 10, 1)
EVENTS = {"Product Viewed": 17_051, "Product Added": 164, "Order Completed": 214}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"the file {FILE.name} is not beside the checkout")

_FIGURES = """
select
    event_name, count(*) as events, count(distinct sent_person_key) as persons,
    count(distinct session_hint) as sessions, sum(revenue) as revenue
from events
where business_date = date '2019-10-01'
group by grouping sets ((event_name), ())
order by event_name
"""


def import_file() -> dict[str, Any]:
    [row] = json.loads(tally("import", str(FILE), "--map", str(MAP), "--format", "json"))
    tally("run", "nightly")
    return row


def figures() -> list[dict[str, Any]]:
    return json.loads(tally("query", _FIGURES, "--format", "json"))


def kpis() -> dict[str, tuple[float, str]]:
    rows = json.loads(tally("kpis", "--date", DAY.isoformat(), "--format", "json"))
    return {row["kpi"]: (row["value"], row["verdict"]) for row in rows}


@pytest.fixture(scope="module")
def sent(emulator: Endpoint) -> dict[str, Any]:
    return import_file()


def test_every_row_is_accepted(sent: dict[str, Any]) -> None:
    assert sent["seconds"] > 0
    assert {name: count for name, count in sent.items() if name != "seconds"} == {
        "rows": 17_434,
        "accepted": 17_434,
        "stored": 17_429,
        "repeated": 5,
        "quarantined": 0,
        "refused": 0,
        "failed_batches": 0,
        "witnessed": 17_434,
        "equal_rows": 0,
        "contradicting_orders": 0,
    }


def test_the_lake_holds_the_known_figures(sent: dict[str, Any]) -> None:
    rows = {row["event_name"]: row for row in figures()}
    assert {name: row["events"] for name, row in rows.items() if name} == EVENTS
    assert (rows[None]["events"], rows[None]["persons"], rows[None]["sessions"]) == (17_429, 4_504, 5_066)
    assert rows["Order Completed"]["revenue"] == "59442.63"
    assert rows["Order Completed"]["persons"] == 193


def test_the_kpis_follow_and_are_audited(sent: dict[str, Any]) -> None:
    found = kpis()
    assert {name: found[name][0] for name in ("visitors", "orders", "net_revenue", "new_buyers")} == {
        "visitors": 4_504,
        "orders": 214,
        "net_revenue": pytest.approx(59_442.63),
        "new_buyers": 193,
    }
    assert {verdict for _, verdict in found.values()} == {"audited"}


def test_importing_again_changes_no_figure(sent: dict[str, Any]) -> None:
    before = figures(), kpis()
    again = import_file()
    assert (again["accepted"], again["stored"], again["repeated"]) == (17_434, 0, 17_434)
    assert (figures(), kpis()) == before
