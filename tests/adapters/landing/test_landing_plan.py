"""The tracking plan at landing: violations beside the event or in quarantine, personal data nowhere."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import parquet
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.audit.witness import read_witnessed_event
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.plan.personal_data import hash_text
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import RECEIVED_AT_MS, Row, a_receipt, an_event

SALT = b"pepper"
ANNA = "Anna@Shop.Example"
HASHED = hash_text(ANNA, SALT)
PLAN = """
[personal_data]
email = "hash"
"$email" = "hash"
ip = "truncate"
"$ip" = "truncate"
city = "drop"
birthday = "truncate"

[properties]
order_id = "string"
revenue = "number"
coupon = { type = "string", allowed = ["SPRING"] }
email = "string"

[events."Order Completed"]
required = ["order_id", "revenue"]
optional = ["coupon", "email"]
"""
ORDER = {"event": "Order Completed", "user_id": "u-1", "properties": {"order_id": "o", "revenue": 1}}
SEGMENT_ORDER = {"type": "track", "messageId": "m", "anonymousId": "a"}


def reader(mode: str = "observe") -> ColumnReader:
    return ColumnReader(ShopClock(), landing_plan(parse_plan(f'mode = "{mode}"\n{PLAN}'), SALT))


def land(
    body: Any, protocol: Protocol = Protocol.TALLY, mode: str = "observe", **facts: Any
) -> tuple[list[Row], list[Row], list[Row]]:
    """(events, profile rows, rejected), each row without its nulls."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    tables = reader(mode).read("b-1", [(a_receipt(protocol, **facts), data)])
    for table in tables:
        table.validate(full=True)
    events, profiles, rejected = (
        [{name: value for name, value in row.items() if value is not None} for row in table.to_pylist()]
        for table in tables
    )
    return events, profiles, rejected


def order(number: int = 1, **properties: Any) -> Row:
    known = {"order_id": "o", "revenue": 1, **properties}
    return an_event(event="Order Completed", event_id=f"e-{number}", properties=known)


def test_violations_stand_beside_the_event_null_where_there_are_none() -> None:
    bad = order(2, revenue="1.00", coupon="SUMMER", debug=1)
    (good, wrong, unplanned), _, rejected = land([order(), bad, an_event(event="New", event_id="e-3")])
    assert rejected == []
    assert "violations" not in good
    assert wrong["violations"] == ["wrong_type:revenue", "unplanned_property:debug", "not_allowed:coupon"]
    assert (wrong["revenue"], wrong["coupon"]) == (1, "SUMMER")
    assert unplanned["violations"] == ["unplanned_event"]


@pytest.mark.parametrize("name", ["bestellung", "Bestellung ", "purchase", "order_completed"])
def test_other_names_of_a_planned_event_are_planned(name: str) -> None:
    """And the witness counts them under the same name: no cell is disputed for it."""
    plan = parse_plan("[properties]\nx = 'any'\n[events.'Order Completed']\naliases = ['bestellung']")
    body = json.dumps([an_event(event=name)]).encode()
    events, *_ = ColumnReader(ShopClock(), landing_plan(plan, b"")).read("b", [(a_receipt(), body)])
    (row,) = events.to_pylist()
    assert (row["event_name"], row["event_class"], row["violations"]) == ("Order Completed", "business", None)
    assert json.loads(row["properties"]) == {"$event_as_sent": name}
    seen = read_witnessed_event({"event": name, "event_id": "1"}, RECEIVED_AT_MS, plan.aliases)
    assert seen.event_name == "Order Completed"


def test_what_stands_beside_the_properties_is_checked_and_treated_as_one() -> None:
    beside = {"event": "Order Completed", "user_id": "u-1", "order_id": "o", "revenue": 1, "email": ANNA}
    (row,), _, _ = land([{**beside, "contact": {"email": ANNA}}])
    assert row["violations"] == ["unplanned_property:contact"]
    assert json.loads(row["properties"]) == {"email": HASHED, "contact": {"email": HASHED}}


def test_many_alike_and_one_that_differs() -> None:
    events = [order(number, coupon="SPRING") for number in range(50)]
    events[7] = order(7, coupon="SUMMER")
    events[8] = order(8, coupon=None)
    landed, _, _ = land(events)
    assert [event for event in landed if "violations" in event] == [landed[7]]
    assert landed[7]["violations"] == ["not_allowed:coupon"]


@pytest.mark.parametrize(
    "wrap", [json.dumps, lambda lines: {"0": lines[0]}, lambda lines: [json.dumps(lines[0]), None]]
)
def test_personal_data_in_lines_are_treated_in_whatever_shape_they_came(wrap: Any) -> None:
    lines = [{"product_id": "card", "email": ANNA, "gift": {"city": "Rome", "email": ANNA}}]
    (row,), _, _ = land([order(products=wrap(lines))])
    left = {"email": HASHED, "gift": {"email": HASHED}}
    assert json.loads(row["properties"])["products"] == [left]


def test_enforced_the_event_waits_in_quarantine() -> None:
    events, _, rejected = land([order(), order(2, revenue=None)], mode="enforce")
    assert [event["event_id"] for event in events] == ["e-1"]
    (row,) = rejected
    assert (row["reason"], row["field"]) == ("missing_property", "properties.revenue")
    assert (row["violations"], row["order_id"]) == (["missing_property:revenue"], "o")
    assert json.loads(row["raw"])["properties"]["revenue"] is None


def test_what_cannot_be_stored_is_refused_for_that_first() -> None:
    _, _, (row,) = land([order(revenue="much")], mode="enforce")
    assert row["detail"].startswith("properties.revenue: this is an amount")
    assert row["violations"] == ["wrong_type:revenue"]


@pytest.mark.parametrize(
    ("protocol", "event", "expected"),
    [
        (Protocol.MIXPANEL, {"event": "Order Completed", "properties": {"$os": "iOS"}}, 2),
        (Protocol.SEGMENT, {"batch": [{**SEGMENT_ORDER, "event": "Completed Order", "properties": {}}]}, 2),
        (Protocol.SEGMENT, {"batch": [{**SEGMENT_ORDER, "event": "Completed Order"}]}, 2),
        (Protocol.SEGMENT, {"batch": [{**SEGMENT_ORDER, "type": "page", "properties": {"x": 1}}]}, 0),
        (Protocol.SEGMENT, {"batch": [{**SEGMENT_ORDER, "type": "identify", "traits": {"x": 1}}]}, 0),
        (Protocol.TALLY, {"event": "Order Completed", "user_id": "u"}, 2),
    ],
)
def test_every_protocol_answers_to_the_plan(protocol: Protocol, event: Row, expected: int) -> None:
    (row,), _, _ = land(event, protocol)
    assert len(row.get("violations", [])) == expected


def test_personal_data_are_treated_in_columns_and_properties() -> None:
    (row,), _, _ = land(order(email=ANNA, city="Roma", country="IT", nested=[{"E-Mail": ANNA}]))
    assert "city" not in row
    assert row["country"] == "IT"
    assert json.loads(row["properties"]) == {"email": HASHED, "nested": [{"E-Mail": HASHED}]}


def test_segment_context_and_traits_are_treated() -> None:
    message = {
        **SEGMENT_ORDER,
        "type": "identify",
        "userId": "u-1",
        "traits": {"email": ANNA, "birthday": "1984-05-12"},
        "context": {"ip": "203.0.113.77", "traits": {"email": ANNA}},
    }
    (row,), profiles, _ = land({"batch": [message], "context": {"ip": "203.0.113.77"}}, Protocol.SEGMENT)
    properties = json.loads(row["properties"])
    assert properties["traits"] == {"email": HASHED, "birthday": "1984"}
    assert properties["context"] == {"ip": "203.0.113.0", "traits": {"email": HASHED}}
    assert {each["property"]: json.loads(each["value"]) for each in profiles} == {
        "email": HASHED,
        "birthday": "1984",
    }


def test_profile_updates_are_treated() -> None:
    update = {
        "$token": "t",
        "$distinct_id": "u-1",
        "$set": {"$email": ANNA, "city": "Roma", "points": 19.95, "home": {"email": ANNA}},
        "$union": {"email": [ANNA]},
        "$unset": ["email"],
    }
    _, profiles, rejected = land([update], Protocol.MIXPANEL, route="/engage")
    assert rejected == []
    assert [(each["operation"], each["property"], each.get("value")) for each in profiles] == [
        ("$set", "$email", f'"{HASHED}"'),
        ("$set", "points", "19.95"),
        ("$set", "home", f'{{"email":"{HASHED}"}}'),
        ("$union", "email", f'["{HASHED}"]'),
        ("$unset", "email", None),
    ]


def test_an_exponent_beyond_any_fails_no_batch() -> None:
    update = f'[{{"$distinct_id":"u","$set":{{"home":{{"email":"{ANNA}","n":1e-9999999999999999999}}}}}}]'
    _, profiles, _ = land(update.encode(), Protocol.MIXPANEL, route="/engage")
    assert [each["value"] for each in profiles] == [f'{{"email":"{HASHED}","n":0.0}}']


@pytest.mark.parametrize("depth", [*range(930, 1000), 2000])
def test_no_depth_of_nesting_fails_a_batch(depth: int) -> None:
    operand = f'{"[" * depth}{{"email":"{ANNA}"}}{"]" * depth}'
    update = f'[{{"$distinct_id":"u","$set":{{"home":{operand}}}}}]'
    event = f'[{{"event":"A","user_id":"u","properties":{{"price":"x","home":{operand}}}}}]'
    for body, protocol, route in (
        (update, Protocol.MIXPANEL, "/engage"),
        (event, Protocol.TALLY, "/v1/events"),
    ):
        tables = reader().read("b", [(a_receipt(protocol, route=route), body.encode())])
        assert sum(map(len, tables)) == 1


def test_the_text_in_quarantine_is_treated_and_keeps_its_digits() -> None:
    properties = f'{{"price":12.345000,"revenue":"?","email":"{ANNA}","email":"{ANNA}"}}'
    _, _, (row,) = land(f'[{{"event":"A","user_id":"u","properties":{properties}}}]'.encode())
    assert row["raw"] == (
        f'{{"event":"A","user_id":"u","properties":{{"price":12.345000,"revenue":"?","email":"{HASHED}"}}}}'
    )


def test_a_text_without_personal_data_stays_byte_for_byte() -> None:
    text = b'[ {"event" : "A","user_id":"u","properties":{"price":1.2340,"revenue":"?",  "x":"\\u00e9"}} ]'
    _, _, (row,) = land(text)
    assert row["raw"].encode() == text[2:-2]


def test_a_text_that_cannot_be_parsed_stays_as_it_was_sent() -> None:
    _, _, (row,) = land(f'[{{"event":"A","properties":{{"email":"{ANNA}"'.encode())
    assert ANNA in row["raw"]


def test_treated_once_more_nothing_changes() -> None:
    (row,), _, _ = land(order(email=HASHED))
    assert json.loads(row["properties"]) == {"email": HASHED}


_VALUE = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(ANNA)
_JSON = st.recursive(
    _VALUE,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["email", "$email", "E_MAIL", "x", "order_id"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _without_bare(node: Any) -> Any:
    """The same JSON with the address nowhere but under its name."""
    if isinstance(node, dict):
        return {
            name: value if name.lower().replace("_", "") in ("email", "$email") else _without_bare(value)
            for name, value in node.items()
        }
    return (
        [_without_bare(each) for each in node] if isinstance(node, list) else None if node == ANNA else node
    )


@given(
    st.lists(st.dictionaries(st.sampled_from(["email", "$email", "price", "nested"]), _JSON), min_size=1),
    st.sampled_from(list(Protocol)),
    st.sampled_from(["observe", "enforce"]),
)
def test_no_file_holds_the_address(members: list[Row], protocol: Protocol, mode: str) -> None:
    events = [_event(protocol, _without_bare(each), str(row)) for row, each in enumerate(members)]
    body = {"batch": events} if protocol is Protocol.SEGMENT else events
    tables = reader(mode).read("b", [(a_receipt(protocol), json.dumps(body).encode())])
    assert sum(len(table) for table in (tables[0], tables[2])) == len(events)
    for table, columns in zip(tables, (EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS), strict=True):
        rows = json.dumps(table.to_pylist(), default=str)
        assert ANNA not in rows
        assert base64.b64encode(ANNA.encode()).decode() not in rows
        assert ANNA.encode() not in parquet(table, columns)


def _event(protocol: Protocol, properties: Row, number: str) -> Row:
    if protocol is Protocol.SEGMENT:
        traits = {"type": "identify", "userId": "u", "traits": properties, "context": {"traits": properties}}
        return {"messageId": number, **traits, "properties": properties}
    if protocol is Protocol.MIXPANEL:
        return {"event": "A", "properties": {"$insert_id": number, **properties}, "beside": properties}
    return {"event": "A", "event_id": number, "user_id": "u", "properties": properties, "beside": properties}


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["event", "properties", "type", "userId", "traits", "context"]), _JSON
        )
    ),
    st.sampled_from(list(Protocol)),
)
def test_whatever_is_sent_is_stored_somewhere(events: list[Row], protocol: Protocol) -> None:
    body = {"batch": events} if protocol is Protocol.SEGMENT else events
    landed, _, rejected = reader("enforce").read("b", [(a_receipt(protocol), json.dumps(body).encode())])
    assert len(landed) + len(rejected) == len(events)


def test_quarantine_names_the_body_that_it_came_in() -> None:
    facts = [(Receipt(f"r-{n}", Protocol.TALLY, "/v1/events", "shop", 1_795_330_800_000)) for n in range(2)]
    good, bad = json.dumps([order()]).encode(), json.dumps([order(revenue=None)]).encode()
    _, _, rejected = reader("enforce").read("b", [(facts[0], good), (facts[1], bad)])
    assert rejected["quarantine_id"].to_pylist() == ["r-1-0"]
