"""What is not money, id or time never costs an event: the column does without it, and that is told."""

import json
from typing import Any

import pytest
from tally.domain.collecting.receipt import Protocol

from tests.landing import a_receipt, an_event, land_one, refuse_one

ODD = [
    ("coupon", ["SUMMER", "VIP"], "SUMMER,VIP"),
    ("coupon", ["SUMMER", 5], "SUMMER,5"),
    ("coupon", False, None),
    ("coupon", [], None),
    ("coupon", [{"code": "VIP"}], None),
    ("country", {"code": "IT"}, None),
    ("city", ["Rome"], "Rome"),
    ("platform", True, None),
    ("utm_source", {}, None),
    ("app_version", [4, 2], "4,2"),
]


@pytest.mark.parametrize(("name", "value", "column"), ODD)
def test_a_side_field_of_another_shape_is_told_and_kept(name: str, value: Any, column: str | None) -> None:
    row = land_one(an_event(event="Order Completed", properties={"order_id": "1", name: value}))
    assert row.get(name) == column
    assert json.loads(row["properties"])[name] == value
    assert row["violations"] == [f"odd_value:{name}"]


def test_it_is_named_and_kept_as_its_sender_knows_it() -> None:
    message = {
        **{"type": "track", "event": "Page", "userId": "u-1"},
        **{"context": {"location": {"country": ["IT"]}, "app": {"version": False}}},
    }
    row = land_one(message, a_receipt(Protocol.SEGMENT, route="/v1/track"))
    assert row["violations"] == ["odd_value:context.app.version", "odd_value:context.location.country"]
    assert (row["country"], json.loads(row["properties"])["country"]) == ("IT", ["IT"])


def test_numbers_are_text_and_nothing_odd() -> None:
    row = land_one(an_event(properties={"coupon": 2026, "app_version": 4.10}))
    assert (row["coupon"], row["app_version"], "violations" in row) == ("2026", "4.1", False)


@pytest.mark.parametrize("name", ["order_id", "product_id", "currency"])
def test_ids_and_currency_still_count(name: str) -> None:
    assert refuse_one(an_event(properties={name: {}})) == ("wrong_type", f"properties.{name}")
