"""One customer's visit, the same for every SDK: what is sent, and the rows that must come of it.

Anonymous views and a cart on one device, a log-in, a checkout and an order with products, changes of the
profile. SDKs that take a time get one per event, 5 minutes apart; browsers stamp their own, and so does
every SDK whose clock is wrong.
"""

import time
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.journeys.sdks.faults import Turn
from tests.journeys.sdks.profiles import (
    CHARGE,
    EVERY_GROUP_UPDATE,
    EVERY_PEOPLE_UPDATE,
    GROUP_KEY,
    GROUP_TRAITS,
    PROFILE_UPDATES,
    TRAITS,
)

BEGAN_AGO_S = 40 * 60
CLOCK_AHEAD_S = 2 * 60 * 60
"""What a wrong clock is wrong by."""
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
TOO_EARLY_MS = 1000
"""A time that is refused at once, by a strict import and by another."""
BAD_PROPERTIES = {"product_id": "p-1", "price": {"amount": 59.9}}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit's own ids, and where it is sent. `run` is part of every id, so that its rows can be found."""

    run: str
    url: str
    write_key: str
    turn: Turn | None = None
    began_at_ms: int = field(default_factory=lambda: int((time.time() - BEGAN_AGO_S) * 1000))

    @property
    def device_id(self) -> str:
        return f"{self.run}-device"

    @property
    def user_id(self) -> str:
        return f"{self.run}-user"

    @property
    def gone_id(self) -> str:
        """Another user, and the id of a group: their profiles are made and deleted."""
        return f"{self.run}-gone"

    @property
    def group_id(self) -> str:
        return f"{self.run}-group"

    @property
    def order_id(self) -> str:
        return f"{self.run}-order"

    def at_ms(self, place: int) -> int:
        """When the event at this place of SCRIPT happened; the log-in comes half a step before LOG_IN."""
        return self.began_at_ms + place * STEP_S * 1000

    @property
    def log_in_at_ms(self) -> int:
        return self.at_ms(LOG_IN) - STEP_S * 500

    @property
    def stamps_itself(self) -> bool:
        """Whether the app leaves the time of every event to the SDK."""
        return self.turn is Turn.CLOCK_FAST

    def job(self) -> dict[str, Any]:
        """Everything that a driver must know, as JSON. An `at_ms` of None: the SDK stamps the event."""
        every_call = self.turn is Turn.EVERY_CALL
        return {
            "run": self.run,
            "url": self.url,
            "write_key": self.write_key,
            "turn": self.turn.name.lower() if self.turn else "",
            "clock_ahead_ms": CLOCK_AHEAD_S * 1000 if self.turn is Turn.CLOCK_FAST else 0,
            "device_id": self.device_id,
            "user_id": self.user_id,
            "log_in_at_ms": None if self.stamps_itself else self.log_in_at_ms,
            "events": [] if every_call else self._events(),
            "updates": EVERY_PEOPLE_UPDATE if every_call else PROFILE_UPDATES,
            "traits": TRAITS,
            "gone_id": self.gone_id,
            "charge": CHARGE,
            "group": {
                "key": GROUP_KEY,
                "id": self.group_id,
                "updates": EVERY_GROUP_UPDATE,
                "traits": GROUP_TRAITS,
            },
        }

    def _events(self) -> list[dict[str, Any]]:
        events = [
            {
                "name": name,
                "at_ms": None if self.stamps_itself else self.at_ms(place),
                "known": place >= LOG_IN,
                "properties": properties | ({"order_id": self.order_id} if name.startswith("Order") else {}),
            }
            for place, (name, properties) in enumerate(SCRIPT)
        ]
        if self.turn is Turn.BAD_EVENT:
            events.insert(1, events[0] | {"properties": BAD_PROPERTIES})
        if self.turn is Turn.IMPORTED:
            events.insert(1, events[0] | {"at_ms": TOO_EARLY_MS})
        return events


def new_run(sdk: str) -> str:
    """A name that no other visit to the same lake has."""
    return f"{sdk}-{uuid.uuid4().hex[:8]}"
