"""Standard properties in their usual spellings, in events and in lines, by whatever protocol."""

import json
from decimal import Decimal
from typing import Any

import pytest
from tally.domain.collecting.receipt import Protocol

from tests.landing import Row, a_receipt, an_event, land, land_one

WRAPPED = {
    Protocol.TALLY: lambda properties: an_event(event="Order Completed", properties=properties),
    Protocol.MIXPANEL: lambda properties: {
        "event": "Order Completed",
        "properties": {"distinct_id": "u-1", **properties},
    },
    Protocol.SEGMENT: lambda properties: {
        "batch": [{"type": "track", "event": "Order Completed", "userId": "u-1", "properties": properties}]
    },
}


def left_of(row: Row) -> Row:
    found: Row = json.loads(row.get("properties", "{}"))
    return found


@pytest.mark.parametrize("protocol", list(Protocol))
@pytest.mark.parametrize(
    ("name", "value", "column", "read"),
    [
        ("orderID", "O-1", "order_id", "O-1"),
        ("OrderId", "O-1", "order_id", "O-1"),
        ("order-id", "O-1", "order_id", "O-1"),
        ("Order ID", 4711, "order_id", "4711"),
        ("transaction_id", "O-1", "order_id", "O-1"),
        ("Revenue", 99, "revenue", Decimal("99.00")),
        ("REVENUE", "12.345,678", None, None),
        ("revenue ", "7.50", "revenue", Decimal("7.50")),
        ("Currency", "eur", "currency", "EUR"),
        ("Coupon", ["A", "B"], "coupon", "A,B"),
        ("Product ID", "P", "product_id", "P"),
        ("ProductId", "P", "product_id", "P"),
        ("UTM Source", "news", "utm_source", "news"),
        ("appVersion", "8.1", "app_version", "8.1"),
    ],
)
def test_usual_spellings(protocol: Protocol, name: str, value: Any, column: str | None, read: Any) -> None:
    row = land_one(WRAPPED[protocol]({name: value}), a_receipt(protocol))
    if column is None:  # no amount: told, and left as it is
        assert (row.get("revenue"), left_of(row), row["violations"]) == (
            None,
            {name: value},
            [f"odd_value:{name}"],
        )
    else:
        assert row[column] == read


def test_the_standard_name_stands_first() -> None:
    row = land_one(
        an_event(properties={"Price": 10, "price": 12, "PRICE": "x", "orderID": "b", "orderId": "a"})
    )
    assert (row["price"], row["order_id"]) == (Decimal("12.00"), "b")
    assert left_of(row) == {"Price": 10, "PRICE": "x", "orderId": "a"}
    assert "violations" not in row


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("Price", "low"), ("Quantity", "two"), ("Revenue", True), ("Order-ID", {}), ("Items", 3)),
        *(("Products", "P1"), ("Products", ["P1"]), ("Revenue", 10**40), ("Price", [1])),
    ],
)
def test_what_cannot_be_one_is_left_alone(name: str, value: Any) -> None:
    """An app's own property may be called so: it never cost an event, and does not now."""
    row = land_one(an_event(properties={name: value}))
    assert (left_of(row), row["violations"]) == ({name: value}, [f"odd_value:{name}"])


def test_lines_in_other_spellings() -> None:
    lines = [
        {"productId": "a", "Price": 10, "Quantity": 4, "Brand": "B"},
        {"Product ID": 7, "price": 1, "SKU": "s", "Category": ["x", "y"], "PRICE": "free"},
        {"item_id": "c", "item_name": "Bag", "quantity": 1, "Id": None},
    ]
    row = land_one(an_event(event="Order Completed", properties={"Products": lines}))
    told = [[line[name] for name in ("product_id", "price", "quantity")] for line in row["products"]]
    assert told == [["a", Decimal(10), 4], ["7", Decimal(1), None], ["c", None, 1]]
    assert [row["products"][0]["brand"], row["products"][1]["sku"]] == ["B", "s"]
    assert (row["products"][1]["category"], row["products"][2]["name"]) == ("x,y", "Bag")
    assert left_of(row)["products"] == [{}, {"category": ["x", "y"], "PRICE": "free"}, {"Id": None}]


def test_an_event_of_ga4() -> None:
    items = [{"item_id": "P", "item_name": "Bag", "price": 9.5, "quantity": 2}]
    properties = {"transaction_id": "T-1", "currency": "EUR", "items": items}
    row = land_one(an_event(event="purchase", properties=properties))
    assert (row["event_name"], row["order_id"], row["products"][0]["product_id"]) == (
        "Order Completed",
        "T-1",
        "P",
    )


def test_digits_and_faults_are_found_under_the_name_as_sent() -> None:
    body = '[{"event":"A","user_id":"u","properties":{"Price":1234567890123.45,"Product ID":1.50}}]'
    (row,), _ = land(body)
    assert (row["price"], row["product_id"]) == (Decimal("1234567890123.45"), "1.5")
    lines = [{"product_id": "P", "Price": 1}, {"product_id": "P", "price": "free"}]
    row = land_one(an_event(properties={"Products": lines}))
    assert ([line["price"] for line in row["products"]], left_of(row)) == (
        [1, None],
        {"products": [{}, {"price": "free"}]},
    )


@pytest.mark.parametrize("name", ["discount", "order", "prices", "$price", "re venue_x", "p" * 5000, ""])
def test_other_names_are_nobodys(name: str) -> None:
    row = land_one(an_event(properties={name: 1}))
    assert (left_of(row), "violations" in row) == ({name: 1}, False)
