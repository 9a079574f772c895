"""Our own JSON: what stands beside `properties` is read as if it stood inside."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.tally_events import gather_beside
from tally.domain.events.standard_properties import EVENT_PROPERTIES
from tally.domain.orders.order_properties import ORDER_COLUMNS
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import Row, a_receipt, an_event, land_one, refuse_one

SPECIAL: dict[str, Any] = {
    "platform": "ios",
    "country": "IT",
    "currency": "EUR",
    "revenue": 59.9,
    "price": 59.9,
    "quantity": 2,
    "products": [{"product_id": "P1", "price": 59.9}],
    "total": 65.5,
    "tax": 1.2,
    "shipping": 4.4,
}
STANDARD = sorted({*EVENT_PROPERTIES, *ORDER_COLUMNS} - {"click_id_name", "platform", "session_hint"})
FINGERPRINT = {"payload_fingerprint"}


def an_order(**fields: Any) -> Row:
    return an_event(event="Order Completed", **fields)


def columns(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in FINGERPRINT}


@pytest.mark.parametrize("name", [*STANDARD, "gclid", "user_agent", "orderId", "gift", "address"])
def test_a_field_beside_is_the_same_field_inside(name: str) -> None:
    value = SPECIAL.get(name, f"a {name}")
    inside, beside = an_order(properties={name: value}), an_order(**{name: value})
    row = columns(land_one(beside))
    assert row == columns(land_one(inside))
    if name in STANDARD:
        assert row[name] is not None
        assert "properties" not in row


@pytest.mark.parametrize("name", ["platform", "session_hint"])
def test_a_field_of_the_envelope_may_stand_inside(name: str) -> None:
    value = SPECIAL.get(name, "s-1")
    assert land_one(an_order(properties={name: value}))[name] == land_one(an_order(**{name: value}))[name]


@pytest.mark.parametrize("properties", [None, [], {}, {"gift": True}])
def test_whatever_the_properties_are(properties: Any) -> None:
    event = an_order(order_id="77", revenue=12, currency="EUR")
    row = land_one({**event, "properties": properties})
    assert (row["order_id"], row["revenue"], row["currency"]) == ("77", 12, "EUR")


@pytest.mark.parametrize(("name", "other"), [("order_id", "78"), ("platform", "web")])
def test_inside_stands_first_and_the_other_is_kept(name: str, other: str) -> None:
    inside = {"order_id": "77", "platform": "ios"}
    row = land_one(an_order(properties=inside, **{name: other}))
    assert (row["order_id"], row["platform"]) == ("77", "ios")
    assert json.loads(row["properties"]) == {name: other}


def test_null_inside_is_nothing() -> None:
    assert land_one(an_order(properties={"order_id": None}, order_id="78"))["order_id"] == "78"


def test_an_event_that_sends_inside_is_none_the_worse_beside_one_that_does_not() -> None:
    reader = ColumnReader(ShopClock())
    body = [an_order(event_id="e-1", properties={"revenue": 5}), an_order(event_id="e-2", revenue=7)]
    events = reader.read("b-1", [(a_receipt(), json.dumps(body).encode())]).events.to_pylist()
    assert [(row["event_id"], float(row["revenue"])) for row in events] == [("e-1", 5.0), ("e-2", 7.0)]


def test_digits_beside_are_read_as_sent() -> None:
    text = (
        '{"event": "Order Completed", "user_id": "u", "revenue": 123456789012.123456, "total": 1234567890.12}'
    )
    events = ColumnReader(ShopClock()).read("b-1", [(a_receipt(), text.encode())]).events.to_pylist()
    assert (str(events[0]["revenue"]), str(events[0]["total"])) == (
        "123456789012.123456",
        "1234567890.120000",
    )


@pytest.mark.parametrize(("name", "value"), [("revenue", "a lot"), ("order_id", {}), ("orderId", {})])
def test_what_cannot_be_read_is_named_where_it_stood(name: str, value: Any) -> None:
    assert refuse_one(an_order(**{name: value})) == ("wrong_type", name)
    assert refuse_one(an_order(properties={name: value})) == ("wrong_type", f"properties.{name}")


class Counted(dict[str, Any]):
    """An event that counts how often somebody looks into it."""

    looks = 0

    def __contains__(self, name: object) -> bool:
        Counted.looks += 1
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        Counted.looks += len(self)
        return super().__iter__()


def test_a_body_of_many_names_is_looked_through_once() -> None:
    """Each name in each event would be a million looks here, and hours in a body of 20 MiB."""
    events = [
        Counted({"event": "E", **{f"n{place}_{other}": 1 for other in range(10)}}) for place in range(300)
    ]
    gather_beside([*events], [])
    assert [len(event["properties"]) for event in events] == [10] * 300
    assert Counted.looks < 20_000
