"""What the shop knows of its customers, as Mixpanel's SDKs tell it: the body of /engage."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from typing import Any

from demo.people import Shopper
from demo.visit import Event

Update = dict[str, Any]

_FIRST_NAMES = ("Ada", "Bruno", "Clara", "Davide", "Elena", "Felix", "Giulia", "Hugo", "Ines", "Jonas")
_LAST_NAMES = ("Rossi", "Moreau", "Garcia", "Keller", "Conti", "Laurent", "Ruiz", "Vogel", "Greco", "Petit")
_TIERS = {"bronze": 70, "silver": 22, "gold": 8}
_SOURCE = re.compile(r"[?&]utm_source=(\w+)")


def draw_profiles(random: Random, people: Sequence[Shopper], events: Iterable[Event]) -> tuple[Update, ...]:
    """One update of each person at their first log-in, in the order of time as `events` are."""
    shoppers = {shopper.user_id: shopper for shopper in people}
    sources: dict[str, str] = {}
    known: dict[str, Update] = {}
    for event in events:
        device_id, user_id = event.get("device_id", ""), event.get("user_id")
        if found := _SOURCE.search(event["properties"].get("url", "")):
            sources.setdefault(device_id, found[1])
        if user_id and user_id not in known:
            at = datetime.fromisoformat(event["occurred_at"])
            known[user_id] = _draw_profile(random, shoppers[user_id], at, sources.get(device_id))
    return tuple(known.values())


def _draw_profile(random: Random, shopper: Shopper, at: datetime, source: str | None) -> Update:
    first = {"initial_utm_source": source} if source else {}
    return {
        "$distinct_id": shopper.user_id,
        "$time": int(at.timestamp()),
        "$set": {
            "$name": f"{random.choice(_FIRST_NAMES)} {random.choice(_LAST_NAMES)}",
            "$email": f"{shopper.user_id.lower()}@mail.example",
            "$country_code": shopper.country,
            "loyalty_tier": random.choices(list(_TIERS), list(_TIERS.values()))[0],
        },
        "$set_once": {"$created": at.date().isoformat(), **first},
    }
