"""Lines of orders and carts in whatever shape they come: none of them costs its event."""

import itertools
import json
from decimal import Decimal
from typing import Any

import pytest
from tally.domain.collecting.receipt import Protocol
from tally.domain.events.columns import EVENT_COLUMNS

from tests.landing import Row, a_receipt, an_event, land, land_one, refuse_one

BAG = {"product_id": "bag", "price": 49.5, "quantity": 1}
HAT = {"product_id": "hat", "price": 12, "quantity": 2}
FIELDS = ("product_id", "sku", "name", "category", "brand", "variant", "price", "quantity", "coupon")


def order(products: Any, name: str = "products", event: str = "Order Completed", **others: Any) -> Row:
    return an_event(event=event, properties={"order_id": "O-1", "revenue": 73.5, name: products, **others})


def lines_of(row: Row) -> list[str | None]:
    """Product ids of the lines; None of one of which nothing is known."""
    for line in row["products"]:
        assert line["product_id"] or not any(line.values())
    return [line["product_id"] for line in row["products"]]


def left_of(row: Row) -> Row:
    found: Row = json.loads(row.get("properties", "{}"))
    return found


def test_the_fields_are_those_of_the_column() -> None:
    (column,) = (column for column in EVENT_COLUMNS if column.name == "products")
    assert [part.partition(":")[0] for part in column.type.split("<")[-1].split(",") if ":" in part] == list(
        FIELDS
    )


@pytest.mark.parametrize(
    "products",
    [
        [BAG, HAT],
        json.dumps([BAG, HAT]),
        f" {json.dumps([BAG, HAT], indent=1)}\n",
        [BAG, None, HAT],
        [None, json.dumps(BAG), HAT],
        {"0": BAG, "1": HAT},
        {"4711": BAG, "x": None, "4712": HAT},
        json.dumps({"1": BAG, "2": HAT}),
        [[BAG, HAT]],
        [[BAG], [], [HAT]],
        {"items": [BAG, HAT]},
        {"0": json.dumps(BAG), "1": HAT},
    ],
)
@pytest.mark.parametrize("name", ["products", "items", "Products"])
def test_lines_are_read_in_any_wrapping(products: Any, name: str) -> None:
    for event in ("Order Completed", "Order Refunded"):
        row = land_one(order(products, name, event))
        read = [line for line in row["products"] if any(line.values())]
        assert [(line["product_id"], line["price"], line["quantity"]) for line in read] == [
            ("bag", Decimal("49.5"), 1),
            ("hat", 12, 2),
        ]


def test_empty_lists_between_are_objects_that_php_wrote() -> None:
    row = land_one(an_event(properties={"products": [[], BAG]}))
    assert (lines_of(row), "properties" in row, "violations" in row) == ([None, "bag"], False, False)


@pytest.mark.parametrize("products", [BAG, json.dumps(BAG), [BAG]])
def test_one_line_alone_is_a_list_of_one(products: Any) -> None:
    row = land_one(order(products))
    assert (lines_of(row), left_of(row), "violations" in row) == (["bag"], {}, False)


@pytest.mark.parametrize("products", ["", " ", None, "null", [None], [], {}, "[]", "{}"])
def test_nothing_is_no_line(products: Any) -> None:
    row = land_one(order(products))
    assert (row.get("products", []), "violations" in row) == ([], False)
    row = land_one(order(products, product_id="bag", price=49.5))
    assert (lines_of(row), row["products"][0]["price"]) == (["bag"], Decimal("49.5"))


@pytest.mark.parametrize(
    ("products", "read", "left"),
    [
        (["sku-1", "sku-2"], [None, None], ["sku-1", "sku-2"]),
        ([BAG, "sku-2"], ["bag", None], [{}, "sku-2"]),
        ([BAG, 0, False], ["bag", None, None], [{}, 0, False]),
        ([["sku-1"], HAT], [None, "hat"], [["sku-1"], {}]),
        ({"0": BAG, "count": 2}, ["bag", None], [{}, 2]),
        ("bag", [None], "bag"),
        ("bag, hat", [None], "bag, hat"),
        ("[object Object]", [None], "[object Object]"),
        ('[{"product_id":"bag","price":NaN}]', [None], '[{"product_id":"bag","price":NaN}]'),
        ("[" * 3000, [None], "[" * 3000),
        ("42", [None], "42"),
        (7, [None], 7),
        (True, [None], True),
        ([True, BAG], [None, "bag"], [True, {}]),
    ],
)
def test_what_is_no_line_is_one_that_nobody_knows(products: Any, read: list[str | None], left: Any) -> None:
    row = land_one(order(products))
    assert (lines_of(row), left_of(row), row["violations"]) == (
        read,
        {"products": left},
        ["odd_value:products"],
    )
    assert row["revenue"] == Decimal("73.5")


def test_ga4_items_that_are_none_are_told_too() -> None:
    row = land_one(order(["bag"], "items", "purchase"))
    assert (lines_of(row), row["violations"]) == ([None], ["odd_value:items", "odd_value:products"])
    assert left_of(row) == {"products": ["bag"], "$event_as_sent": "purchase"}


@pytest.mark.parametrize("items", [3, "draft", ["a"], {"0": {"x": 1}}, '[{"product_id":"bag"}]'])
def test_items_of_another_event_may_be_anything(items: Any) -> None:
    row = land_one(an_event(event="Quiz Done", properties={"items": items}))
    assert ("products" in row, left_of(row), row["violations"]) == (
        False,
        {"items": items},
        ["odd_value:items"],
    )


ODD = [
    ("product_id", {"id": 1}),
    ("product_id", ["a"]),
    ("product_id", True),
    ("price", "€ 49,50"),
    ("price", "49.50 EUR"),
    ("price", "1.200"),
    ("price", True),
    ("price", {"amount": 49.5}),
    ("price", 1e15),
    ("price", "NaN"),
    ("quantity", "two"),
    ("quantity", False),
    ("quantity", [1]),
    ("quantity", 10**9),
]


@pytest.mark.parametrize(("name", "value"), ODD)
def test_a_bad_field_costs_only_itself(name: str, value: Any) -> None:
    row = land_one(order([HAT, {**BAG, name: value, "brand": "B"}]))
    bag = {**dict.fromkeys(FIELDS), **BAG, "price": Decimal("49.5"), "brand": "B", name: None}
    assert row["products"][1] == bag
    assert left_of(row) == {"products": [{}, {name: value}]}
    assert row["violations"] == [f"odd_value:products.{name}"]


@pytest.mark.parametrize(
    ("sent", "read"),
    [(" bag ", "bag"), ("4711.0", "4711"), (4711.0, "4711"), ("\u200bbag", "bag"), ("", None), ("#7", "#7")],
)
def test_product_ids_of_lines_have_one_form(sent: Any, read: str | None) -> None:
    row = land_one(order([HAT, {**BAG, "product_id": sent}]))
    assert (row["products"][1]["product_id"], left_of(row), "violations" in row) == (read, {}, False)


@pytest.mark.parametrize("sent", ["undefined", "null", 0, "{{ product.id }}"])
def test_a_product_id_that_means_nothing_is_told(sent: Any) -> None:
    row = land_one(order([HAT, {**BAG, "product_id": sent}]))
    assert [line["product_id"] for line in row["products"]] == ["hat", None]
    assert row["violations"] == ["placeholder_id:products.product_id"]
    assert left_of(row) == {"products": [{}, {"product_id": str(sent)}]}


def test_every_event_of_a_body_keeps_its_own_lines() -> None:
    sent = [
        an_event(event_id="0"),
        order(None, product_id="own-1", event_id="1"),
        order([HAT, "x"], "items"),
        order(json.dumps([BAG])),
        order("", product_id="own-4"),
        an_event(properties={"products": [HAT]}),
        order(["y"], "Items"),
        order([], product_id="own-7"),
        order([BAG, HAT]),
    ]
    rows, rejected = land([{**event, "event_id": str(place)} for place, event in enumerate(sent)])
    assert rejected == []
    assert [lines_of(row) if "products" in row else None for row in rows] == [
        *(None, ["own-1"], ["hat", None], ["bag"], ["own-4"], ["hat"], [None], ["own-7"], ["bag", "hat"])
    ]


def test_so_it_does_in_text() -> None:
    row = land_one(order(json.dumps({"7": {**BAG, "price": "free", "size": "M"}})))
    assert (lines_of(row), row["products"][0]["price"]) == (["bag"], None)
    assert left_of(row) == {"products": [{"size": "M", "price": "free"}]}


@pytest.mark.parametrize("places", list(itertools.permutations(range(4))))
def test_each_event_has_its_own_lines_in_whatever_forms_they_come(places: tuple[int, ...]) -> None:
    """Lists, texts under another name, the event's own product, none at all, one after the other."""
    forms = [
        order([BAG, HAT]),
        order(json.dumps([HAT, {**BAG, "product_id": "shoe"}]), name="Items"),
        order(None, product_id="scarf", quantity=3),
        order(None),
    ]
    read = [["bag", "hat"], ["hat", "shoe"], ["scarf"], None]
    rows, _ = land(json.dumps([forms[place] for place in places]))
    assert [lines_of(row) if row.get("products") else None for row in rows] == [
        read[place] for place in places
    ]


def test_500_lines_keep_their_places() -> None:
    many: list[Any] = [{**BAG, "product_id": f"p-{place}", "price": f"{place}.25"} for place in range(500)]
    many[17], many[300] = {**BAG, "price": "?"}, "p-300"
    row = land_one(order(json.dumps(many)))
    assert len(row["products"]) == len(left_of(row)["products"]) == 500
    assert (row["products"][499]["price"], row["products"][300]["product_id"]) == (Decimal("499.25"), None)
    assert row["violations"] == ["odd_value:products", "odd_value:products.price"]


def test_digits_of_lines_are_those_that_were_sent() -> None:
    body = (
        '[{"event":"Order Completed","user_id":"u","properties":{"products":'
        '[null,{"product_id":1.50,"price":1234567890123.45},[{"product_id":"b","price":9999999999999.01}]]}}]'
    )
    (row,), _ = land(body)
    assert [(line["product_id"], line["price"]) for line in row["products"]] == [
        ("1.5", Decimal("1234567890123.45")),
        ("b", Decimal("9999999999999.01")),
    ]


def test_the_product_that_an_event_names_itself_is_no_line() -> None:
    for name, value in (("product_id", {}), ("price", "free"), ("quantity", "two")):
        event = order([], product_id="bag")
        event["properties"][name] = value
        assert refuse_one(event) == ("wrong_type", f"properties.{name}")


@pytest.mark.parametrize("protocol", list(Protocol))
def test_every_protocol_reads_text(protocol: Protocol) -> None:
    properties = {"order_id": "1", "products": json.dumps([BAG, HAT])}
    events = {
        Protocol.TALLY: an_event(event="Order Completed", properties=properties),
        Protocol.MIXPANEL: {"event": "Order Completed", "properties": {**properties, "distinct_id": "u"}},
        Protocol.SEGMENT: {
            "batch": [{"type": "track", "event": "Order Completed", "userId": "u", "properties": properties}]
        },
    }
    assert lines_of(land_one(events[protocol], a_receipt(protocol))) == ["bag", "hat"]
