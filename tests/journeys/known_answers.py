"""The shop's KPIs by plain Python over the demo's events: what the lake's SQL must come to.

Written from the formulas in kpis.toml, not from its queries: one loop each, no SQL.
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
        lost = {person for person in carts if not self._bought_in_time("Product Added", person, day, place)}
        checkouts = self._persons(event for event in here if event["event"] == "Checkout Started")
        left = {p for p in checkouts if not self._bought_in_time("Checkout Started", p, day, place)}
        placed = [event for event in here if event["event"] == "Order Completed"]
        cancelled = [event for event in placed if event not in self.placed]
        booked = self._booked_revenue(day, place)
        new = self._persons(event for event in orders if self._is_first(event))
        unrecorded = ("sell_through", "time_to_sell_out", "lost_demand_rate")
        unrecorded += ("ad_spend", "return_on_ad_spend", "cost_per_new_buyer")
        return {
            "visitors": len(visitors),
            "bots": 0,
            "events_without_consent": None,
            "sessions": len(sessions),
            "conversion_rate_by_visitor": _share(len(buyers & visitors), len(visitors)),
            "conversion_rate_by_session": _share(
                sum(any(event in self.placed for event in each) for each in sessions), len(sessions)
            ),
            "buyers": len(buyers),
            "unseen_buyers": len(buyers - visitors),
            "orders": len(orders),
            "cancelled_orders": len(cancelled),
            "test_orders": 0,
            "unconfirmed_orders": 0,
            "gross_merchandise_value": sum(map(_sum_lines, placed)),
            "cancelled_revenue": sum(map(_revenue, cancelled)),
            "net_revenue": revenue,
            "net_revenue_booked": booked,
            "unconfirmed_revenue": 0,
            "average_order_value": _share(revenue, len(orders)),
            "average_order_value_booked": _share(self._booked_revenue(day, place, kept=True), len(orders)),
            "units_per_order": _share(units, len(orders)),
            "revenue_per_visitor": _share(revenue, len(visitors)),
            "cart_abandonment_rate": _share(len(lost), len(carts)),
            "checkout_abandonment_rate": _share(len(left), len(checkouts)),
            "reservation_expiry_rate": None,
            "opening_hour_revenue_share": _share(
                sum(self._net_revenue(event) for event in orders if _is_opening(event)), revenue
            ),
            "new_buyers": len(new),
            "returning_buyers": len(buyers - new),
            "repeat_purchase_rate": _share(
                len(self._persons(event for event in orders if not self._is_first(event))), len(buyers)
            ),
            **self._follow(new),
            **dict.fromkeys(unrecorded),
            "return_rate_by_units_30d": _share(sum(map(_units, cancelled)), sum(map(_units, placed))),
            "return_rate_by_value_30d": _share(
                sum(_revenue(e) if e in cancelled else self._refunds.get(_order_id(e), 0) for e in placed),
                sum(map(_revenue, placed)),
            ),
            "cancellation_rate_30d": _share(len(cancelled), len(placed)),
            "touched_order_rate_30d": _share(
                sum(e in cancelled or _order_id(e) in self._refunds for e in placed), len(placed)
            ),
        }

    def places(self, day: date) -> set[Place]:
        """Every place that has a row of KPIs: where somebody was or ordered, or money went back."""
        found = set()
        for event in self.events:
            of = self._orders_by_id.get(_order_id(event)) if event["event"] in CORRECTIONS else event
            if moment(event).date() == day and of:
                platform, country = of["platform"], of["properties"]["country"]
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
        return {mine[0]["event_id"] for mine in self._placed_by.values()}

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

    @cached_property
    def _orders_by_id(self) -> dict[str, Event]:
        return {_order_id(event): event for event in self.events if event["event"] == "Order Completed"}

    def _booked_revenue(self, day: date, place: Place, *, kept: bool = False) -> float:
        """What was placed on the day less what was taken back; a cancellation takes what refunds left.

        Of orders that were `kept` alone: not cancelled on whatever day.
        """
        cancelled = {_order_id(event) for event in self.events if event["event"] == "Order Cancelled"}
        booked = 0.0
        for event in self.events:
            if event["event"] not in ("Order Completed", *CORRECTIONS):
                continue
            of = self._orders_by_id.get(_order_id(event)) if event["event"] in CORRECTIONS else event
            if of is None or moment(event).date() != day or not _is_in(of, place):
                continue
            if kept and _order_id(of) in cancelled:
                continue
            if event["event"] == "Order Completed":
                booked += _revenue(event)
            elif event["event"] == "Order Refunded":
                booked -= event["properties"]["revenue"]
            elif event["event"] == "Order Cancelled":
                booked -= _revenue(of) - self._refunds.get(_order_id(of), 0)
        return booked

    def _follow(self, new: set[str]) -> dict[str, float | None]:
        """What new buyers did after their first order: all of it lies within 30 days, which are over."""
        mine = {person: self._placed_by[person] for person in new}
        repeated = sum(len(orders) > 1 and moment(orders[1]) > moment(orders[0]) for orders in mine.values())
        value = sum(self._net_revenue(order) for orders in mine.values() for order in orders)
        return {
            **{f"repeat_purchase_rate_{days}d": _share(repeated, len(new)) for days in (30, 60, 90)},
            **{f"customer_value_{days}d": _share(value, len(new)) for days in (30, 60, 90)},
        }

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
    def _placed_by(self) -> dict[str, list[Event]]:
        return self._by_person(lambda event: event in self.placed)

    @cached_property
    def _orders_of(self) -> dict[str, list[datetime]]:
        return {person: [moment(event) for event in mine] for person, mine in self._placed_by.items()}

    @cached_property
    def _starts_of(self) -> dict[tuple[str, str], list[Event]]:
        """By event and person."""
        found = defaultdict(list)
        for event in self.events:
            if event["event"] in ("Product Added", "Checkout Started"):
                found[event["event"], self.person(event)].append(event)
        return found

    def _bought_in_time(self, name: str, person: str, day: date, place: Place) -> bool:
        """An order on any platform within 24 hours after one of the day's events of this name here."""
        starts = self._starts_of[name, person]
        adds = [moment(e) for e in starts if moment(e).date() == day and _is_in(e, place)]
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


def _revenue(order: Event) -> float:
    return float(order["properties"]["revenue"])


def _sum_lines(order: Event) -> float:
    return float(sum(line["price"] * line["quantity"] for line in order["properties"]["products"]))


def _units(order: Event) -> float:
    return float(sum(line["quantity"] for line in order["properties"]["products"]))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
