"""Odd bodies, most of which the collectors take: values at the bounds of the wire, ids that collide.

For the tests that run a whole night over them. Nothing here knows what a model does with a value.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from tally.domain.collecting.limits import MAX_ID_LENGTH
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.events.event_time import EARLIEST_MS, FUTURE_ALLOWANCE_MS

RECEIVED_AT_MS = 1_795_330_800_000  # 2026-11-22 07:00:00 UTC
WITNESS = "/w"
SAME_HASH = (
    "LJdsSXw90000000000000000000000003i8YC2Qw0000000000000000",
    "jkosr6S4000000000000000000000000XY4rISp50000000000000000",
)
"""Behind `$device:` these two have one xxHash64, and with it they are user ids of one hash too."""

_MOST = 99_999_999_999_999
_INT = 2**31
_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS


@dataclass(frozen=True)
class OddInput:
    """One body as it comes to a route."""

    route: str
    content: Any
    late_ms: int = 0

    def parcel(self, number: int) -> tuple[Receipt, bytes]:
        """What landing gets, `number` telling it from all others."""
        receipt = Receipt(
            receipt_id=f"r-{number}",
            protocol=_PROTOCOLS.get(self.route, Protocol.SEGMENT),
            route=self.route,
            source="shop",
            received_at_ms=RECEIVED_AT_MS + self.late_ms,
        )
        return receipt, json.dumps(self.content).encode()


_PROTOCOLS = {
    **dict.fromkeys(("/v1/events", WITNESS), Protocol.TALLY),
    **dict.fromkeys(("/track", "/import", "/engage", "/groups"), Protocol.MIXPANEL),
}

texts = st.one_of(
    st.sampled_from(
        ["", " ", "\x00", "\x1f", "a\x1fb", "'", '"', "\\", "%", "_", "|", "\n", "\u202e", "\ufffd"]
    ),
    st.sampled_from(
        ["null", "undefined", "NaN", "[object Object]", "true", "0", "-1", "1e3", "all", "unknown"]
    ),
    st.sampled_from(
        ["$device:", "$device:$device:d1", "$bare:u1", "$erased", "{", "[", "{}", '{"a":1}', "x" * 3000]
    ),
    st.text(max_size=12),
)
ids = st.one_of(
    st.sampled_from(
        ["u1", "u2", "d1", "d2", "$device:d1", "$device:d2", "U1", 17, 17.0, 1e3, -0.5, 2**63, 1e22]
    ),
    st.sampled_from([*SAME_HASH, *(f"$device:{each}" for each in SAME_HASH), "i" * MAX_ID_LENGTH]),
    texts,
)
good_amounts = st.one_of(
    st.sampled_from([0, -0.0, 0.01, -0.01, 1, 12.5, "12.50", "", None, 1e15, 4006381333931, 0.1 + 0.2]),
    st.sampled_from([_MOST, -_MOST, f"{_MOST}.99", f"-{_MOST}.99"]),
    st.integers(-_MOST, _MOST),
    st.integers(-(10**17), 10**17).map(lambda cents: f"{cents / 100:.2f}"),
)
bad_amounts = st.one_of(
    st.sampled_from([1e16, "1e3", 1e-300, 1e300, True, {"a": 5}]),
    st.floats(allow_nan=False, allow_infinity=False),
)
amounts = st.one_of(*[good_amounts] * 9, bad_amounts)
good_quantities = st.one_of(
    st.sampled_from([0, 1, 2, -1, 3.0, "2", "", None, _INT - 1, -_INT, 400638133]),
    st.integers(-_INT, _INT - 1),
)
quantities = st.one_of(*[good_quantities] * 9, st.sampled_from([0.5, _INT, "x"]))
numbers = st.one_of(
    st.sampled_from([0, -0.0, 0.1, 0.2, 1e308, -1e308, 5e-324, 10**11, 10**12 - 1, 10**12, -(10**12) + 1]),
    st.sampled_from([123456789012345678901234567890, 10**300, 1e15, 0.1234567890123456, 999999999999.125]),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
moments_ms = st.one_of(
    st.sampled_from([EARLIEST_MS, EARLIEST_MS + 1, RECEIVED_AT_MS, RECEIVED_AT_MS + FUTURE_ALLOWANCE_MS]),
    st.sampled_from([RECEIVED_AT_MS - days * _DAY_MS + ms for days in (0, 1, 2, 30) for ms in (0, 1)]),
    # When Rome's clocks change, and 60 days of usual traffic, in which sessions and carts meet.
    st.sampled_from([1_774_746_000_000 + ms for ms in (-1, 0, 1, _HOUR_MS)]),
    st.integers(RECEIVED_AT_MS - 2 * _DAY_MS, RECEIVED_AT_MS),
    st.integers(EARLIEST_MS, RECEIVED_AT_MS + 400 * _DAY_MS),
)
names = st.one_of(
    st.sampled_from(["Product Viewed", "Product Added", "Checkout Started", "Page Viewed", "purchase"]),
    st.sampled_from(["Product Removed", "Product Added", "remove_from_cart"]),
    st.sampled_from(
        ["Order Completed", "Order Completed", "Order Completed", "Order Refunded", "Order Cancelled"]
    ),
    st.sampled_from(["$identify", "$create_alias", "$merge", "$alias", "$group", "Order Updated"]),
    texts.filter(bool),
)


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


lines = st.lists(
    _some(product_id=ids, sku=texts, price=amounts, quantity=quantities, coupon=texts, other=values),
    max_size=4,
)
odd_lists = st.one_of(
    lines.map(json.dumps),
    lines.map(lambda some: {str(place): line for place, line in enumerate(some)}),
    lines.map(lambda some: [some, None, *some]),
    st.lists(lines.map(json.dumps) | values, max_size=3),
    lines.map(lambda some: some[0] if some else {}),
    values,
)
sums = st.one_of(amounts, st.sampled_from(["12,50", "€ 5", "1.200", "5 EUR", [5], {"amount": 5}]), values)
order_fields = st.builds(
    lambda names, amounts_sent, others: {**dict(zip(names, amounts_sent, strict=False)), **others},
    st.lists(
        st.sampled_from(
            [
                *("total", "tax", "shipping", "subtotal", "value", "amount", "refundAmount", "Refund Total"),
                *(
                    "total_price",
                    "grand_total",
                    "order_total",
                    "total_tax",
                    "Shipping Cost",
                    "Total",
                    "Revenue",
                ),
            ]
        ),
        unique=True,
        max_size=4,
    ),
    st.lists(sums, min_size=4, max_size=4),
    _some(order_id=ids, refund_id=ids | values, affiliation=texts | values, store=texts, products=odd_lists),
)
claimed = st.one_of(ids, st.lists(ids | values, max_size=3), values)
properties = st.builds(
    lambda known, others: {**others, **known},
    st.one_of(
        _some(order_id=ids, revenue=amounts, total=amounts, currency=texts, products=lines, coupon=texts),
        _some(order_id=ids, product_id=ids, price=amounts, quantity=quantities, url=texts, platform=texts),
        _some(revenue=amounts, country=texts, city=texts, utm_source=texts, session_hint=texts, total=values),
        _some(alias=claimed, previousId=claimed, quarantine_id=texts, mp_lib=texts, gclid=texts),
        order_fields,
        st.fixed_dictionaries({"order_id": ids, "products": lines}),
        _some(order_id=ids, items=odd_lists, value=sums),
        st.fixed_dictionaries({"order_id": ids, "price": amounts, "quantity": quantities}),
    ),
    st.dictionaries(texts, values, max_size=2),
)


def _iso(moment_ms: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment_ms)).isoformat()


large_prices = st.sampled_from([_MOST, -_MOST, f"{_MOST}.99", 4006381333931, 10**15])
large_quantities = st.sampled_from([2, -2, _INT - 1, -_INT, 400638133])
large_lines = st.lists(
    st.fixed_dictionaries({"price": large_prices, "quantity": large_quantities}), min_size=1, max_size=3
)
large_orders = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["Order Completed", "Order Completed", "Order Refunded"]),
        "user_id": ids,
        "properties": st.fixed_dictionaries({"products": large_lines}, optional={"order_id": ids})
        | st.fixed_dictionaries(
            {"price": large_prices, "quantity": large_quantities}, optional={"order_id": ids}
        ),
    }
)
tally_events = st.builds(
    lambda must, may: must | may,
    st.fixed_dictionaries({"event": names, "user_id": ids, "properties": properties}),
    _some(
        event_id=ids,
        device_id=ids,
        distinct_id=ids,
        session_hint=ids,
        platform=texts | st.sampled_from(["server", "web"]),
        occurred_at=moments_ms.map(_iso),
    ),
)
mixpanel_events = st.builds(
    lambda event, own, own_may, others, claims: {
        "event": event,
        "properties": {**others, **claims, **own, **own_may},
    },
    names,
    st.fixed_dictionaries({"distinct_id": ids, "time": moments_ms}),
    st.fixed_dictionaries({}, optional={"$insert_id": ids, "$device_id": ids, "$user_id": ids, "$os": texts}),
    properties,
    st.fixed_dictionaries(
        {},
        optional={
            "$anon_distinct_id": claimed,
            "$identified_id": claimed,
            "$anon_id": claimed,
            "$distinct_ids": claimed,
            "$lib_version": values,
        },
    ),
)
segment_messages = st.builds(
    lambda must, may: must | may,
    st.fixed_dictionaries(
        {"type": st.sampled_from(["track", "identify", "page", "screen", "group", "alias"]), "userId": ids}
    ),
    _some(
        event=names,
        messageId=ids,
        anonymousId=ids,
        timestamp=moments_ms.map(_iso),
        properties=properties,
        traits=st.dictionaries(texts, values, max_size=3),
        groupId=ids,
        previousId=claimed,
        name=texts,
        context=st.dictionaries(st.sampled_from(["library", "locale", "page", "app"]), values, max_size=2),
    ),
)
operations = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("$set", "$set_once", "$append", "$remove"),
            st.dictionaries(texts | st.just("n"), values, max_size=2),
        ),
        "$add": st.dictionaries(texts | st.just("n"), numbers, max_size=2),
        "$union": st.dictionaries(texts | st.just("l"), st.lists(values, max_size=3), max_size=2),
        "$merge": st.dictionaries(texts | st.just("o"), values, max_size=2),
        "$unset": st.lists(texts | st.just("n"), max_size=2),
        "$delete": texts,
        "$ignore_time": st.booleans(),
        "$time": moments_ms,
    },
)
people = st.builds(lambda who, done: {"$distinct_id": who, **done}, ids, operations)
groups = st.builds(
    lambda kind, which, done: {"$group_key": kind, "$group_id": which, **done}, texts, ids, operations
)
sightings = st.builds(
    lambda must, may: must | may,
    st.fixed_dictionaries({"event_id": ids, "event": names}),
    _some(occurred_at=moments_ms.map(_iso), platform=texts, amount=amounts),
)


def _body(route: str, content: st.SearchStrategy[Any]) -> st.SearchStrategy[OddInput]:
    late = st.sampled_from([0, 0, 1, -_HOUR_MS, -2 * _DAY_MS, _DAY_MS])
    return st.builds(OddInput, st.just(route), content, late)


def odd_inputs() -> st.SearchStrategy[OddInput]:
    """Any of them: an event, an update of a profile or a sighting."""
    return st.one_of(
        _body("/v1/events", st.lists(tally_events, min_size=1, max_size=2)),
        _body("/v1/events", st.lists(tally_events | large_orders, min_size=1, max_size=2)),
        _body("/track", st.lists(mixpanel_events, min_size=1, max_size=2)),
        _body("/v1/batch", segment_messages.map(lambda each: {"batch": [each]})),
        _body("/engage", st.lists(people, min_size=1, max_size=2)),
        _body("/groups", st.lists(groups, min_size=1, max_size=2)),
        _body(WITNESS, st.lists(sightings, min_size=1, max_size=2)),
    )


def parcels(inputs: Iterable[OddInput], *, witness: bool) -> list[tuple[Receipt, bytes]]:
    """Those for the witness, or those for the collector."""
    return [each.parcel(number) for number, each in enumerate(inputs) if (each.route == WITNESS) is witness]


def _of_order(*told: dict[str, object]) -> list[OddInput]:
    """Events of the order o, each an Order Completed unless it says otherwise."""
    usual = {"event": "Order Completed", "order_id": "o"}
    events = [usual | each for each in told]
    return [
        OddInput(
            "/v1/events",
            [{"event": each.pop("event"), "user_id": "a", "properties": each} for each in events],
        )
    ]


ONCE_STOPPED = {
    "price x quantity": [
        OddInput(
            "/v1/events",
            [{"event": "Order Completed", "user_id": "a", "properties": {"price": _MOST, "quantity": 2}}],
        )
    ],
    "tax beside revenue": _of_order({"revenue": _MOST, "tax": _MOST}),
    "shipping beside revenue": _of_order({"revenue": _MOST, "shipping": 1, "event": "Order Updated"}),
    "total less a negative tax": _of_order({"total": _MOST, "tax": -_MOST}),
    "negative total less shipping": _of_order({"total": -_MOST, "shipping": _MOST}),
    "several refunds": _of_order(
        {"revenue": 1},
        {"revenue": _MOST, "refund_id": "r", "event": "Order Refunded"},
        {"revenue": _MOST, "refund_id": "s", "event": "Order Refunded"},
    ),
    "several orders": _of_order(*({"revenue": _MOST, "order_id": f"o{number}"} for number in range(3))),
    "lines that are barcodes": [
        OddInput(
            "/track",
            [
                {
                    "event": "Order Refunded",
                    "properties": {
                        "distinct_id": "a",
                        "products": [{"price": 4006381333931, "quantity": 400638133}],
                    },
                }
            ],
        )
    ],
    "a platform called all": [
        OddInput("/v1/events", [{"event": "Order Completed", "user_id": "a", "platform": "all"}])
    ],
    "a country called all": [
        OddInput("/v1/events", [{"event": "Page Viewed", "user_id": "a", "properties": {"country": "all"}}])
    ],
    "two devices of one hash": [
        OddInput(
            "/v1/events",
            [{"event": "Page Viewed", "user_id": f"u{each}", "device_id": each} for each in SAME_HASH],
        )
    ],
    "two people of one hash": [
        OddInput("/engage", [{"$distinct_id": f"$device:{each}", "$set": {"a": 1}} for each in SAME_HASH])
    ],
    "two groups of one key": [
        OddInput(
            "/groups",
            [
                {"$group_key": "a", "$group_id": "b\x1fc", "$set": {"a": 1}},
                {"$group_key": "a\x1fb", "$group_id": "c", "$set": {"a": 2}},
            ],
        )
    ],
}
"""What stopped a night when it was first tried, by what it was."""
