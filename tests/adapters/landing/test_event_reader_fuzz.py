"""Whatever a client sends: every event ends in exactly one place, and nothing raises."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tally.adapters.landing import mixpanel_events, segment_events, tally_events
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.wire_fields import WireFormat
from tally.adapters.wire.envelope import split
from tally.adapters.wire.envelope_check import check_envelope
from tally.adapters.wire.transport import decode_body
from tally.domain.collecting.receipt import Protocol
from tally.domain.collecting.rejection import Rejection
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import RECEIVED_AT_MS, a_receipt, land

EXAMPLES = 1000 if settings.get_current_profile_name() == "full" else 150

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([10**400, -0.0, 1e308, 19.995, 0.1 + 0.2, RECEIVED_AT_MS, RECEIVED_AT_MS / 1000, 1])
    | st.text(max_size=20)
    | st.sampled_from(["", "12.50", "1e5", "nan", "$device:", "2026-11-22T07:00:00Z", "2026-11-22", "\x00"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
NAMES = st.sampled_from(
    ["Product Viewed", "Order Completed", "refund", "Order Updated", "Viewed Product", "", "x"]
)
OF_ORDERS = [
    *("total", "Total", "tax", "shipping", "subtotal", "value", "amount", "refundAmount", "grand_total"),
    *("affiliation", "store", "refund_id", "items", "Revenue"),
]


def known_names(wire: WireFormat, path: str) -> st.SearchStrategy[str]:
    tables = (wire.taken.get(path, {}), wire.seen.get(path, {}))
    return st.sampled_from(sorted({name for table in tables for names in table.values() for name in names}))


def objects(wire: WireFormat, path: str, **inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects whose members mostly have names that some column takes."""
    names = known_names(wire, path) | st.text(max_size=5)
    if path == "properties":
        names |= st.sampled_from(OF_ORDERS)
    some = st.dictionaries(names, VALUES, max_size=8)
    return st.builds(lambda known, fixed: {**known, **fixed}, some, st.fixed_dictionaries({}, optional=inner))


_SOME_LINES = st.lists(
    st.dictionaries(st.sampled_from(["product_id", "price", "quantity", "x"]), VALUES, max_size=4) | VALUES,
    max_size=3,
)
LINES = st.one_of(
    _SOME_LINES,
    _SOME_LINES.map(json.dumps),
    _SOME_LINES.map(lambda lines: {str(place): line for place, line in enumerate(lines)}),
    VALUES,
)
TALLY = objects(
    tally_events.WIRE,
    "",
    event=NAMES | VALUES,
    user_id=st.text(max_size=5) | VALUES,
    properties=objects(tally_events.WIRE, "properties", products=LINES) | VALUES,
)
MIXPANEL = objects(
    mixpanel_events.WIRE,
    "",
    event=NAMES | VALUES,
    properties=objects(mixpanel_events.WIRE, "properties", products=LINES) | VALUES,
)
MESSAGE = objects(
    segment_events.WIRE,
    "",
    type=st.sampled_from(["track", "page", "screen", "identify", "group", "alias"]) | VALUES,
    event=NAMES | VALUES,
    userId=st.text(max_size=5) | VALUES,
    properties=objects(segment_events.WIRE, "properties", products=LINES) | VALUES,
    context=objects(
        segment_events.WIRE,
        "context",
        page=objects(segment_events.WIRE, "context.page") | VALUES,
        os=objects(segment_events.WIRE, "context.os") | VALUES,
        library=objects(segment_events.WIRE, "context.library") | VALUES,
    )
    | VALUES,
)


def check_all_land(protocol: Protocol, body: Any, count: int) -> None:
    """Counts add up; the collector's answer and landing agree; the same body again makes the same rows."""
    receipt = a_receipt(protocol)
    text = json.dumps(body)
    events, rejected = land(text, receipt)
    assert len(events) + len(rejected) == count
    answered = {rejection.index for rejection in check_envelope(receipt, text.encode()).rejections}
    quarantined = {int(row["quarantine_id"].rpartition("-")[2]) for row in rejected}
    assert answered <= quarantined
    kept = {index for index in range(count) if index not in quarantined}
    assert len(kept) == len(events)
    for row in rejected:
        assert row["reason"]
        assert row["detail"]
        assert json.loads(row["raw"]) is not None
    assert land(text, receipt) == (events, rejected)


@settings(max_examples=EXAMPLES)
@given(st.lists(TALLY | VALUES.filter(lambda value: value is not None), min_size=1, max_size=4))
def test_own_json(body: list[Any]) -> None:
    check_all_land(Protocol.TALLY, body, len(body))


@settings(max_examples=EXAMPLES)
@given(st.lists(MIXPANEL, min_size=1, max_size=4))
def test_mixpanel(body: list[Any]) -> None:
    check_all_land(Protocol.MIXPANEL, body, len(body))


@settings(max_examples=EXAMPLES)
@given(
    st.lists(MESSAGE, min_size=1, max_size=4), st.dictionaries(st.sampled_from(["sentAt", "context"]), VALUES)
)
def test_segment(body: list[Any], beside: dict[str, Any]) -> None:
    check_all_land(Protocol.SEGMENT, {**beside, "batch": body}, len(body))


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from(list(Protocol)),
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.booleans(),
)
def test_any_bytes(protocol: Protocol, body: bytes, is_base64: bool) -> None:
    receipt = a_receipt(protocol, is_base64=is_base64)
    events, rejected = land(body, receipt)
    text = decode_body(receipt, body)
    assert len(events) + len(rejected) == (
        1 if isinstance(text, Rejection) else len(split(receipt, text).events)
    )


GOOD = json.dumps(
    [
        {
            "event": "Order Completed",
            "event_id": "o-1",
            "occurred_at": "2026-11-22T06:59:00Z",
            "user_id": "u-1",
            "properties": {"revenue": 12.5, "products": [{"product_id": "P", "price": 12.5}], "x": "é"},
        }
    ]
    * 2,
    ensure_ascii=False,
).encode()


@settings(max_examples=EXAMPLES)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=3), st.integers(0, 9))
def test_mutated_bytes(changes: list[tuple[int, int]], cut: int) -> None:
    body = bytearray(GOOD)
    for place, byte in changes:
        body[place] = byte
    text = bytes(body[: len(body) - cut])
    events, rejected = land(text)
    receipt = a_receipt()
    decoded = decode_body(receipt, text)
    count = 1 if isinstance(decoded, Rejection) else len(split(receipt, decoded).events)
    assert len(events) + len(rejected) == count


@settings(max_examples=EXAMPLES)
@given(st.datetimes(timezones=st.timezones() | st.none()).map(lambda moment: moment.isoformat()))
def test_every_time_that_the_collector_accepts_is_read(time: str) -> None:
    body = [{"event": "A", "user_id": "u", "occurred_at": time}]
    answered = check_envelope(a_receipt(), json.dumps(body).encode()).rejections
    events, _ = land(body)
    assert len(events) == (0 if answered else 1)


@settings(max_examples=EXAMPLES)
@given(st.lists(st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15), min_size=1, max_size=5))
def test_amounts_together_and_alone_are_the_same(amounts: list[float]) -> None:
    """The fast path by column and the exact one by value agree."""
    assert all(map(math.isfinite, amounts))
    body = [
        {"event": "A", "event_id": str(place), "user_id": "u", "properties": {"revenue": amount}}
        for place, amount in enumerate(amounts)
    ]
    together = {row["event_id"]: row["revenue"] for row in land(body)[0]}
    mixed = [*body, {"event": "A", "user_id": "u", "properties": {"revenue": "no amount"}}]
    assert together == {row["event_id"]: row["revenue"] for row in land(mixed)[0]}


@pytest.mark.parametrize("protocol", list(Protocol))
def test_nothing_at_all(protocol: Protocol) -> None:
    assert [len(table) for table in ColumnReader(ShopClock()).read("b", [])] == [0, 0, 0]
    assert land("[]", a_receipt(protocol, route="/v1/events"))[0] == []


ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "event": st.sampled_from(["Order Completed", "refund", "Order Updated", "Cart Viewed"]),
            "user_id": st.just("u"),
            "properties": st.fixed_dictionaries(
                {},
                optional={
                    **dict.fromkeys(("products", "items", "Products"), LINES),
                    **dict.fromkeys(("product_id", "order_id", "refund_id", "store"), SCALARS),
                    **dict.fromkeys(("price", "revenue", "total", "tax", "value", "amount"), SCALARS),
                },
            ),
        }
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(ORDERS)
def test_a_row_is_the_same_whatever_stands_beside_it(events: list[Any]) -> None:
    events = [{**event, "event_id": f"e-{place}"} for place, event in enumerate(events)]
    alone = [land([event]) for event in events]
    together = land(events)
    assert together[0] == [row for rows, _ in alone for row in rows]
    assert [(row["event_id"], row["reason"], row["field"]) for row in together[1]] == [
        (row["event_id"], row["reason"], row["field"]) for _, rows in alone for row in rows
    ]
