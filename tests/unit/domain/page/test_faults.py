"""What is wrong with a day's data: the worst first, only of that day, and silent where nothing is."""

from datetime import date
from decimal import Decimal
from typing import Any

from tally.domain.page.changes import find_changes
from tally.domain.page.faults import find_faults

DAY, BEFORE = date(2026, 3, 3), date(2026, 2, 24)
NOTHING = {
    **{"missing_in_lake": 0, "duplicates_in_lake": 0, "amount_differs": 0, "quarantined": 0},
    **{"missing_amount": None, "reason": "because", "lake_events": 90, "witness_events": 100},
}


def cell(event: str, hour: int, day: date = DAY, **found: Any) -> dict[str, Any]:
    return {
        **NOTHING,
        "business_date": day,
        "event_name": event,
        "platform": "ios",
        "local_hour": hour,
        **found,
    }


def verdict(verdict: str, events: int, unwitnessed: int = 0, day: date = DAY) -> dict[str, Any]:
    told = {"business_date": day, "platform": "web", "verdict": verdict, "events": events}
    return {**told, "unwitnessed_events": unwitnessed}


def refused(events: int, dt: str = "2026-03-03") -> dict[str, Any]:
    return {"dt": dt, "reason": "wrong_type", "field": "revenue", "source": "web", "events": events}


def test_money_comes_first_and_hours_of_one_event_are_one_fault() -> None:
    cells = [
        cell("Product Viewed", 9, missing_in_lake=50),
        cell("Order Completed", 8, missing_in_lake=4, missing_amount=Decimal("40.5"), quarantined=1),
        cell("Order Completed", 7, missing_in_lake=6, missing_amount=Decimal(60)),
        cell("Order Completed", 9, amount_differs=2),
        cell("Order Completed", 7, BEFORE, missing_in_lake=99),
    ]
    lost, views, amounts = find_faults(DAY, cells, [verdict("disputed", 900)], [])
    assert [each["code"] for each in (lost, views, amounts)] == [
        "lost_events",
        "lost_events",
        "other_amounts",
    ]
    assert lost["numbers"] == {
        **{"event": "Order Completed", "platform": "ios", "found": 10, "of": 200, "hours": 2},
        **{"first_hour": 7, "last_hour": 8, "quarantined": 1, "amount": 100.5, "reason": ["because"]},
    }


def test_what_no_witness_saw_and_what_was_refused() -> None:
    silent = [verdict("unaudited", 100, 60), verdict("audited", 900), verdict("unaudited", 9, 9, BEFORE)]
    witness, refusals = find_faults(DAY, [], silent, [refused(12), refused(99, "2026-03-02")])
    assert (witness["code"], witness["numbers"]) == (
        "no_witness",
        {"found": 60, "of": 1000, "platforms": ["web"]},
    )
    assert (refusals["code"], refusals["numbers"]["found"], refusals["numbers"]["of"]) == (
        "refused_events",
        12,
        1012,
    )


def test_few_refusals_and_an_audited_day_are_no_fault() -> None:
    assert find_faults(DAY, [], [verdict("audited", 900)], [refused(9)]) == []
    assert find_faults(DAY, [], [verdict("audited", 90_000)], [refused(12)]) == []


def money(country: str, day: date, value: str) -> dict[str, Any]:
    place = {"platform": "all", "country": country, "profile": "all"}
    return {**place, "business_date": day, "kpi": "net_revenue", "numerator": Decimal(value)}


def test_what_the_listed_countries_leave_of_the_whole_is_told() -> None:
    cube = [
        *(money("all", BEFORE, "100.1"), money("IT", BEFORE, "60.1"), money("FR", BEFORE, "30")),
        *(money("all", DAY, "90.3"), money("IT", DAY, "90.3")),
    ]
    parts = find_changes(DAY, BEFORE, cube, [])["country"]
    assert {part["name"]: part["net_revenue"] for part in parts} == {
        "IT": [60.1, 90.3],
        "FR": [30.0, 0.0],
        "others": [10.0, 0.0],
    }
