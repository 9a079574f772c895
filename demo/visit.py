"""One visit: a person on one device, event after event."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from demo.entrance import SALE, SHOP, Entrance
from demo.people import Device, Shopper
from demo.products import Product

Event = dict[str, Any]
Cart = list[tuple[Product, int]]


class Visit:
    """Writes the events of one visit. Anonymous (device id alone) until the person logs in."""

    def __init__(self, random: Random, shopper: Shopper, device: Device, starts_at: datetime) -> None:
        self.events: list[Event] = []
        self.now = starts_at
        self._random, self._shopper, self._device = random, shopper, device
        self._session = f"{random.getrandbits(64):016x}"
        self._user_id: str | None = None
        self._page: dict[str, str] = {}

    @property
    def platform(self) -> str:
        """Where it takes place."""
        return self._device.platform

    def log_in(self) -> None:
        """From here on events carry the user id beside the device id: that links the two."""
        self._user_id = self._shopper.user_id

    def arrive(self, entrance: Entrance, opens_at: time) -> None:
        """The landing page; who is early waits there. Then the sale."""
        self._open(entrance.path)
        came = {"referrer_domain": entrance.referrer_domain} if entrance.referrer_domain else {}
        if self.platform == "web" or entrance.tags:  # an app has an address when a link opened it
            came["url"] = entrance.address
        self._add_event("Page Viewed", (0, 0), **came)
        self.now = max(self.now, datetime.combine(self.now, opens_at, self.now.tzinfo))
        self._open(SALE)
        self._add_event("Product List Viewed", (3, 20), list_id="spring-sale")

    def look_at(self, product: Product) -> None:
        """A product's page."""
        self._open(f"/p/{product.product_id}")
        self._add_event("Product Viewed", (5, 60), **_describe_product(product))

    def add(self, product: Product, quantity: int) -> None:
        """Into the cart."""
        self._add_event("Product Added", (3, 30), quantity=quantity, **_describe_product(product))

    def check_out(self, cart: Cart) -> None:
        """The first page of the checkout; needs an account."""
        self.log_in()
        self._open("/checkout")
        lines = [product.line(quantity) for product, quantity in cart]
        self._add_event("Checkout Started", (5, 40), currency="EUR", revenue=_sum_euros(cart), products=lines)

    def order(self, cart: Cart, order_id: str) -> Event:
        """Pay for the cart, with an account; returns the order's event."""
        self.log_in()
        self._open("/checkout/thanks")
        lines = [product.line(quantity) for product, quantity in cart]
        return self._add_event(
            "Order Completed",
            (20, 120),
            order_id=order_id,
            currency="EUR",
            revenue=_sum_euros(cart),
            products=lines,
        )

    def _open(self, path: str) -> None:
        self._page = {"path": path, "url": SHOP + path} if self.platform == "web" else {"path": path}

    def _add_event(self, event: str, pause_s: tuple[int, int], **properties: Any) -> Event:
        self.now += timedelta(milliseconds=self._random.randint(pause_s[0] * 1000, pause_s[1] * 1000))
        done = {
            "event": event,
            "event_id": f"{self._random.getrandbits(128):032x}",
            "occurred_at": self.now.isoformat(timespec="milliseconds"),
            "device_id": self._device.device_id,
            "session_hint": self._session,
            "platform": self.platform,
            "properties": {
                "country": self._shopper.country,
                **self._device.traits,
                **self._page,
                **properties,
            },
        }
        if self._user_id:
            done["user_id"] = self._user_id
        self.events.append(done)
        return done


def cancel_order(random: Random, order: Event, at: datetime) -> Event:
    """The shop's server tells that an order was cancelled."""
    return _correct_order(random, "Order Cancelled", order, at, revenue=order["properties"]["revenue"])


def refund_order(random: Random, order: Event, at: datetime, refund_id: str) -> Event:
    """The shop's server tells that the last product of an order came back."""
    last = order["properties"]["products"][-1]
    paid_back = round(last["price"] * last["quantity"], 2)
    return _correct_order(random, "Order Refunded", order, at, refund_id=refund_id, revenue=paid_back)


def _correct_order(random: Random, event: str, order: Event, at: datetime, **properties: Any) -> Event:
    kept = {name: order["properties"][name] for name in ("country", "order_id", "currency")}
    return {
        "event": event,
        "event_id": f"{random.getrandbits(128):032x}",
        "occurred_at": at.isoformat(timespec="milliseconds"),
        "user_id": order["user_id"],
        "platform": "server",
        "properties": {**kept, **properties},
    }


def browse(random: Random, visit: Visit, assortment: Sequence[Product], most: int) -> list[Product]:
    """Look at one to `most` products; returns them."""
    seen = random.sample(assortment, random.randint(1, most))
    for product in seen:
        visit.look_at(product)
    return seen


def fill_cart(random: Random, visit: Visit, seen: Sequence[Product]) -> Cart:
    """Put one or two of the products seen into the cart, mostly one piece of each."""
    cart = [(product, 2 if random.random() < 0.15 else 1) for product in seen[: random.randint(1, 2)]]
    for product, quantity in cart:
        visit.add(product, quantity)
    return cart


def _describe_product(product: Product) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "price": product.price_cents / 100,
        "currency": "EUR",
        "category": product.category,
        "brand": product.brand,
    }


def _sum_euros(cart: Cart) -> float:
    return sum(product.price_cents * quantity for product, quantity in cart) / 100
