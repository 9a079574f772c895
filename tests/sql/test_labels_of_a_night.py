"""One label for one thing, from the bodies of apps to the numbers of a night: one kind a day, all in one night.

The kinds are those of public bug reports of shops and SDKs: other vocabularies, spellings, side fields of odd
shapes, empty objects that PHP writes as lists. The witness sees what the lake sees, in the same spellings.
"""

from typing import Any

import pytest

from tests.odd_inputs import WITNESS, OddInput
from tests.sql.days import read_kpi
from tests.sql.night import Night, land

Json = dict[str, Any]


def at(day: int, place: int) -> str:
    return f"2026-10-{day:02}T10:{place:02}:00Z"


ORDER_NAMES = (
    "order_completed",
    "OrderCompleted",
    "purchase",
    "Purchase ",
    "checkout_completed",
    "ORDER-COMPLETED.",
)
ODD_FIELDS: tuple[Json, ...] = (
    *({"coupon": ["A", "B"]}, {"coupon": False}, {"coupon": {}}, {"country": {"code": "IT"}}, {"url": []}),
    *({"city": ["Turin"]}, {"platform": True}, {"currency": 5}, {"utm_source": {"a": 1}}),
    {
        "products": [
            {"product_id": "p", "price": 10, "category": ["x"], "brand": False, "variant": {"size": 1}}
        ]
    },
)
PLACES = (("it", "Web", "eur"), ("ITA", "browser", "€"), ("Italia", "web ", " EUR"), ("Italy", "WEB", "Euro"))
NOWHERE = (("XX", "fridge", "$"), ("", "", ""), ("Atlantis", "all", "kr"))


def own(day: int, place: int, name: str, properties: Json, **fields: Any) -> Json:
    return {
        **{
            "event": name,
            "event_id": f"e{day}-{place}",
            "user_id": f"u{day}-{place}",
            "occurred_at": at(day, place),
        },
        **{"properties": properties, **fields},
    }


def order(day: int, place: int, properties: Json, name: str = "Order Completed", **fields: Any) -> Json:
    given = {"order_id": f"O{day}-{place}", "revenue": 10, "currency": "EUR"}
    return own(day, place, name, {**given, **properties}, **fields)


def message(day: int, place: int, name: str, properties: Any, **fields: Any) -> Json:
    return {
        **{"type": "track", "event": name, "messageId": f"m{day}-{place}", "timestamp": at(day, place)},
        **{"userId": f"u{day}-{place}", "properties": properties, **fields},
    }


def vocabularies() -> list[Json]:
    return [order(1, place, {}, name, platform="web") for place, name in enumerate(ORDER_NAMES)]


def odd_side_fields() -> list[Json]:
    return [order(2, place, odd) for place, odd in enumerate(ODD_FIELDS)]


def spelled_labels() -> list[Json]:
    return [
        order(3, place, {"country": country, "currency": currency}, platform=platform)
        for place, (country, platform, currency) in enumerate((*PLACES, *NOWHERE))
    ]


def spelled_properties() -> list[Json]:
    line = {"productId": "a", "Price": 10, "Quantity": 4}
    return [
        message(4, 0, "Order Completed", {"Revenue": 99, "order_id": "O4-0", "Currency": "EUR"}),
        message(4, 1, "Order Completed", {"revenue": 50, "orderID": "O4-1"}),
        message(4, 2, "Order Completed", {"revenue": 50, "Order ID": "O4-1"}),
        message(4, 3, "Order Refunded", {"order-id": "O4-1"}),
        message(4, 4, "purchase", {"transaction_id": "O4-4", "items": [line]}),
    ]


def empty_lists() -> list[Json]:
    return [
        message(5, 0, "Order Completed", {"order_id": "O5-0", "revenue": 10}, context=[]),
        message(
            5, 1, "Order Completed", {"order_id": "O5-1", "revenue": 20}, context={"page": [], "app": []}
        ),
        message(5, 2, "Checkout Started", []),
        message(5, 3, "Order Completed", {"order_id": "O5-3", "revenue": 40}, context={"page": 7}, traits=[]),
    ]


def sighted(event: Json) -> Json:
    """What the app tells the witness of its own event."""
    return {
        **{name: event.get(name) for name in ("event", "event_id", "occurred_at", "platform")},
        "amount": event["properties"]["revenue"],
    }


@pytest.fixture(scope="module")
def night() -> Night:
    events = [*vocabularies(), *odd_side_fields(), *spelled_labels()]
    landed = land(
        [
            OddInput("/v1/events", events),
            OddInput("/v1/batch", {"batch": [*spelled_properties(), *empty_lists()], "context": []}),
            OddInput(
                "/engage", [{"$distinct_id": "u5-0", "$set": []}, {"$distinct_id": "u5-0", "$set": {"a": 1}}]
            ),
            OddInput(WITNESS, [sighted(event) for event in events]),
        ]
    )
    assert landed.count("quarantine") == 0
    made = Night()
    made.run(landed)
    return made


@pytest.mark.parametrize(
    ("day", "kpi", "value"),
    [
        (1, "orders", len(ORDER_NAMES)),
        (1, "net_revenue", 10 * len(ORDER_NAMES)),
        (2, "orders", len(ODD_FIELDS)),
        (2, "net_revenue", 10 * (len(ODD_FIELDS) - 1)),  # one of them is in no known currency
        (3, "orders", len(PLACES) + len(NOWHERE)),
        (4, "orders", 3),
        (4, "net_revenue", 99 + 40),
        (5, "orders", 3),
        (5, "net_revenue", 70),
    ],
)
def test_a_number_of_a_day(night: Night, day: int, kpi: str, value: float) -> None:
    assert read_kpi(night, f"2026-10-{day:02}", kpi) == value


def test_one_country_one_platform_one_currency(night: Night) -> None:
    rows = night.engine.rows(
        "select country, platform, currency, count(*) as orders from orders"
        " where business_date = date '2026-10-03' group by 1, 2, 3 order by 1, 2, 3",
        "b1",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("IT", "web", "EUR", len(PLACES)),
        ("unknown", "unknown", "EUR", 1),
        ("unknown", "unknown", "unknown", len(NOWHERE) - 1),
    ]


def test_the_witness_counts_the_same_events(night: Night) -> None:
    rows = night.engine.rows(
        "select event_name, sum(witness_events) as seen, count_if(verdict = 'disputed') as disputed"
        " from audit_cells where witness_events > 0 group by event_name",
        "b1",
    )
    seen = len(ORDER_NAMES) + len(ODD_FIELDS) + len(PLACES) + len(NOWHERE)
    assert [(row["event_name"], row["seen"], row["disputed"]) for row in rows] == [
        ("Order Completed", seen, 0)
    ]
    differing = night.engine.rows("select kind from audit_ids where kind <> 'missing_in_witness'", "b1")
    assert differing == []


def test_what_is_odd_is_told(night: Night) -> None:
    rows = night.engine.rows(
        "select kind, sum(events) as events from plan_violations"
        " where kind in ('odd_value', 'unknown_label') group by kind order by kind",
        "b1",
    )
    assert {row["kind"]: row["events"] for row in rows} == {
        "odd_value": len(ODD_FIELDS) - 1 + 2 + 1,
        "unknown_label": 2 * 3 + 1,
    }
