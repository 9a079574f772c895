"""What an event has to answer for before the tracking plan."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.plan.plan_check import MOST_SHAPES, MOST_VIOLATIONS, PlanCheck
from tally.domain.plan.tracking_plan import parse_plan

PLAN = """
every_event = ["company"]

[properties]
company = "string"
order_id = "string"
revenue = "number"
units = "integer"
paid_at = "timestamp"
products = "list"
is_gift = "boolean"
note = "any"
section = "string"
currency = { type = "string", allowed = ["EUR", "USD"] }
rank = { type = "integer", allowed = [1, 2] }
tags = { type = "list", allowed = ["new", "sale"] }

[events."Order Completed"]
required = ["order_id", "revenue"]
optional = ["units", "paid_at", "products", "is_gift", "note"]

[events."Page Viewed"]
required = ["section"]

[events."Coupon Entered"]
optional = ["currency", "rank", "tags"]
"""
CHECK = PlanCheck(parse_plan(PLAN))


def labels(name: str, properties: dict[str, Any], check: PlanCheck = CHECK) -> list[str]:
    found = check.violations(name, properties)
    columns = [[value, value] for value in properties.values()]
    of_two = check.violations_of_all(name, tuple(properties), columns, [{type(two[0])} for two in columns])
    assert of_two in (found, None)
    return [violation.label for violation in found]


def order(**properties: Any) -> list[str]:
    return labels("Order Completed", {"order_id": "o", "revenue": 1, **properties})


def test_a_good_order() -> None:
    assert order(units=2, paid_at="2026-11-22T07:00:00Z", products=[], is_gift=True, company="Fjord") == []
    assert order(revenue=1.5, units=2.0, paid_at=1_795_330_800, note={"a": []}) == []


def test_what_sdks_add_needs_no_plan() -> None:
    added = dict.fromkeys(["$os", "mp_lib", "utm_source", "token", "quarantine_id", "country", "gclid"], "x")
    assert order(**added) == []


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"revenue": None}, ["missing_property:revenue"]),
        ({"revenue": "1.50"}, ["wrong_type:revenue"]),
        ({"revenue": True}, ["wrong_type:revenue"]),
        ({"units": 2.5}, ["wrong_type:units"]),
        ({"paid_at": "soon"}, ["wrong_type:paid_at"]),
        ({"is_gift": 1}, ["wrong_type:is_gift"]),
        ({"debug": 1, "order_id": 7}, ["wrong_type:order_id", "unplanned_property:debug"]),
        ({"debug": None}, []),
    ],
)
def test_departures(properties: dict[str, Any], expected: list[str]) -> None:
    assert order(**properties) == expected


def test_events_that_are_not_planned() -> None:
    assert labels("Oder Completed", {"order_id": 1}) == ["unplanned_event"]
    assert labels("$identify", {"anything": 1}) == []
    assert labels("Screen Viewed", {"anything": 1}) == []


def test_a_system_event_that_is_planned_is_checked() -> None:
    assert labels("Page Viewed", {"title": "Home"}) == ["missing_property:section"]


def test_old_names_are_the_same_event() -> None:
    assert labels("Completed Order", {"order_id": "o"}) == ["missing_property:revenue"]


def test_allowed_values() -> None:
    assert labels("Coupon Entered", {"currency": "EUR", "rank": 1.0, "tags": ["sale"]}) == []
    assert labels("Coupon Entered", {"currency": "euro", "rank": 3, "tags": ["sale", ["new"]]}) == [
        "not_allowed:currency",
        "not_allowed:rank",
        "not_allowed:tags",
    ]
    assert labels("Coupon Entered", {"rank": 1.5}) == ["wrong_type:rank", "not_allowed:rank"]
    assert labels("Coupon Entered", {"currency": []}) == ["wrong_type:currency"]


def test_a_refusal_names_the_field_and_quotes_nothing() -> None:
    properties = {"order_id": "anna@shop.example", "revenue": "anna@shop.example"}
    (violation,) = CHECK.violations("Order Completed", properties)
    assert (violation.rejection.reason, violation.rejection.field) == ("wrong_type", "properties.revenue")
    assert violation.rejection.detail == "properties.revenue: the tracking plan wants another type: number"
    (unplanned,) = CHECK.violations("anna@shop.example", {})
    assert unplanned.rejection.field == "event"
    assert "anna" not in unplanned.rejection.detail


def test_names_that_a_sender_makes_up_fill_no_memory() -> None:
    check = PlanCheck(parse_plan(PLAN))
    for number in range(MOST_SHAPES + 10):
        assert labels(f"Made up {number}", {}, check) == ["unplanned_event"]
    wide = {f"p{number}": 1 for number in range(1000)}
    assert len(labels("Order Completed", wide, check)) == MOST_VIOLATIONS
    assert len(check._known) <= MOST_SHAPES


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_NAMES = st.sampled_from(["order_id", "revenue", "units", "paid_at", "currency", "rank", "tags", "company"])


_GROUPS = st.lists(_NAMES | st.just("debug"), max_size=4, unique=True).flatmap(
    lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, _JSON)), min_size=1, max_size=4)
)


@given(st.sampled_from(["Order Completed", "Coupon Entered", "New"]), _GROUPS)
def test_together_they_are_judged_as_each_alone(name: str, group: list[dict[str, Any]]) -> None:
    columns = list(zip(*(properties.values() for properties in group), strict=True))
    kinds = [set(map(type, column)) for column in columns]
    of_all = CHECK.violations_of_all(name, tuple(group[0]), columns, kinds)
    assert of_all is None or [CHECK.violations(name, each) for each in group] == [of_all] * len(group)


@given(
    st.sampled_from(["Order Completed", "Coupon Entered", "Page Viewed", "$identify", "New"]),
    st.dictionaries(_NAMES | st.text(max_size=4), _JSON),
)
def test_no_json_makes_the_check_raise(name: str, properties: dict[str, Any]) -> None:
    for label in labels(name, properties):
        assert label.partition(":")[0] in {
            "unplanned_event",
            "missing_property",
            "wrong_type",
            "unplanned_property",
            "not_allowed",
        }


@pytest.mark.parametrize(
    "properties",
    [
        {"orderId": "o", "Revenue": 1},
        {"Order ID": "o", "revenue": 1, "Products": []},
        {"transaction_id": "o", "REVENUE": 2.5, "items": [], "Platform": "web", "URL": "x"},
    ],
)
def test_names_that_landing_reads_are_planned(properties: dict[str, Any]) -> None:
    assert labels("order_completed", properties) == []


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"orderId": 7, "Revenue": "1"}, ["wrong_type:order_id", "wrong_type:revenue"]),
        ({"orderId": "a", "order_id": "b", "revenue": 1}, ["unplanned_property:orderId"]),
        ({"orderId": None, "revenue": 1}, ["missing_property:order_id"]),
        ({"Order": "a", "revenue": 1}, ["missing_property:order_id", "unplanned_property:Order"]),
        ({"order_id": "o", "revenue": 1, "Units": 1}, ["unplanned_property:Units"]),
    ],
)
def test_other_names_answer_for_the_planned_one(properties: dict[str, Any], expected: list[str]) -> None:
    assert labels("Order Completed", properties) == expected


def test_the_plain_id_of_version_one_is_planned() -> None:
    assert labels("Completed Order", {"id": "o", "revenue": 1}) == []
    assert labels("Order Completed", {"id": "o", "revenue": 1}) == [
        "missing_property:order_id",
        "unplanned_property:id",
    ]


def test_a_plan_may_name_the_older_property() -> None:
    check = PlanCheck(parse_plan("[properties]\norderId = 'string'\n[events.A]\nrequired = ['orderId']"))
    assert labels("A", {"order_id": "o"}, check) == []
    assert labels("A", {"orderId": "o"}, check) == []


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("EUR", []), ("eur ", []), ("CHF", ["not_allowed:currency"]), ("€", ["not_allowed:currency"])],
)
def test_case_and_blanks_of_a_label_do_not_count(currency: str, expected: list[str]) -> None:
    assert labels("Coupon Entered", {"currency": currency}) == expected
    assert labels("Coupon Entered", {"Currency": currency}) == expected


OF_ORDERS = """
[properties]
revenue = "number"
subtotal = "number"
total = "number"
refund_id = "string"

[events."Order Completed"]
required = ["revenue"]
optional = ["subtotal", "total"]

[events."Order Refunded"]
required = ["total", "refund_id"]

[events."Cart Viewed"]
optional = ["total"]
"""


@pytest.mark.parametrize(
    ("name", "properties", "expected"),
    [
        ("Order Completed", {"value": 40}, []),
        ("purchase", {"value": 40, "Total Price": 50}, []),
        ("Order Completed", {"Revenue": 40, "totalPrice": 50}, []),
        ("Order Completed", {"value": "40"}, ["wrong_type:revenue"]),
        ("Order Completed", {"revenue": 1, "value": 40}, ["unplanned_property:value"]),
        ("Order Completed", {"revenue": 1, "amount": 40}, ["unplanned_property:amount"]),
        ("Order Completed", {"subtotal": 1}, ["missing_property:revenue"]),
        ("Order Refunded", {"refundAmount": 40, "refundId": "r"}, []),
        (
            "refund",
            {"amount": 40, "order_total": 90},
            ["missing_property:refund_id", "unplanned_property:order_total"],
        ),
        ("Cart Viewed", {"grand_total": 40}, ["unplanned_property:grand_total"]),
    ],
)
def test_other_names_of_an_orders_amounts_are_those_that_landing_reads(
    name: str, properties: dict[str, Any], expected: list[str]
) -> None:
    assert labels(name, properties, PlanCheck(parse_plan(OF_ORDERS))) == expected
