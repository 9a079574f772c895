"""What is planted in the two days: orders that one app version loses, and an order that a web page spoils."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from demo.visit import Event

FAULTY_VERSION = "8.4.1"
ONE_IN = 10
"""Of the iOS orders in an opening hour, one in this many never reaches the collector."""


def choose_lost(events: Sequence[Event], opens: datetime) -> frozenset[str]:
    """Ids of orders of the hour from `opens` on iOS, all of FAULTY_VERSION, none of them corrected later."""
    orders = _list_orders(events, "ios", opens)
    faulty = [event for event in orders if event["properties"]["app_version"] == FAULTY_VERSION]
    kept = _leave_out_corrected(faulty, events)
    count = len(orders) // ONE_IN
    return frozenset(event["event_id"] for event in kept[:: len(kept) // count][:count])


def choose_spoiled(events: Sequence[Event], opens: datetime) -> frozenset[str]:
    """The id of the first web order of that hour which nothing corrects later."""
    first, *_ = _leave_out_corrected(_list_orders(events, "web", opens), events)
    return frozenset([first["event_id"]])


def spoil(order: Event) -> Event:
    """The same with its currency in the revenue, which is no number then."""
    properties = order["properties"]
    revenue = f"{properties['revenue']:.2f} {properties['currency']}"
    return {**order, "properties": {**properties, "revenue": revenue}}


def _list_orders(events: Sequence[Event], platform: str, opens: datetime) -> list[Event]:
    return [
        event
        for event in events
        if event["event"] == "Order Completed"
        and event["platform"] == platform
        and opens <= datetime.fromisoformat(event["occurred_at"]) < opens + timedelta(hours=1)
    ]


def _leave_out_corrected(orders: Sequence[Event], events: Sequence[Event]) -> list[Event]:
    corrected = {
        event["properties"]["order_id"]
        for event in events
        if event["event"] in ("Order Cancelled", "Order Refunded")
    }
    return [order for order in orders if order["properties"]["order_id"] not in corrected]
