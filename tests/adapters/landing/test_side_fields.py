"""What is not money, id or time never costs an event: the column does without it, and that is told."""

import json
from typing import Any

import pytest
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.receipt import Protocol

from tests.landing import a_receipt, an_event, land, land_one, land_profiles, refuse_one

ODD = [
    ("coupon", ["SUMMER", "VIP"], "SUMMER,VIP"),
    ("coupon", ["SUMMER", 5], "SUMMER,5"),
    ("coupon", False, None),
    ("currency", ["EUR"], "EUR"),
    ("currency", True, None),
    ("currency", {"code": "EUR"}, None),
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
    assert set(row["violations"]) == {"odd_value:context.app.version", "odd_value:context.location.country"}
    assert (row["country"], json.loads(row["properties"])["country"]) == ("IT", ["IT"])


def test_numbers_are_text_and_nothing_odd() -> None:
    row = land_one(an_event(properties={"coupon": 2026, "app_version": 4.10}))
    assert (row["coupon"], row["app_version"], "violations" in row) == ("2026", "4.1", False)


@pytest.mark.parametrize("name", ["order_id", "product_id"])
def test_ids_still_count(name: str) -> None:
    assert refuse_one(an_event(properties={name: {}})) == ("wrong_type", f"properties.{name}")


LINE = {"product_id": "P1", "price": 10, "quantity": 1}


@pytest.mark.parametrize(
    ("name", "value", "column"),
    [
        ("category", ["Shirts", "Sale"], "Shirts,Sale"),
        ("brand", False, None),
        ("variant", {"size": "M"}, None),
        ("coupon", [], None),
        ("name", [["a"]], None),
        ("sku", True, None),
    ],
)
def test_a_line_keeps_what_its_fields_cannot_take(name: str, value: Any, column: str | None) -> None:
    lines = [LINE, {**LINE, name: value}, {**LINE, name: 4.10}]
    row = land_one(an_event(event="Order Completed", properties={"order_id": "1", "products": lines}))
    assert [line[name] for line in row["products"]] == [None, column, "4.1"]
    assert json.loads(row["properties"])["products"] == [{}, {name: value}, {}]
    assert row["violations"] == [f"odd_value:products.{name}"]


def test_many_odd_lines_are_told_once() -> None:
    lines = [{"product_id": "P", "brand": place % 2 == 0, "category": {}} for place in range(12_000)]
    row = land_one(an_event(properties={"products": lines}))
    assert row["violations"] == ["odd_value:products.category", "odd_value:products.brand"]
    assert len(row["products"]) == len(json.loads(row["properties"])["products"]) == len(lines)


@pytest.mark.parametrize(("sent", "read"), [(4711, "4711"), (4711.5, "4711.5"), ("P1", "P1")])
def test_products_may_be_numbered(sent: object, read: str) -> None:
    row = land_one(an_event(properties={"product_id": sent, "products": [{"product_id": sent}]}))
    assert (row["product_id"], row["products"][0]["product_id"]) == (read, read)


def land_message(**fields: Any) -> dict[str, Any]:
    return land_one({"batch": [{"type": "track", "event": "A", "userId": "u-1", **fields}]}, SEGMENT)


SEGMENT = a_receipt(Protocol.SEGMENT)
MIXPANEL = a_receipt(Protocol.MIXPANEL)
EMPTY: list[Any] = []


@pytest.mark.parametrize(
    "fields",
    [
        {"context": EMPTY},
        {"context": {"page": EMPTY, "campaign": EMPTY, "location": EMPTY, "traits": EMPTY}},
        {"properties": EMPTY, "traits": EMPTY, "integrations": EMPTY},
    ],
)
def test_an_empty_list_is_an_empty_object(fields: dict[str, Any]) -> None:
    row = land_message(**fields)
    assert (row["event_name"], "properties" in row, "violations" in row) == ("A", False, False)


def test_it_is_in_every_protocol() -> None:
    assert land_one(an_event(properties=EMPTY))["event_name"] == "Product Viewed"
    event = {"event": "A", "properties": EMPTY, "$mp_metadata": EMPTY}
    assert land_one(event, MIXPANEL)["event_id"] == "r-1-0"
    rows, rejected = land_profiles(
        [{"$distinct_id": "anna", "$set": EMPTY, "$add": EMPTY, "$mp_metadata": EMPTY}],
        a_receipt(Protocol.MIXPANEL, route="/engage"),
    )
    assert ([(row["operation"], "property" in row) for row in rows], rejected) == (
        [("$set", False), ("$add", False)],
        [],
    )


@pytest.mark.parametrize("context", ["[]", '"web"', "7"])
def test_what_stands_beside_a_batch_costs_no_message(context: str) -> None:
    messages = [{"type": "track", "event": "A", "userId": "u"}, {"event": "B", "userId": "u", "context": {}}]
    events, rejected = land(f'{{"batch":{json.dumps(messages)},"context":{context}}}', SEGMENT)
    assert (len(events), rejected) == (2, [])
    assert events[0].get("violations") == (None if context == "[]" else ["odd_value:context"])


@pytest.mark.parametrize(
    ("fields", "label", "kept"),
    [
        ({"context": "web"}, "odd_value:context", {"context": "web"}),
        ({"context": {"page": "x"}}, "odd_value:context.page", {"page": "x"}),
        ({"context": {"location": 7}}, "odd_value:context.location", {"location": 7}),
        ({"context": {"campaign": ["a"]}}, "odd_value:context.campaign", {"campaign": ["a"]}),
        ({"traits": "none"}, "odd_value:traits", {"traits": "none"}),
    ],
)
def test_a_side_object_of_another_shape_is_told_and_kept(
    fields: dict[str, Any], label: str, kept: dict[str, Any]
) -> None:
    row = land_message(**fields)
    assert (row["violations"], json.loads(row["properties"])) == ([label], kept)


def test_mobile_metadata_may_be_odd() -> None:
    row = land_one({"event": "A", "properties": {"distinct_id": "u"}, "$mp_metadata": 5}, MIXPANEL)
    assert (row["violations"], row["event_id"]) == (["odd_value:$mp_metadata"], "r-1-0")


@pytest.mark.parametrize("properties", ["x", 7, ["x"], False])
def test_properties_must_be_an_object(properties: Any) -> None:
    assert refuse_one(an_event(properties=properties)) == ("wrong_type", "properties")
    assert refuse_one({"event": "A", "properties": properties}, MIXPANEL) == ("wrong_type", "properties")


@pytest.mark.parametrize("odd", [True, 7, [], ["x"], {"a": 1}])
def test_what_only_tells_more_may_have_any_shape(odd: Any) -> None:
    context = {
        **{"userAgent": odd, "library": {"name": odd}, "device": {"type": odd, "model": odd}},
        **{"sessionId": odd, "page": {"referrer": odd, "path": odd, "url": odd}, "os": {"name": odd}},
    }
    land_message(context=context, channel=odd, writeKey=odd, properties={"gclid": odd})
    land_one({**an_event(), "session_hint": odd, "platform": odd, "write_key": odd})
    properties = {"distinct_id": "u", "token": odd, "mp_lib": odd, "$os": odd, "gclid": odd}
    land_one({"event": "A", "properties": properties}, MIXPANEL)


def test_collector_and_landing_agree_on_what_is_odd() -> None:
    body = json.dumps([an_event(platform=["web"], session_hint={}), an_event(properties=[])]).encode()
    assert check_envelope(a_receipt(), body).rejections == ()
    events, rejected = land(body)
    assert ([row.get("platform") for row in events], rejected) == (["web", None], [])
    assert events[0]["violations"] == ["odd_value:platform", "odd_value:session_hint"]
