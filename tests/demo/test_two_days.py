"""demo: the demo's two days are what the demo says they are."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from demo.faults import FAULTY_VERSION, ONE_IN
from demo.sightings import sight
from demo.two_days import DAYS, FAULT_DAY, Script, two_days
from demo.visit import Event

NAMES = {
    "Page Viewed",
    "Product List Viewed",
    "Product Viewed",
    "Product Added",
    "Checkout Started",
    "Order Completed",
    "Order Cancelled",
    "Order Refunded",
}


@pytest.fixture(scope="module")
def script() -> Script:
    return two_days()


def local_time(event: Event) -> datetime:
    return datetime.fromisoformat(event["occurred_at"])


def named(script: Script, name: str) -> list[Event]:
    return [event for event in script.events if event["event"] == name]


def test_the_same_seed_is_the_same_two_days(script: Script) -> None:
    assert two_days() == script
    assert two_days(seed=1).events != script.events


def test_about_twenty_thousand_events_on_two_days(script: Script) -> None:
    assert 18_000 <= len(script.events) <= 23_000
    assert {local_time(event).date() for event in script.events} == set(DAYS)
    assert {event["event"] for event in script.events} == NAMES


def test_every_event_has_an_id_of_its_own_and_somebody(script: Script) -> None:
    assert len({event["event_id"] for event in script.events}) == len(script.events)
    assert all(event.get("user_id") or event.get("device_id") for event in script.events)


def test_events_are_in_the_order_of_their_time(script: Script) -> None:
    assert all(local_time(a) <= local_time(b) for a, b in pairwise(script.events))


def test_the_opening_hour_is_the_peak_of_both_days(script: Script) -> None:
    for day in DAYS:
        hours = Counter(local_time(event).hour for event in script.events if local_time(event).date() == day)
        assert hours.most_common(1)[0][0] == 7
        assert hours[7] > 2 * hours[20] > 0


def test_nothing_is_sold_before_the_sale_opens(script: Script) -> None:
    assert min(local_time(event).hour for event in script.events) == 6
    assert min(local_time(event).hour for event in named(script, "Product Viewed")) == 7


def test_the_morning_is_mobile_and_the_evening_is_not(script: Script) -> None:
    def web_share(hours: range) -> float:
        seen = [event["platform"] for event in script.events if local_time(event).hour in hours]
        return seen.count("web") / len(seen)

    assert web_share(range(7, 9)) < 0.3
    assert web_share(range(18, 23)) > 0.5


def test_some_fill_a_cart_on_the_phone_and_pay_on_the_desktop_minutes_later(script: Script) -> None:
    added: dict[str, datetime] = {}
    crossed = 0
    for event in script.events:
        user_id = event.get("user_id")
        if event["event"] == "Product Added" and event["platform"] in ("ios", "android") and user_id:
            added[user_id] = local_time(event)
        elif event["event"] == "Order Completed" and event["platform"] == "web" and user_id in added:
            crossed += local_time(event) - added[user_id] < timedelta(minutes=25)
    assert crossed > 100


def test_people_are_anonymous_before_they_log_in(script: Script) -> None:
    users_of_device: dict[str, set[str | None]] = defaultdict(set)
    for event in script.events:
        if "device_id" in event:
            users_of_device[event["device_id"]].add(event.get("user_id"))
    both = [users for users in users_of_device.values() if None in users and len(users) == 2]
    never = [users for users in users_of_device.values() if users == {None}]
    assert len(both) > 500
    assert len(never) > 500
    shared = [users for users in users_of_device.values() if len(users - {None}) == 2]
    assert 3 < len(shared) < 50
    assert max(len(users - {None}) for users in users_of_device.values()) == 2


def test_orders_can_be_added_up(script: Script) -> None:
    orders = named(script, "Order Completed")
    assert len({order["properties"]["order_id"] for order in orders}) == len(orders) > 800
    for order in orders:
        lines = order["properties"]["products"]
        total = sum(round(line["price"] * 100) * line["quantity"] for line in lines)
        assert order["properties"]["revenue"] == total / 100


def test_few_orders_are_cancelled_and_only_placed_ones(script: Script) -> None:
    placed = {
        order["properties"]["order_id"]: local_time(order) for order in named(script, "Order Completed")
    }
    cancelled = named(script, "Order Cancelled")
    assert 10 < len(cancelled) < 0.08 * len(placed)
    assert all(local_time(event) > placed[event["properties"]["order_id"]] for event in cancelled)


def test_buyers_of_the_first_day_come_back(script: Script) -> None:
    buyers = {
        day: {
            order["user_id"] for order in named(script, "Order Completed") if local_time(order).date() == day
        }
        for day in DAYS
    }
    assert len(buyers[DAYS[0]] & buyers[DAYS[1]]) > 50


def test_all_four_countries_buy(script: Script) -> None:
    assert {order["properties"]["country"] for order in named(script, "Order Completed")} == {
        "IT",
        "FR",
        "ES",
        "DE",
    }


def test_the_fault_is_one_in_ten_ios_orders_of_the_opening_hour(script: Script) -> None:
    in_cell = [
        order
        for order in named(script, "Order Completed")
        if order["platform"] == "ios" and (local_time(order).date(), local_time(order).hour) == (FAULT_DAY, 7)
    ]
    assert len(in_cell) >= 60
    assert len(script.lost_ids) == len(in_cell) // ONE_IN
    lost = [order for order in in_cell if order["event_id"] in script.lost_ids]
    assert len(lost) == len(script.lost_ids)
    assert {sight(order)["app_version"] for order in lost} == {FAULTY_VERSION}
    assert [script.send(order) for order in lost] == [None] * len(lost)


def test_one_order_of_the_web_is_spoiled(script: Script) -> None:
    [order] = [event for event in script.events if event["event_id"] in script.spoiled_ids]
    assert (order["event"], order["platform"]) == ("Order Completed", "web")
    sent = script.send(order)
    assert sent is not None
    assert sent["properties"]["revenue"] == f"{order['properties']['revenue']:.2f} EUR"
    assert sight(order)["amount"] == order["properties"]["revenue"]
    assert len(script.arriving) == len(script.events) - len(script.lost_ids) - 1


def test_pages_of_the_web_have_addresses_and_apps_have_links(script: Script) -> None:
    on_the_web = [event for event in script.events if event["platform"] == "web"]
    assert all(
        event["properties"]["url"].partition("?")[0].endswith(event["properties"]["path"])
        for event in on_the_web
    )
    opened = [e for e in script.events if e["platform"] in ("ios", "android") and "url" in e["properties"]]
    assert {event["event"] for event in opened} == {"Page Viewed"}
    assert all("utm_source=" in event["properties"]["url"] for event in opened)


def test_visitors_come_from_other_sites_to_several_pages(script: Script) -> None:
    landings = [e for e in named(script, "Page Viewed") if "url" in e["properties"]]
    assert {event["properties"].get("referrer_domain") for event in landings} == {
        *(None, "www.google.com", "l.instagram.com")
    }
    assert len({event["properties"]["path"] for event in landings}) > 5


def test_a_few_orders_of_the_first_day_are_refunded_on_the_second(script: Script) -> None:
    placed = {order["properties"]["order_id"]: order for order in named(script, "Order Completed")}
    refunds = named(script, "Order Refunded")
    assert 5 < len(refunds) < 30
    for refund in refunds:
        order = placed[refund["properties"]["order_id"]]
        assert (local_time(order).date(), local_time(refund).date()) == DAYS
        assert 0 < refund["properties"]["revenue"] <= order["properties"]["revenue"]


def test_some_order_without_a_checkout(script: Script) -> None:
    checked_out = {event["user_id"] for event in named(script, "Checkout Started")}
    without = [e for e in named(script, "Order Completed") if e["user_id"] not in checked_out]
    assert 10 < len(without) < 100


def test_who_logs_in_gets_a_profile_at_that_moment(script: Script) -> None:
    users = {event["user_id"] for event in script.events if "user_id" in event}
    assert sorted(update["$distinct_id"] for update in script.updates) == sorted(users)
    assert all(update["$set"]["$email"].endswith("@mail.example") for update in script.updates)
    assert any("initial_utm_source" in update["$set_once"] for update in script.updates)


def test_without_the_fault_the_same_events_all_arrive(script: Script) -> None:
    whole = two_days(fault=False)
    assert (whole.events, whole.updates) == (script.events, script.updates)
    assert whole.arriving == whole.events
