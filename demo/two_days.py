"""Two days of a spring sale that opens at 7:00 in Rome, and what is planted in them.

In the morning people browse on the phone, many within the first minutes; some pay there, some put things
into the cart and pay minutes later on the desktop, some come back to a desktop after work. Buyers of the
first day often come back on the second. The shop's server cancels a few orders, and refunds a few more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from demo.entrance import SALE, Entrance, draw_entrance
from demo.faults import choose_lost, choose_spoiled, spoil
from demo.people import Shopper, draw_shoppers
from demo.products import Product, make_assortment
from demo.profiles import Update, draw_profiles
from demo.visit import Cart, Event, Visit, browse, cancel_order, fill_cart, refund_order

DAYS = (date(2026, 3, 2), date(2026, 3, 3))
TIMEZONE = ZoneInfo("Europe/Rome")
OPENS_AT = time(7, 0)
SEED = 20260302
PEOPLE = 2_700
FAULT_DAY = DAYS[1]

_COMES = 0.62
_COMES_BACK = 0.85
_CANCELS = 0.04
_SENDS_BACK = 0.03


@dataclass(frozen=True, slots=True)
class Script:
    """All events in the order of their time, and the updates of profiles.

    Of the events those of `lost_ids` never reach the collector, and it must refuse those of `spoiled_ids`.
    """

    events: tuple[Event, ...]
    lost_ids: frozenset[str] = frozenset()
    spoiled_ids: frozenset[str] = frozenset()
    updates: tuple[Update, ...] = ()

    def send(self, event: Event) -> Event | None:
        """One of the events as the collector gets it, if it does."""
        if event["event_id"] in self.lost_ids:
            return None
        return spoil(event) if event["event_id"] in self.spoiled_ids else event

    @property
    def arriving(self) -> tuple[Event, ...]:
        """The events that come to the lake."""
        missing = self.lost_ids | self.spoiled_ids
        return tuple(event for event in self.events if event["event_id"] not in missing)


def two_days(seed: int = SEED, *, fault: bool = True) -> Script:
    """The whole demo; the events are the same with and without the faults."""
    random = Random(seed)  # noqa: S311 - repeatable, nothing secret
    shop = _Shop(random)
    found: list[Event] = []
    for day in DAYS:
        found += shop.play_day(day)
    events = tuple(
        sorted(found, key=lambda event: (datetime.fromisoformat(event["occurred_at"]), event["event_id"]))
    )
    updates = draw_profiles(random, shop.people, events)
    if not fault:
        return Script(events, updates=updates)
    opens = datetime.combine(FAULT_DAY, OPENS_AT, TIMEZONE)
    return Script(events, choose_lost(events, opens), choose_spoiled(events, opens), updates)


class _Shop:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._assortment: tuple[Product, ...] = make_assortment(random)
        self.people = draw_shoppers(random, PEOPLE)
        self._bought: set[str] = set()
        self._orders = self._refunds = 0

    def play_day(self, day: date) -> Iterator[Event]:
        """Events of all visits of one day, by person."""
        regulars = frozenset(self._bought)
        for shopper in self.people:
            chance = _COMES_BACK if shopper.user_id in regulars else _COMES * shopper.keenness
            if self._random.random() < chance:
                yield from self._play_shopper(shopper, day)

    def _play_shopper(self, shopper: Shopper, day: date) -> Iterator[Event]:
        habit = self._random.random()
        if habit < 0.72:
            yield from self._play_morning(shopper, day)
        else:
            device = shopper.desktop if habit < 0.9 else shopper.phone
            yield from self._play_visit(
                Visit(self._random, shopper, device, self._draw_later_time(day)), shopper, 0.11
            )

    def _play_morning(self, shopper: Shopper, day: date) -> Iterator[Event]:
        """A visit on the phone, and for some what they do about it on a desktop."""
        phone = Visit(self._random, shopper, shopper.phone, self._draw_opening_time(day))
        outcome = self._random.random() / shopper.keenness
        if outcome < 0.08:
            yield from self._pay_on_the_desktop(phone, shopper)
            return
        yield from self._play_visit(phone, shopper, 0.22)
        if outcome > 0.8:
            evening = Visit(self._random, shopper, shopper.desktop, self._draw_later_time(day))
            yield from self._play_visit(evening, shopper, 0.3)

    def _play_visit(self, visit: Visit, shopper: Shopper, buys: float) -> Iterator[Event]:
        random = self._random
        visit.arrive(draw_entrance(random, visit.platform), OPENS_AT)
        if random.random() < 0.35:
            visit.log_in()
        seen = browse(random, visit, self._assortment, most=4)
        wish = random.random() / shopper.keenness
        if wish < buys + 0.12:
            cart = fill_cart(random, visit, seen)
            if wish < buys + 0.04 and not shopper.has_wallet:
                visit.check_out(cart)
            if wish < buys:
                yield from self._complete_order(visit, shopper, cart)
        yield from visit.events

    def _pay_on_the_desktop(self, phone: Visit, shopper: Shopper) -> Iterator[Event]:
        """Into the cart on the phone, logged in; some minutes later the same cart is paid on the desktop."""
        random = self._random
        phone.arrive(draw_entrance(random, phone.platform), OPENS_AT)
        phone.log_in()
        cart = fill_cart(random, phone, browse(random, phone, self._assortment, most=3))
        yield from phone.events
        minutes = timedelta(seconds=random.randint(120, 900))
        desktop = Visit(random, shopper, shopper.desktop, phone.now + minutes)
        desktop.arrive(Entrance(SALE), OPENS_AT)
        desktop.check_out(cart)
        yield from self._complete_order(desktop, shopper, cart)
        yield from desktop.events

    def _complete_order(self, visit: Visit, shopper: Shopper, cart: Cart) -> Iterator[Event]:
        """Complete the order (among the visit's events); yields what the server tells of it later."""
        self._orders += 1
        order = visit.order(cart, f"O{self._orders:06d}")
        self._bought.add(shopper.user_id)
        fate = self._random.random()
        if fate < _CANCELS:
            later = timedelta(minutes=self._random.randint(10, 50))
            yield cancel_order(self._random, order, visit.now + later)
        elif fate < _CANCELS + _SENDS_BACK and visit.now.date() == DAYS[0]:
            yield self._refund(order)

    def _refund(self, order: Event) -> Event:
        """On the next day, in office hours."""
        self._refunds += 1
        nine = datetime.combine(DAYS[1], time(9), TIMEZONE)
        later = timedelta(minutes=self._random.randint(0, 480))
        return refund_order(self._random, order, nine + later, f"R{self._refunds:04d}")

    def _draw_opening_time(self, day: date) -> datetime:
        """Most arrive as the sale opens (some are early and wait), fewer and fewer until noon."""
        opening = datetime.combine(day, OPENS_AT, TIMEZONE)
        if self._random.random() < 0.06:
            return opening - timedelta(seconds=self._random.randint(30, 900))
        return opening + timedelta(seconds=min(self._random.expovariate(1 / 2700), 4.5 * 3600))

    def _draw_later_time(self, day: date) -> datetime:
        """Lunch break and evening."""
        hour = self._random.gauss(13.2, 0.7) if self._random.random() < 0.3 else self._random.gauss(20.2, 1.2)
        seconds = min(max(hour, 11.0), 22.7) * 3600
        return datetime.combine(day, time(0), TIMEZONE) + timedelta(seconds=seconds)
