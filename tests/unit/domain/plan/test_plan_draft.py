"""A plan drafted from events: types, what is required, what is allowed, what looks personal."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.people.id_rules import IdRules
from tally.domain.plan.personal_data import Treatment
from tally.domain.plan.plan_check import PlanCheck
from tally.domain.plan.plan_draft import draft_plan
from tally.domain.plan.planned_properties import PropertyType
from tally.domain.plan.sent_values import ENOUGH_TO_ALLOW
from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan

from cli.plan_file import PLAN
from demo.two_days import two_days
from tests.landing import a_receipt, land

COLUMNS = (
    *("order_id", "revenue", "total", "tax", "shipping", "currency", "affiliation", "refund_id"),
    *("product_id", "price", "quantity", "coupon", "properties"),
)


def arrived(name: str = "Gift Wrapped", **facts: Any) -> dict[str, Any]:
    """A row of arrived_events.sql; what is no column goes into its properties."""
    known = {column: facts.pop(column, None) for column in COLUMNS}
    known["properties"] = json.dumps(facts) if facts else None
    return {"event_name": name, "protocol": "tally", "has_products": False, **known}


def planned(*rows: dict[str, Any], enough: int = 1, personal: dict[str, str] | None = None) -> TrackingPlan:
    return parse_plan(draft_plan(rows, personal or {}).toml(enough, few=1))


def test_what_the_plan_in_use_says_of_ids_stays() -> None:
    draft = draft_plan([arrived(x=1, userId="undefined")], {}, ["demo", 'a"b'], email_ids_ignore_case=True)
    plan = parse_plan(draft.toml(1, few=1))
    assert plan.id_rules == IdRules.of(["demo", 'a"b'], ignores_email_case=True)
    assert list(plan.events["Gift Wrapped"]) == ["x"]


def test_names_that_look_like_paths_are_drafted_as_what_they_are() -> None:
    plan = planned(arrived("*gift*", **{"app.version": "1.2", " total": 1}), personal={"user.email": "hash"})
    assert set(plan.events["*gift*"]) == {"app.version", " total"}
    assert plan.personal_data == {"user.email": Treatment.HASH}


def type_of(*values: Any) -> PropertyType:
    return planned(*(arrived(x=value) for value in values)).events["Gift Wrapped"]["x"].type


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a"], "string"),
        ([1, 2], "integer"),
        ([1, 2.5], "number"),
        ([True], "boolean"),
        ([[1]], "list"),
        ([{"a": 1}], "object"),
        ([1, "a"], "any"),
        (["2026-11-22", "2026-11-22T07:00:00Z"], "timestamp"),
        (["2026-11-22", "2026-13-45"], "string"),
        ([None, "a"], "string"),
    ],
)
def test_a_type_is_what_all_values_share(values: list[Any], expected: str) -> None:
    assert type_of(*values) == expected


def test_columns_are_properties_too() -> None:
    plan = planned({**arrived(revenue=Decimal("1.00"), quantity=2), "has_products": True})
    found = {name: wanted.type for name, wanted in plan.events["Gift Wrapped"].items()}
    assert found == {"revenue": "number", "quantity": "integer", "products": "list"}


def test_required_is_what_enough_events_all_had() -> None:
    rows = [arrived(a=1, b=number or None) for number in range(3)]
    assert {
        name: each.is_required for name, each in planned(*rows, enough=3).events["Gift Wrapped"].items()
    } == {
        "a": True,
        "b": False,
    }
    assert not any(each.is_required for each in planned(*rows, enough=4).events["Gift Wrapped"].values())


def test_few_values_of_many_events_are_all_that_are_allowed() -> None:
    rows = [arrived(size="SML"[number % 3], note=f"n{number}", one="x") for number in range(ENOUGH_TO_ALLOW)]
    allowed = {name: each.allowed for name, each in planned(*rows).events["Gift Wrapped"].items()}
    assert allowed == {"size": frozenset("SML"), "note": None, "one": None}
    assert planned(*rows[1:]).events["Gift Wrapped"]["size"].allowed is None


def test_a_list_of_values_is_drafted_where_asked_for_or_told_by_the_name() -> None:
    rows = [
        arrived(brand="AB"[number % 2], paymentMethod="CD"[number % 2], prototype="EF"[number % 2])
        for number in range(ENOUGH_TO_ALLOW)
    ]
    draft = draft_plan(rows, {})

    def allowed(*asked: str) -> dict[str, frozenset[str] | None]:
        plan = parse_plan(draft.toml(1, allowed=asked))
        return {name: each.allowed for name, each in plan.events["Gift Wrapped"].items()}

    assert allowed() == {"brand": None, "paymentMethod": frozenset("CD"), "prototype": None}
    assert allowed("brand")["brand"] == frozenset("AB")


def test_slips_and_rare_names_are_comments() -> None:
    names = {
        "Product Added": 30,
        "Prodct Added": 3,
        "Product Adedd": 4,
        "Cart Seen": 9,
        "Card Seen": 9,
        "Try": 2,
    }
    rows = [arrived(name, x=1) for name, times in names.items() for _ in range(times)]
    text = draft_plan(rows, {}).toml(20)
    assert set(parse_plan(text).events) == {"Product Added", "Cart Seen", "Card Seen", "Product Adedd"}
    assert (
        """
# A slip of "Product Added"? If it is meant, take these # away.
# [events."Prodct Added"]
# # 3 of them seen
# optional = ["x"]
"""
        in text
    )
    assert """# Seen seldom: somebody's try? If it is meant, take these # away.\n# [events."Try"]""" in text
    assert set(parse_plan(draft_plan(rows, {}).toml(20, few=1)).events) == set(names) - {"Prodct Added"}


def test_what_looks_personal_is_treated_and_what_the_plan_says_stays() -> None:
    row = arrived(
        contact="anna@shop.example", host="203.0.113.7", mail="hmac:" + "0" * 64, e_mail="a@b.example"
    )
    assert planned(row, personal={"E-Mail": "drop", "phone": "hash"}).personal_data == {
        "email": Treatment.DROP,
        "phone": Treatment.HASH,
        "contact": Treatment.HASH,
        "host": Treatment.DROP,
        "mail": Treatment.HASH,
    }


def test_what_is_treated_is_neither_dropped_and_required_nor_of_few_values() -> None:
    rows = [
        arrived(host="203.0.113.7", size="SM"[n % 2], Zip="1", mail="a@b.it") for n in range(ENOUGH_TO_ALLOW)
    ]
    members = planned(*rows, personal={"size": "truncate", "zip": "drop"}).events["Gift Wrapped"]
    assert {name for name, member in members.items() if member.is_required} == {"mail", "size"}
    assert members["size"].allowed is None


def test_system_events_and_what_sdks_add_are_left_out() -> None:
    plan = planned(
        arrived("$identify", x=1),
        arrived("Page Viewed", x=1),
        {**arrived(x=1, context={"ip": "1"}, utm_source="n", **{"$os": "iOS"}), "protocol": "segment"},
    )
    assert {name: list(properties) for name, properties in plan.events.items()} == {"Gift Wrapped": ["x"]}


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)


@given(_TEXT, st.dictionaries(_TEXT, st.text(max_size=4) | st.integers() | st.none(), max_size=3))
def test_whatever_the_names_are_the_draft_is_a_plan(name: str, properties: dict[str, Any]) -> None:
    parse_plan(draft_plan([{**arrived(name), "properties": json.dumps(properties)}] * 2, {}).toml(2, few=1))


def test_the_demo_shop_keeps_to_the_plan_drafted_from_it() -> None:
    script = two_days()
    sample = script.events[::7]
    rows = [row for start in range(0, len(sample), 500) for row in landed(sample[start : start + 500])]
    plan = parse_plan(draft_plan(rows, {}).toml(20, few=1))
    assert {"Order Completed", "Product Added", "Checkout Started"} <= set(plan.events)
    check = PlanCheck(plan)
    assert [event for event in sample if check.violations(event["event"], event["properties"])] == []


def test_the_demo_shop_keeps_to_the_plan_that_is_shipped() -> None:
    check = PlanCheck(parse_plan(PLAN.read_text()))
    departed = {
        violation.label
        for event in two_days().events
        for violation in check.violations(event["event"], event["properties"])
    }
    assert departed == set()


def landed(events: Any) -> list[dict[str, Any]]:
    rows, rejected = land(json.dumps(list(events)), a_receipt())
    assert rejected == []
    return [
        {**dict.fromkeys(COLUMNS), **row, "has_products": row.get("products") is not None} for row in rows
    ]
