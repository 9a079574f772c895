"""What order events say of their money, shop and refund, in the spellings that shops use."""

import json
from decimal import Decimal
from typing import Any

import pytest
from tally.domain.collecting.receipt import Protocol

from tests.landing import Row, a_receipt, an_event, land, land_one, refuse_one

WRAPPED = {
    Protocol.TALLY: lambda name, properties: an_event(event=name, properties=properties),
    Protocol.MIXPANEL: lambda name, properties: {
        "event": name,
        "properties": {"distinct_id": "u-1", **properties},
    },
    Protocol.SEGMENT: lambda name, properties: {
        "batch": [{"type": "track", "event": name, "userId": "u-1", "properties": properties}]
    },
}
ORDER_EVENTS = ["Order Completed", "Order Updated", "Order Cancelled", "Order Refunded"]
COLUMNS = ("revenue", "total", "tax", "shipping", "affiliation", "refund_id")


def read(name: str, **properties: Any) -> Row:
    """The order's columns that are not null, what is left of its properties, and its violations."""
    row = land_one(an_event(event=name, properties=properties))
    told = {column: row[column] for column in COLUMNS if column in row}
    left = json.loads(row["properties"]) if "properties" in row else {}
    return {**told, **({"left": left} if left else {}), **_violations(row)}


def _violations(row: Row) -> Row:
    return {"violations": row["violations"]} if "violations" in row else {}


@pytest.mark.parametrize("protocol", list(Protocol))
@pytest.mark.parametrize("name", ORDER_EVENTS)
def test_every_order_event_fills_them(protocol: Protocol, name: str) -> None:
    money = {"revenue": 84.5, "total": "103.09", "tax": 18.59, "shipping": 0}
    sent = {**money, "affiliation": "Corso Como", "refund_id": " rf-9 ", "gift": True}
    row = land_one(WRAPPED[protocol](name, sent), a_receipt(protocol))
    assert [row[column] for column in COLUMNS] == [
        *map(Decimal, ("84.5", "103.09", "18.59", "0")),
        "Corso Como",
        "rf-9",
    ]
    assert (json.loads(row["properties"]), "violations" in row) == ({"gift": True}, False)


@pytest.mark.parametrize(
    ("currency", "text", "amount"),
    [
        ("BHD", "250.850", "250.85"),
        ("kwd", " 1.200 ", "1.2"),
        ("OMR", "-12.345", "-12.345"),
        ("TND", 12.345, "12.345"),
        ("EUR", "250.85", "250.85"),
    ],
)
def test_a_text_with_three_decimals_is_clear_where_the_currency_has_three(
    currency: str, text: object, amount: str
) -> None:
    line = {"product_id": "p", "price": text, "quantity": 1}
    sent = {"currency": currency, "revenue": text, "total": text, "price": text, "products": [line]}
    row = land_one(an_event(event="Order Completed", properties=sent))
    found = (row["revenue"], row["total"], row["price"], row["products"][0]["price"])
    assert (found, "violations" in row) == ((Decimal(amount),) * 4, False)


@pytest.mark.parametrize(
    ("currency", "text"), [("EUR", "250.850"), (None, "1.200"), ("BHD", "250,850"), (7, "1.200")]
)
def test_where_it_is_not_it_is_refused(currency: object, text: str) -> None:
    sent = {"currency": currency, "revenue": text}
    assert refuse_one(an_event(event="Order Completed", properties=sent))[0] == "wrong_type"


@pytest.mark.parametrize("name", ["Checkout Started", "Product Added", "Gift Card Bought"])
def test_other_events_keep_these_names_among_their_properties(name: str) -> None:
    sent = {"total": "a lot", "tax": 1, "shipping": "DHL", "affiliation": 7, "refund_id": "x", "value": 3}
    assert read(name, **sent) == {"left": sent}


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        ({"total": "59.90"}, {"total": "59.90"}),
        ({"total": "59,90", "tax": "9,9"}, {"total": "59.90", "tax": "9.90"}),
        ({"Total": 59.9}, {"total": "59.90"}),
        ({"subtotal": 40, "total": 59.9}, {"revenue": "40", "total": "59.90"}),
        ({"value": "40.10"}, {"revenue": "40.10"}),
        ({"subtotal": "", "value": 41}, {"revenue": "41", "left": {"subtotal": ""}}),
        ({"revenue": " ", "value": 41}, {"revenue": "41"}),
        ({"revenue": 0, "value": 41}, {"revenue": "0", "left": {"value": 41}}),
        ({"revenue": 9, "subtotal": 9, "value": 12}, {"revenue": "9", "left": {"subtotal": 9, "value": 12}}),
        ({"totalPrice": "12.00", "total_tax": "2"}, {"total": "12", "tax": "2"}),
        ({"grand_total": 12, "shipping_amount": 3}, {"total": "12", "shipping": "3"}),
        ({"Order Total": 12, "shippingCost": 1.25}, {"total": "12", "shipping": "1.25"}),
        ({"amount_total": 12.345, "amount_tax": 2}, {"total": "12.345", "tax": "2"}),
        ({"total": None, "order_total": 8}, {"total": "8", "left": {"total": None}}),
        ({"total": -12.5, "tax": 10**13 + 1}, {"total": "-12.5", "tax": "10000000000001"}),
    ],
)
def test_amounts_of_an_order(sent: Row, read_as: Row) -> None:
    money = {name: each if name == "left" else Decimal(each) for name, each in read_as.items()}
    for name in ("Order Completed", "Order Updated"):
        assert read(name, **sent) == money


def test_a_large_amount_keeps_its_digits() -> None:
    body = '[{"event":"Order Completed","user_id":"u","properties":{"total":99999999999999.99,"value":1e9}}]'
    (row,), _ = land(body)
    assert (row["total"], row["revenue"]) == (Decimal("99999999999999.990000"), Decimal(10**9))


@pytest.mark.parametrize(
    "name",
    [
        *("total", "amount", "refund_amount", "refunded_amount", "amount_refunded", "refund_total"),
        *("total_refunded", "refundAmount", "Refund Amount", "refunded-amount", "AmountRefunded", "Amount"),
    ],
)
@pytest.mark.parametrize("amount", [25, "25.00", 25.0])
def test_what_a_refund_gives_back_is_its_total(name: str, amount: Any) -> None:
    assert read("Order Refunded", **{name: amount}) == {"total": Decimal(25)}


def test_a_refund_takes_nothing_for_its_own_that_may_be_its_orders() -> None:
    of_order = {"order_total": 100, "total_price": 100, "subtotal": 80, "total_tax": 20}
    assert read("Order Refunded", amount=30, **of_order) == {"total": Decimal(30), "left": of_order}
    assert read("Order Refunded", value=30) == {"revenue": Decimal(30)}
    assert read("Order Refunded", total=30, amount=24) == {"total": Decimal(30), "left": {"amount": 24}}


def test_an_order_has_no_amount_of_a_refund() -> None:
    sent = {"amount": 30, "refund_amount": 5}
    assert read("Order Completed", **sent) == {"left": sent}


UNREADABLE = ["1.200", "a lot", "€ 59,90", True, [5], {"amount": 5}, 10**14]


@pytest.mark.parametrize("value", UNREADABLE)
def test_an_order_whose_only_amount_cannot_be_read_waits_in_quarantine(value: Any) -> None:
    for name in ORDER_EVENTS:
        event = an_event(event=name, properties={"order_id": "1", "total": value})
        assert refuse_one(event) == ("wrong_type", "properties.total")


@pytest.mark.parametrize("name", ["amount", "Refund Amount", "value", "Revenue"])
def test_a_refund_is_no_full_one_because_its_amount_cannot_be_read(name: str) -> None:
    event = an_event(event="Order Refunded", properties={"order_id": "1", name: "twenty"})
    assert refuse_one(event) == ("wrong_type", f"properties.{name}")


@pytest.mark.parametrize("value", UNREADABLE)
@pytest.mark.parametrize("name", ["total", "tax", "shipping"])
def test_beside_a_readable_revenue_it_is_told_and_kept(name: str, value: Any) -> None:
    found = read("Order Completed", revenue=10, **{name: value})
    assert found == {"revenue": 10, "left": {name: value}, "violations": [f"odd_value:{name}"]}


def test_another_name_stands_in_for_what_cannot_be_read() -> None:
    found = read("Order Completed", total="?", grand_total=12)
    assert found == {"total": 12, "left": {"total": "?"}, "violations": ["odd_value:total"]}
    found = read("Order Completed", subtotal="?", value={}, order_total="12 EUR")
    assert sorted(found.pop("violations")) == [
        *("odd_value:order_total", "odd_value:subtotal", "odd_value:value")
    ]
    assert found == {"left": {"subtotal": "?", "value": {}, "order_total": "12 EUR"}}


@pytest.mark.parametrize(
    ("sent", "shop", "left", "violations"),
    [
        ({"affiliation": " Torino "}, "Torino", {}, None),
        ({"affiliation": 12.0}, "12", {}, None),
        ({"store": "Torino", "shop": "S"}, "Torino", {"shop": "S"}, None),
        ({"Shop Name": "Torino"}, "Torino", {}, None),
        ({"affiliation": "", "shop": "Torino"}, "Torino", {"affiliation": ""}, None),
        ({"store_id": "12"}, None, {"store_id": "12"}, None),
        ({"affiliation": {"id": 1}}, None, {"affiliation": {"id": 1}}, ["odd_value:affiliation"]),
        ({"affiliation": ["A", "B"]}, None, {"affiliation": ["A", "B"]}, ["odd_value:affiliation"]),
        ({"store": False}, None, {"store": False}, ["odd_value:store"]),
        ({"affiliation": "undefined"}, None, {"affiliation": "undefined"}, ["placeholder_id:affiliation"]),
    ],
)
def test_the_shop_that_sold(sent: Row, shop: str | None, left: Row, violations: list[str] | None) -> None:
    row = land_one(an_event(event="Order Completed", properties=sent))
    assert row.get("affiliation") == shop
    assert (json.loads(row.get("properties", "{}")), row.get("violations")) == (left, violations)


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [("rf-1", "rf-1"), (4711.0, "4711"), ("\u00a0rf-1\n", "rf-1"), ("4711.0", "4711")],
)
def test_refunds_have_ids_of_one_form(sent: Any, read_as: str) -> None:
    for name in ("refund_id", "refundId", "Refund ID"):
        assert read("Order Refunded", **{name: sent}) == {"refund_id": read_as}


@pytest.mark.parametrize("sent", ["null", "0", "{{ refund.id }}", [], True])
def test_an_id_that_means_no_refund_is_told(sent: Any) -> None:
    found = read("Order Refunded", refund_id=sent)
    assert found == {"left": {"refund_id": sent}, "violations": ["placeholder_id:refund_id"]}


@pytest.mark.parametrize("protocol", list(Protocol))
@pytest.mark.parametrize("name", ["Order Completed", "Order Refunded", "Checkout Started"])
@pytest.mark.parametrize("sent", ["#1001", "No. 1001", "gid://shopify/Order/1001", 1001.0, " 1001 "])
def test_order_numbers_have_one_form_in_every_event(protocol: Protocol, name: str, sent: Any) -> None:
    for spelled in ("order_id", "Order ID", "transaction_id"):
        row = land_one(WRAPPED[protocol](name, {spelled: sent}), a_receipt(protocol))
        assert (row["order_id"], "violations" in row) == ("1001", False)


def test_numbers_of_two_countries_stay_two() -> None:
    sent = ["NO1001", "SE1001", "1001", "#1001", "Order #SE1001"]
    rows, _ = land([an_event(event_id=one, properties={"order_id": one}) for one in sent])
    assert [row["order_id"] for row in rows] == ["NO1001", "SE1001", "1001", "1001", "SE1001"]


@pytest.mark.parametrize("sent", ["#undefined", "# null", "No. 0"])
def test_an_order_number_that_means_none_is_told(sent: str) -> None:
    row = land_one(an_event(event="Order Completed", properties={"order_id": sent, "orderId": "#7"}))
    assert (row["order_id"], row["violations"]) == ("7", ["placeholder_id:order_id"])


def test_orders_among_others_keep_their_rows() -> None:
    events = [
        an_event(event_id="1", properties={"total": 1}),
        an_event(event_id="2", event="Completed Order", properties={"total": 2, "tax": "x"}),
        an_event(event_id="3", event="refund", properties={"value": 3}),
        an_event(event_id="4", event="purchase", properties={"revenue": 4, "tax": 1}),
    ]
    rows, rejected = land(events)
    assert rejected == []
    assert [[row.get(name) for name in ("revenue", "total", "tax")] for row in rows] == [
        [None, None, None],
        [None, 2, None],
        [3, None, None],
        [4, None, 1],
    ]
