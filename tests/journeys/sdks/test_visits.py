"""A visit made with each real SDK is in the lake: every event once, one person, right times and products."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.journeys.sdks.deliveries import Deliveries, Delivery
from tests.journeys.sdks.faults import Outcome
from tests.journeys.sdks.profiles import ITS_PROFILE, PROFILE, TRAITS, assert_holds
from tests.journeys.sdks.sdks import Sdk
from tests.journeys.sdks.visit import LOG_IN, PRODUCTS, REVENUE, SCRIPT, Visit

# Segment's protocol corrects the client's clock by what the request took on its way.
TOLERANCE = {"mixpanel": timedelta(milliseconds=1), "segment": timedelta(seconds=30)}


@pytest.fixture
def delivery(sdk: Sdk, deliveries: Deliveries) -> Delivery:
    found = deliveries.of[sdk.name, None]
    assert found.failed == ""
    return found


def only(delivery: Delivery, name: str) -> dict[str, Any]:
    [row] = [row for row in delivery.rows if row["event_name"] == name]
    return row


def test_every_event_is_there_once(
    sdk: Sdk, delivery: Delivery, record_property: Callable[[str, object], None]
) -> None:
    assert Counter(row["event_name"] for row in delivery.rows) == Counter(sdk.events)
    assert len({row["event_id"] for row in delivery.rows}) == len(sdk.events)
    record_property("events", len(delivery.rows))


def test_sdk_hears_what_it_expects(
    delivery: Delivery, record_property: Callable[[str, object], None]
) -> None:
    assert delivery.told == []
    answers = {(each.method == "OPTIONS", each.status) for each in delivery.front.exchanges}
    assert answers <= {(False, 200), (True, 200), (True, 204)}
    asked = (f"{each.method} {each.path}" for each in delivery.front.exchanges)
    record_property("routes", sorted({line.replace(delivery.visit.write_key, "KEY") for line in asked}))


def test_nothing_is_in_quarantine(delivery: Delivery, deliveries: Deliveries) -> None:
    assert delivery.refused == []
    assert deliveries.elsewhere.refused == []


def test_the_visit_is_one_person(sdk: Sdk, delivery: Delivery) -> None:
    visit = delivery.visit
    assert {row["person"] for row in delivery.rows} == {visit.user_id}
    anonymous = sdk.events[: sdk.events.index(sdk.log_in)]
    seen = {row["event_name"]: (row["device_id"], row["user_id"]) for row in delivery.rows}
    assert [seen[name] for name in anonymous] == [(visit.device_id, None)] * len(anonymous)
    assert seen[sdk.log_in] == (visit.device_id, visit.user_id)
    assert {seen[name][1] for name, _ in SCRIPT[LOG_IN:]} == {visit.user_id}


def test_the_profile_is_right(
    sdk: Sdk, delivery: Delivery, record_property: Callable[[str, object], None]
) -> None:
    profile = delivery.profile(delivery.visit.user_id)
    assert_holds(profile, TRAITS if sdk.protocol == "segment" else PROFILE)
    record_property(ITS_PROFILE, Outcome.RIGHT.value)


def test_times_are_right(sdk: Sdk, delivery: Delivery) -> None:
    slack = TOLERANCE[sdk.protocol]
    for row in delivery.rows:
        if sdk.page:
            assert delivery.began - slack <= row["occurred_at"] <= delivery.ended + slack
        else:
            stated = stated_at(delivery.visit, row["event_name"])
            assert abs(row["occurred_at"] - stated) <= slack, row["event_name"]


def stated_at(visit: Visit, name: str) -> datetime:
    places = {event: visit.at_ms(place) for place, (event, _) in enumerate(SCRIPT)}
    return datetime.fromtimestamp(places.get(name, visit.log_in_at_ms) / 1000, UTC).replace(tzinfo=None)


def test_the_order_is_right(delivery: Delivery) -> None:
    order = only(delivery, "Order Completed")
    assert (order["order_id"], order["revenue"], order["currency"]) == (
        delivery.visit.order_id,
        REVENUE,
        "EUR",
    )
    known = ("product_id", "name", "category", "price", "quantity")
    lines = [{name: line[name] for name in known} for line in json.loads(order["products"])]
    for line in lines:
        line["price"] = float(line["price"])
    assert lines == PRODUCTS


def test_products_of_views_and_carts_are_right(delivery: Delivery) -> None:
    viewed, added = only(delivery, "Product Viewed"), only(delivery, "Product Added")
    assert (viewed["product_id"], viewed["price"], viewed["currency"]) == ("p-1", Decimal("59.90"), "EUR")
    assert (added["product_id"], added["price"], added["quantity"]) == ("p-1", Decimal("59.90"), 2)


def test_platform_and_campaign_are_right(sdk: Sdk, delivery: Delivery) -> None:
    told = {(row["platform"], row["utm_source"]) for row in delivery.rows}
    assert told == ({("web", "letter")} if sdk.page else {("server", None)})
