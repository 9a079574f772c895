"""One customer's visit, the same for every SDK: what is sent, and the rows that must come of it.

Anonymous views and a cart on one device, a log-in, a checkout and an order with products, changes of the
profile. SDKs that take a time get one per event, 5 minutes apart; browsers stamp their own.
"""

import time
import uuid
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

BEGAN_AGO_S = 40 * 60
STEP_S = 5 * 60
LOG_IN = 3
"""Place of the log-in: what stands before it in SCRIPT is anonymous."""

PRODUCTS = [
    {"product_id": "p-1", "name": "Becher \U0001f377", "category": "Küche", "price": 59.9, "quantity": 2},
    {"product_id": "p-2", "name": "Plus+Plus & Co", "category": "Küche", "price": 39.9, "quantity": 1},
]
REVENUE = Decimal("159.70")
SCRIPT: list[tuple[str, dict[str, Any]]] = [
    ("Product List Viewed", {"list_id": "sale", "category": "Küche"}),
    ("Product Viewed", {"product_id": "p-1", "price": 59.9, "currency": "EUR"}),
    ("Product Added", {"product_id": "p-1", "price": 59.9, "quantity": 2, "cart_id": "c-1"}),
    ("Checkout Started", {"currency": "EUR", "revenue": 159.7, "products": PRODUCTS}),
    ("Order Completed", {"currency": "EUR", "revenue": 159.7, "products": PRODUCTS}),
]
BAD_PROPERTIES = {"product_id": "p-1", "price": {"amount": 59.9}}
PROFILE = {"plan": "gold", "city_of_birth": "Como"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit's own ids, and where it is sent. `run` is part of every id, so that its rows can be found."""

    run: str
    url: str
    write_key: str
    with_profile: bool = True
    with_bad_event: bool = False
    page_left: bool = False
    began_at_ms: int = field(default_factory=lambda: int((time.time() - BEGAN_AGO_S) * 1000))

    @property
    def device_id(self) -> str:
        return f"{self.run}-device"

    @property
    def user_id(self) -> str:
        return f"{self.run}-user"

    @property
    def order_id(self) -> str:
        return f"{self.run}-order"

    def at_ms(self, place: int) -> int:
        """When the event at this place of SCRIPT happened; the log-in comes half a step before LOG_IN."""
        return self.began_at_ms + place * STEP_S * 1000

    @property
    def log_in_at_ms(self) -> int:
        return self.at_ms(LOG_IN) - STEP_S * 500

    def job(self) -> dict[str, Any]:
        """Everything that a driver must know, as JSON."""
        events = [
            {
                "name": name,
                "at_ms": self.at_ms(place),
                "known": place >= LOG_IN,
                "properties": properties | ({"order_id": self.order_id} if name.startswith("Order") else {}),
            }
            for place, (name, properties) in enumerate(SCRIPT)
        ]
        if self.with_bad_event:
            events.insert(1, events[0] | {"properties": BAD_PROPERTIES})
        return {
            **asdict(self),
            "device_id": self.device_id,
            "user_id": self.user_id,
            "log_in_at_ms": self.log_in_at_ms,
            "events": events,
            "profile": PROFILE,
        }


def new_run(sdk: str) -> str:
    """A name that no other visit to the same lake has."""
    return f"{sdk}-{uuid.uuid4().hex[:8]}"
