"""Which questions name persons: by the values that they tell, however they are asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tally.domain.answering.asked_report import AskedReport, TablesRead, lists_persons
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.reports.written.kinds import KINDS
from tally.domain.shop.shop_clock import ShopClock

NOW = datetime(2026, 5, 10, 12, 30, tzinfo=UTC)
STEPS = {"steps": ["Product Viewed", "Order Completed"]}
VIEWS = {"event": "Product Viewed"}
BIRTHS = {"birth": "A", "return": "B"}
BUYERS = {"cohort": ["did Order Completed"]}

TELLING: dict[str, tuple[str, dict[str, Any]]] = {
    "flows": ("flows", {"anchor": "A", "expand": ["A[NAME]"], "top": 50}),
    "flows of a cohort": ("flows", {"anchor": "A", "expand": ["B[tier]", "A[NAME]"], **BUYERS}),
    "insights": ("insights", {**VIEWS, "by": "NAME"}),
    "insights among cohorts": ("insights", {"event": "A[cohort.buyers=in]", "by": "NAME"}),
    "a largest value": ("insights", {**VIEWS, "measure": "max", "property": "NAME"}),
    "a formula": ("insights", {"formula": "A/B", "a": "max(NAME):A", "b": "total:B"}),
    "a funnel": ("funnel", {**STEPS, "by": "NAME:step 2"}),
    "a funnel's sum": ("funnel", {**STEPS, "sum": "NAME"}),
    "significance": ("funnel", {**STEPS, "by": "NAME", "significance": True}),
    "retention's value": ("retention", {**BIRTHS, "value": "NAME"}),
}

NUMBERS: dict[str, tuple[str, dict[str, Any]]] = {
    "flows": ("flows", {"anchor": "A[NAME=a@b.example]"}),
    "insights": ("insights", {"event": "Product Viewed[NAME=a@b.example]", "by": "tier"}),
    "a funnel": ("funnel", {**STEPS, "hold": ["NAME"], "filter": "NAME=a@b.example"}),
    "retention": ("retention", {**BIRTHS, "match": "NAME"}),
    "sizes": ("cohort", {"did": ["A"], "sizes": True}),
}

LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "sessions": ("sessions", {}),
    "a cohort": ("cohort", {"did": ["A"]}),
    "who left a funnel": ("funnel", {**STEPS, "persons": 1}),
}

PERSONAL = (
    *("profile.email", "Phone Number", "profile.$name", "$first_name", "$distinct_id", "$device_id"),
    *("$user_id", "$email", "profile.$phone", "full_name", "Surname", "anonymous_id", "contact_email"),
)


def find_buyers(_name: str, _version: int | None = None) -> Cohort:
    return Cohort((parse_any_condition("did Order Completed"),))


def names_persons(kind: str, asked: Any, property_name: str = "profile.email") -> bool:
    return lists_persons(
        AskedReport(kind, write_name(asked, property_name), NOW).read(ShopClock(), find_buyers)
    )


def write_name(asked: Any, property_name: str) -> Any:
    if isinstance(asked, dict):
        return {name: write_name(value, property_name) for name, value in asked.items()}
    if isinstance(asked, list):
        return [write_name(value, property_name) for value in asked]
    return asked.replace("NAME", property_name) if isinstance(asked, str) else asked


@pytest.mark.parametrize(("kind", "asked"), TELLING.values(), ids=TELLING.keys())
def test_whatever_tells_a_value_names_persons_by_it(kind: str, asked: dict[str, Any]) -> None:
    assert names_persons(kind, asked)
    assert not names_persons(kind, asked, "profile.tier")


@pytest.mark.parametrize("property_name", PERSONAL)
def test_names_of_persons_are_known_in_their_usual_spellings(property_name: str) -> None:
    assert names_persons(*TELLING["flows"], property_name)


@pytest.mark.parametrize(("kind", "asked"), NUMBERS.values(), ids=NUMBERS.keys())
def test_a_condition_tells_a_number(kind: str, asked: dict[str, Any]) -> None:
    assert not names_persons(kind, asked)


@pytest.mark.parametrize(("kind", "asked"), LISTS.values(), ids=LISTS.keys())
def test_a_list_of_persons_is_one(kind: str, asked: dict[str, Any]) -> None:
    assert names_persons(kind, asked)


def test_every_kind_is_looked_at() -> None:
    assert {kind for kind, _ in (*TELLING.values(), *LISTS.values())} == KINDS.keys() - {"kpis"}
    assert not names_persons("kpis", {"by": "profile"})


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Europe/Rome"])
def test_what_is_kept_of_an_hour_is_of_one_day_of_the_shops(zone: str) -> None:
    clock, tables = ShopClock(zone), TablesRead("b1", "00001.json")

    def name(moment: datetime) -> str:
        return AskedReport("insights", {**VIEWS, "date": "today"}, moment).name(clock, find_buyers, tables)

    midnight = clock.day(NOW.date()).starts_at
    before, after, later = (midnight + timedelta(minutes=minutes) for minutes in (-1, 1, 59))
    assert name(before) != name(after) == name(later)
