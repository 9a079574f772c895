"""The shop's KPIs by plain Python over the demo's events: what the lake's SQL must come to.

Written from the definitions in kpi_daily.sql, not from its queries: one loop each, no SQL.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from demo.two_days import OPENS_AT
from demo.visit import Event

CORRECTIONS = ("Order Cancelled", "Order Refunded")
"""What a server tells of an order later: nobody is there then."""

Place = tuple[str, str]
"""(platform, country), either of them 'all'."""


def moment(event: Event) -> datetime:
    """When it happened, on the shop's clock."""
    return datetime.fromisoformat(event["occurred_at"])


@dataclass(frozen=True)
class Answers:
    """KPIs of events that all reached the lake."""

    events: tuple[Event, ...]

    def kpis(self, day: date, place: Place) -> dict[str, float | None]:
        """Every KPI of one day and place; None where its denominator is 0."""
        here = [event for event in self.events if moment(event).date() == day and _is_in(event, place)]
        visits = [event for event in here if event["event"] not in CORRECTIONS]
        orders = [event for event in here if event in self.placed]
        sessions = [
            each for each in self.sessions if moment(each[0]).date() == day and _is_in(each[0], place)
        ]
        visitors, buyers = self._persons(visits), self._persons(orders)
        revenue = sum(self._net_revenue(event) for event in orders)
        units = sum(line["quantity"] for event in orders for line in event["properties"]["products"])
        carts = self._persons(event for event in here if event["event"] == "Product Added")
        lost = {person for person in carts if not self._bought_in_time(person, day, place)}
        return {
            "visitors": len(visitors),
            "bots": 0,
            "events_without_consent": None,
            "sessions": len(sessions),
            "conversion_rate_by_visitor": _share(len(buyers & visitors), len(visitors)),
            "conversion_rate_by_session": _share(
                sum(any(event in self.placed for event in each) for each in sessions), len(sessions)
            ),
            "unseen_buyers": len(buyers - visitors),
            "orders": len(orders),
            "test_orders": 0,
            "unconfirmed_orders": 0,
            "net_revenue": revenue,
            "unconfirmed_revenue": 0,
            "average_order_value": _share(revenue, len(orders)),
            "units_per_order": _share(units, len(orders)),
            "revenue_per_visitor": _share(revenue, len(visitors)),
            "cart_abandonment_rate": _share(len(lost), len(carts)),
            "opening_hour_revenue_share": _share(
                sum(self._net_revenue(event) for event in orders if _is_opening(event)), revenue
            ),
            "new_buyers": len(self._persons(event for event in orders if self._is_first(event))),
            "repeat_purchase_rate": _share(
                len(self._persons(event for event in orders if not self._is_first(event))), len(buyers)
            ),
        }

    def places(self, day: date) -> set[Place]:
        """Every place that has a row of KPIs: where somebody was or ordered."""
        found = set()
        for event in self.events:
            if moment(event).date() == day and event["event"] not in CORRECTIONS:
                platform, country = event["platform"], event["properties"]["country"]
                found |= {(platform, country), (platform, "all"), ("all", country), ("all", "all")}
        return found

    @cached_property
    def owners(self) -> dict[str, str]:
        """The first user seen on each device."""
        found: dict[str, str] = {}
        for event in sorted(self.events, key=lambda event: (moment(event), event["event_id"])):
            if "device_id" in event and "user_id" in event:
                found.setdefault(event["device_id"], event["user_id"])
        return found

    @cached_property
    def placed(self) -> "Orders":
        """Orders that were not cancelled."""
        cancelled = {_order_id(event) for event in self.events if event["event"] == "Order Cancelled"}
        return Orders(
            event
            for event in self.events
            if event["event"] == "Order Completed" and _order_id(event) not in cancelled
        )

    @cached_property
    def sessions(self) -> list[list[Event]]:
        """Visits in a row on one device: 30 minutes apart at most, on one date, of one known user at most."""
        on_device = defaultdict(list)
        for event in self.events:
            if event["event"] not in CORRECTIONS:
                on_device[event.get("device_id") or self.person(event)].append(event)
        found: list[list[Event]] = []
        for mine in on_device.values():
            last, user = None, None
            for event in sorted(mine, key=lambda event: (moment(event), event["event_id"])):
                now = moment(event)
                is_over = last is None or now - last > timedelta(minutes=30) or now.date() != last.date()
                if is_over or (user and event.get("user_id", user) != user):
                    found.append([])
                    user = None
                found[-1].append(event)
                last, user = now, event.get("user_id", user)
        return found

    @cached_property
    def first_orders(self) -> set[str]:
        """Event ids of each person's first order."""
        return {mine[0]["event_id"] for mine in self._by_person(lambda event: event in self.placed).values()}

    def person(self, event: Event) -> str:
        """Who it was: the user, else the first user of the device, else the device."""
        if "user_id" in event:
            return str(event["user_id"])
        return self.owners.get(event["device_id"], f"$device:{event['device_id']}")

    @cached_property
    def _refunds(self) -> dict[str, float]:
        """What was paid back of each order."""
        found: dict[str, float] = defaultdict(float)
        for event in self.events:
            if event["event"] == "Order Refunded":
                found[_order_id(event)] += event["properties"]["revenue"]
        return found

    def _net_revenue(self, order: Event) -> float:
        return float(order["properties"]["revenue"] - self._refunds.get(_order_id(order), 0))

    def _by_person(self, keep: Callable[[Event], bool]) -> dict[str, list[Event]]:
        found = defaultdict(list)
        for event in self.events:
            if keep(event):
                found[self.person(event)].append(event)
        return {person: sorted(mine, key=moment) for person, mine in found.items()}

    def _persons(self, events: Iterable[Event]) -> set[str]:
        return {self.person(event) for event in events}

    def _is_first(self, order: Event) -> bool:
        return order["event_id"] in self.first_orders

    @cached_property
    def _orders_of(self) -> dict[str, list[datetime]]:
        orders = self._by_person(lambda event: event in self.placed)
        return {person: [moment(event) for event in mine] for person, mine in orders.items()}

    @cached_property
    def _adds_of(self) -> dict[str, list[Event]]:
        return self._by_person(lambda event: event["event"] == "Product Added")

    def _bought_in_time(self, person: str, day: date, place: Place) -> bool:
        """An order on any platform within 24 hours after one of the day's adds in this place."""
        adds = [moment(e) for e in self._adds_of[person] if moment(e).date() == day and _is_in(e, place)]
        orders = self._orders_of.get(person, [])
        return any(add <= order <= add + timedelta(hours=24) for add in adds for order in orders)


class Orders:
    """A set of order events, by their ids."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._ids = {event["event_id"] for event in events}

    def __contains__(self, event: Event) -> bool:
        return event["event_id"] in self._ids


def _is_in(event: Event, place: Place) -> bool:
    here = (event["platform"], event["properties"]["country"])
    return all(wanted in ("all", actual) for wanted, actual in zip(place, here, strict=True))


def _is_opening(event: Event) -> bool:
    opens = datetime.combine(moment(event).date(), OPENS_AT, moment(event).tzinfo)
    return opens <= moment(event) < opens + timedelta(hours=1)


def _order_id(event: Event) -> str:
    return str(event["properties"]["order_id"])


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
