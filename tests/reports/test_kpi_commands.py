"""KPIs as a shop asks for them: days, a range as one figure, a week before, a sale. One night for all."""

import json
from pathlib import Path
from typing import Any

import pytest
from tally.domain.page.answered_questions import QuestionToAnswer, make_question_file
from tally.domain.records.record_tables import record_tables
from tally.domain.reports.kpis import KPIS
from tally.domain.reports.written.written_question import know_no_cohort
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.records import name_versions

from tests.answering import Asking, caller
from tests.cli.fake_tally import run
from tests.odd_inputs import OddInput
from tests.record_files import versions_of
from tests.reports.commands import NightTally, ask_over_http, ask_rows
from tests.sql.night import Landed, Night, land
from tests.workbooks import read_workbook

SHOP = ShopClock("Europe/Paris")
RECORDS = {
    "orders": """
        order_id,customer_id,ordered_at,revenue,currency,status
        old,ann,2025-01-10T10:00:00+01:00,55,EUR,completed
        """,
    "sales_campaigns": """
        campaign_id,name,starts_at,ends_at
        spring,Spring,2026-03-09T10:00:00+01:00,2026-03-10T10:00:00+01:00
        """,
    "stock_allocations": """
        campaign_id,sku,allocated_at,quantity
        spring,p1,,4
        spring,p1,2026-03-09T12:00:00+01:00,6
        """,
    "marketing_spend": """
        day,channel,campaign,currency,spend
        2026-03-09,meta,Spring,EUR,20
        """,
}
FIRST, LAST = "2026-03-02", "2026-03-10"
KNOWN = "orders are known since 2025-01-10"
WHOLE = f"--from {FIRST} --to {LAST}"


def event(name: str, at: str, user: str | None, device: str | None = None, **said: Any) -> dict[str, Any]:
    ids = {key: value for key, value in (("user_id", user), ("device_id", device)) if value}
    platform = said.pop("platform", "web")
    day, time = at.split()
    moment = f"2026-03-{day}T{time}:00+01:00"
    return {"event": name, "occurred_at": moment, "platform": platform, "properties": said, **ids}


def order(at: str, user: str, number: str, revenue: int, units: int = 1, **said: Any) -> dict[str, Any]:
    lines = [{"product_id": "p1", "price": revenue / units, "quantity": units}]
    money = {"order_id": number, "revenue": revenue, "currency": "EUR", "products": lines}
    return event("Order Completed", at, user, **money, **said)


EVENTS = [
    event("Page Viewed", "02 09:00", "ann"),
    order("02 10:00", "ann", "o1", 100),
    event("Page Viewed", "02 11:00", None, "phone", platform="ios"),
    event("Order Refunded", "09 09:00", "ann", order_id="o1", refund_id="r1", total=40, currency="EUR"),
    # The phone turns out to be bob's: one visitor of both days.
    event("Page Viewed", "09 09:30", "bob", "phone", platform="ios", utm_source="meta"),
    order("09 10:05", "bob", "o2", 40, units=4),
    event("Product Viewed", "09 10:30", "eve", product_id="p1"),
    order("09 11:30", "dan", "o3", 30, units=3, platform="server"),
    event("Order Cancelled", "10 09:00", "dan", order_id="o3", platform="server"),
]


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> NightTally:
    folder, night = tmp_path_factory.mktemp("records"), Night(shop=SHOP)
    landed = land([OddInput("/v1/events", EVENTS)], SHOP)
    night.run(Landed({**landed.tables, **dict(_read_records(folder))}))
    return NightTally(night)


def _read_records(folder: Path) -> Any:
    for table, text in RECORDS.items():
        lines = "\n".join(line.strip() for line in text.strip().splitlines())
        yield name_versions(record_tables()[table]), versions_of(table, folder, lines, clock=SHOP)


def by_kpi(rows: list[dict[str, Any]], name: str = "value") -> dict[str, Any]:
    return {row["kpi"]: row[name] for row in rows}


def test_a_range_counts_a_person_once_and_divides_sums(tally: NightTally) -> None:
    found = by_kpi(ask_rows(tally, f"tally kpis {WHOLE} --total"))
    assert (found["visitors"], found["unseen_buyers"]) == (3, 0)
    assert found["conversion_rate_by_visitor"] == pytest.approx(2 / 3)
    assert found["average_order_value"] == 50
    assert (found["buyers"], found["new_buyers"], found["returning_buyers"]) == (2, 1, 1)


def test_a_range_of_one_day_is_that_day(tally: NightTally) -> None:
    day = "2026-03-09"
    total = ask_rows(tally, f"tally kpis --from {day} --to {day} --total --as-of 2026-03-11")
    daily = ask_rows(tally, f"tally kpis --date {day}")
    assert by_kpi(total) == by_kpi(daily)
    assert list(by_kpi(total)) == list(KPIS)
    assert by_kpi(total, "note") == by_kpi(daily, "note")


def test_both_net_revenues_add_up_to_the_same(tally: NightTally) -> None:
    rows = ask_rows(tally, f"tally kpis {WHOLE}")
    booked, placed = (
        {row["business_date"]: row["value"] for row in rows if row["kpi"] == kpi and row["value"]}
        for kpi in ("net_revenue_booked", "net_revenue")
    )
    assert placed == {"2026-03-02": 60, "2026-03-09": 40}
    assert booked == {"2026-03-02": 100, "2026-03-09": 30, "2026-03-10": -30}
    assert sum(placed.values()) == sum(booked.values())


def test_who_is_too_young_is_left_out_and_told(tally: NightTally) -> None:
    """By then 30 days after ann's and bob's first orders are over, before them neither's is."""
    asked = f"tally kpis {WHOLE} --kpi customer_value_30d --total --as-of"
    (old,), (young,) = (ask_rows(tally, f"{asked} {day}") for day in ("2026-04-11", "2026-04-08"))
    assert (old["value"], old["is_complete"], old["note"]) == (40, True, KNOWN)
    assert (young["value"], young["is_complete"]) == (None, False)
    assert young["note"] == f"1 too young to count; {KNOWN}"


def test_as_of_a_day_what_came_from_it_on_is_not_counted(tally: NightTally) -> None:
    asked = f"tally kpis {WHOLE} --total --as-of"
    (then,), (now,) = (
        [row for row in ask_rows(tally, f"{asked} {day}") if row["kpi"] == "orders"]
        for day in ("2026-03-09", "2026-03-11")
    )
    assert (then["value"], then["is_complete"]) == (1, False)
    assert (now["value"], now["is_complete"]) == (2, True)
    assert (then["first_date"], then["last_date"]) == (FIRST, LAST)
    refused = run(tally, "kpis", *WHOLE.split(), "--total", "--as-of", FIRST)
    assert (refused.exit_code, "none of these days was over" in refused.stderr) == (2, True)


def test_a_sale_has_its_opening_stock_and_spend(tally: NightTally) -> None:
    (sale,) = ask_rows(tally, 'tally query "select * from kpi_campaign"')
    shown = (
        "orders",
        "net_revenue",
        "sell_through_1h",
        "sell_through",
        "return_on_spend",
        "lost_demand_rate",
    )
    assert [float(sale[name]) for name in shown] == [1, 40, 1, 0.4, 2, 1]
    assert (sale["sold_out_products"], sale["minutes_to_sell_out"], sale["note"]) == (1, 5, None)
    found = by_kpi(ask_rows(tally, "tally kpis --date 2026-03-09"))
    assert (found["sell_through"], found["time_to_sell_out"], found["lost_demand_rate"]) == (0.4, 5, 1)
    assert (found["ad_spend"], found["return_on_ad_spend"], found["cost_per_new_buyer"]) == (20, 2, 20)


def test_a_day_stands_beside_the_same_weekday_a_week_before(tally: NightTally) -> None:
    rows = {row["kpi"]: row for row in ask_rows(tally, "tally kpis --date 2026-03-09 --compare")}
    revenue = rows["net_revenue"]
    assert (revenue["value"], revenue["before_value"], revenue["change"]) == (40, 60, -20)
    assert revenue["change_share"] == pytest.approx(-1 / 3)
    told = run(tally, "kpis", "--date", "2026-03-10", "--compare").output
    assert "no numbers of 2026-03-03 to compare with" in told


SAME = {
    "days": f"{WHOLE} --by country",
    "one of them by platform": f"{WHOLE} --by platform --kpi net_revenue",
    "a range": f"{WHOLE} --total",
    "a range of each profile, as of a day": f"{WHOLE} --total --by profile --as-of 2026-04-11",
    "a week before": "--date 2026-03-09 --compare --platform web",
}


@pytest.mark.parametrize("words", SAME.values(), ids=SAME.keys())
def test_http_gives_the_rows_of_the_command(tally: NightTally, words: str) -> None:
    command = f"tally kpis {words}"
    assert ask_over_http(tally, command) == ask_rows(tally, command)


def test_who_reads_french_has_french_reasons_and_notes(tally: NightTally) -> None:
    """Over HTTP, and in what the night publishes for a dashboard."""
    asked = {"from": FIRST, "to": LAST, "total": True, "kpi": "new_buyers"}
    asking = Asking(lambda sql: [*tally.ask(sql).rows], tally.timezone)
    (told,) = asking.serve.ask(caller(), "kpis", asked, "fr")["rows"]
    assert told["reason"].startswith("3 jours sur 3, 2 mars 2026\u202f: ")
    assert told["note"] == "les commandes sont connues depuis le 10 janvier 2025"
    served = asking.serve.ask(caller(), "kpis", asked)
    question = QuestionToAnswer("new", 1, None, "kpis", asked)
    file = make_question_file(question, served, SHOP, know_no_cohort)
    assert file["answer"]["columns"]["note"] == [KNOWN]
    assert file["told"]["en"]["texts"] == {}
    assert file["told"]["fr"]["texts"] == {"reason": [told["reason"]], "note": [told["note"]]}


@pytest.mark.parametrize("words", ["", "--total", "--compare", "--kpi orders"])
def test_each_table_of_kpis_goes_to_a_file(tally: NightTally, tmp_path: Path, words: str) -> None:
    asked = ["kpis", "--date", "2026-03-09", *words.split()]
    rows = json.loads(run(tally, *asked, "--format", "json").output)
    assert run(tally, *asked, "--output", str(tmp_path / "a.xlsx")).exit_code == 0
    done = run(tally, *asked, "--output", str(tmp_path / "a.pdf"))
    assert done.exit_code == 0, done.output
    answer = next(iter(read_workbook((tmp_path / "a.xlsx").read_bytes()).values()))
    titles, *written = answer[-len(rows) - 1 :]
    value = titles.index("Value")
    # A spreadsheet writes 16 digits, JSON 17.
    for line, row in zip(written, rows, strict=True):
        assert line[value] == (row["value"] and pytest.approx(row["value"], rel=1e-14)), row


def test_profiles_add_up_to_the_total(tally: NightTally) -> None:
    rows = ask_rows(tally, "tally kpis --date 2026-03-09 --by profile --kpi net_revenue")
    found = {row["profile"]: row["value"] for row in rows if row["value"]}
    assert found.pop("all") == sum(found.values()) == 40
    assert set(found) == {"new"}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("--total --compare", "give --total or --compare"),
        ("--as-of 2026-03-11", "give --as-of with --total"),
        ("--compare --by platform", "A comparison is of one place"),
        ("--total --from 2026-03-10 --to 2026-03-09", "2026-03-09"),
    ],
)
def test_what_cannot_be_asked_together_is_refused(tally: NightTally, words: str, complaint: str) -> None:
    result = run(tally, "kpis", *words.split())
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_people_read_a_range_as_a_table(tally: NightTally) -> None:
    told = run(tally, "kpis", *WHOLE.split(), "--total").output
    assert told.startswith("Mon 2 March 2026 to Tue 10 March 2026\n")
    assert "Not told, no Cart Expired event until then, or empty carts: reservation_expiry_rate" in told
    assert json.loads(run(tally, "kpis", *WHOLE.split(), "--total", "--format", "json").output)
