"""One day of a shop as columns of lake.events: people come back, look at products, and some of them buy."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from tally.adapters.athena.arrow_schema import arrow_schema
from tally.domain.events.columns import EVENT_COLUMNS

SCHEMA = arrow_schema(EVENT_COLUMNS)
DAY = date(2026, 11, 20)
PEOPLE, PRODUCTS = 60_000, 5_000


def shop_day(events: int, seed: int = 1) -> pa.Table:
    """Events in the order of their time, nine in ten of class volume."""
    chance = random.Random(seed)
    start = datetime.combine(DAY, datetime.min.time(), UTC).replace(tzinfo=None)
    seconds = sorted(chance.uniform(0, 86_400) for _ in range(events))
    people = [min(int(chance.paretovariate(0.5)), PEOPLE) for _ in range(events)]
    products = [chance.randrange(PRODUCTS) for _ in range(events)]
    viewed = [chance.random() < 0.9 for _ in range(events)]
    columns: dict[str, Callable[[int], Any]] = {
        "event_id": lambda _: f"{chance.getrandbits(128):032x}",
        "id_hash": lambda _: chance.getrandbits(63),
        "dedup_key": lambda _: chance.getrandbits(63),
        "payload_fingerprint": lambda _: chance.getrandbits(63),
        "event_name": lambda n: "Product Viewed" if viewed[n] else "Product Added",
        "event_class": lambda n: "volume" if viewed[n] else "business",
        "occurred_at": lambda n: start + timedelta(seconds=seconds[n]),
        "received_at": lambda n: start + timedelta(seconds=seconds[n] + 0.2),
        "business_date": lambda _: DAY,
        "distinct_id": lambda n: f"$device:{people[n]:016x}",
        "device_id": lambda n: f"{people[n]:016x}",
        "sent_person_key": lambda n: (people[n] * 0x9E3779B97F4A7C15) % 2**64 - 2**63,
        "session_hint": lambda n: f"{people[n]:08x}-{int(seconds[n] // 1800)}",
        "platform": lambda n: ("web", "ios", "android")[people[n] % 3],
        "os": lambda n: ("Windows", "iOS", "Android")[people[n] % 3],
        "device_model": lambda n: f"model {people[n] % 40}",
        "country": lambda n: ("IT", "DE", "FR")[people[n] % 3],
        "city": lambda n: f"City {people[n] % 300}",
        "url": lambda n: f"https://shop.example/en/products/{products[n]}?list={products[n] % 9}",
        "path": lambda n: f"/en/products/{products[n]}",
        "utm_campaign": lambda n: f"campaign {people[n] % 30}",
        "product_id": lambda n: f"P-{products[n]}",
        "quantity": lambda n: products[n] % 3 + 1,
        "currency": lambda _: "EUR",
        "properties": lambda n: f'{{"screen_width":{390 + people[n] % 3},"place":{products[n] % 40}}}',
        "batch_id": lambda n: f"batch {int(seconds[n] // 300)}",
    }
    return pa.table(
        [
            pa.array([columns[field.name](n) for n in range(events)], field.type)
            if field.name in columns
            else pa.nulls(events, field.type)
            for field in SCHEMA
        ],
        schema=SCHEMA,
    )
