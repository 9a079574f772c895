"""Two days of a lake, drawn by chance from a fixed seed: what a build of all models starts from."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import record_tables
from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.settings.standing import StandingSettings
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.literals import Value
from tally.modelling.records import name_versions
from tally.use_cases.publish_kpis import kpi_values
from tally.use_cases.refresh_models import model_values, setting_rows

from tests.sql import drawn_updates
from tests.sql.profile_fold import Update
from tests.sql.test_whole_build import CLAIMS, NAMES, VOLUME, key

START = datetime(2026, 3, 28, 21, tzinfo=UTC)
"""An hour and more before the shop's midnight, a day before the clocks change."""

SHOP = ShopClock()
HOURS = 30
DATES = frozenset({date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)})
WHO = [("d1", ""), ("d2", ""), ("d1", "u1"), ("d2", "u1"), ("d3", "u2"), ("", "u2"), ("d4", ""), ("", "")]
LEAST_PERSONS = 2
"""Who is one of them is soon told: a value that five sent there would be none."""
MOST_SESSIONS = 1
"""A device with more on a day is crowded."""
PRODUCTS = [
    *("", "[]", '[{"price": 2.5, "quantity": 3}, {"sku": "s"}]', '[{"price": 9.99, "quantity": 1}]'),
    '[{"product_id": "p", "price": 4, "quantity": 2}, {"product_id": "q", "price": 9.5}]',
    '[{"product_id": "p", "quantity": 1}]',
]
_PUT = SettingVersion(SettingAddress("cohort", "gold"), 2, "conditions = []", "anna", START)
_OF_A_SALE = '[{"product_id": "v0", "price": 4, "quantity": 1}]'
PROPERTIES = ['{"test": true}', *("", "{}", "[]") * 6]


def values() -> dict[str, Value]:
    """Parameters of all models for this lake."""
    end = START + timedelta(hours=HOURS)
    hours: dict[str, Value] = {
        "from_hour": START,
        "to_hour": end,
        "from_date": START.date() - timedelta(days=2),
        "to_date": end.date() + timedelta(days=2),
    }
    standing = StandingSettings.of([_PUT])
    own = {"least_persons": LEAST_PERSONS, "most_sessions": MOST_SESSIONS, "settings": setting_rows(standing)}
    return {**model_values(DATES, SHOP), **kpi_values(), **hours, **own}


def sources(events: int, updates: int) -> dict[str, str]:
    """Drawn tables of the lake, each with so many rows; half of the events are at the witness too."""
    random = Random(20261129)
    rows = [*(_event(random, number) for number in range(events)), *_same_order_twice(events)]
    rows += _seen_of_a_sale(events + len(rows))
    copies = [_copy_of_server(row, number) for number, row in enumerate(rows[::3], start=len(rows))]
    return {
        "events": _drawn([*rows, *copies]),
        "profile_updates": drawn_updates.drawn([_update(random) for _ in range(updates)]),
        "witness_events": _drawn([_seen(row) for row in rows[::2]]),
        CELLS_TABLE: _cells(),
        **{name_versions(table): _versions(table) for table in record_tables().values()},
    }


def _event(random: Random, number: int) -> dict[str, Any]:
    at = START + timedelta(milliseconds=random.randrange(HOURS * 3_600_000))
    device, user = random.choice(WHO)
    distinct_id = user or (device and f"$device:{device}")
    name = random.choice([*NAMES, "Order Completed", "Order Updated"])
    row = {
        "event_id": f"e{number}",
        "id_hash": number,
        "dedup_key": number,
        "event_name": name,
        "event_class": "volume" if name in VOLUME else "business",
        "occurred_at": at.replace(tzinfo=None),
        "received_at": (at + timedelta(seconds=2)).replace(tzinfo=None),
        "violations": random.choice(["", "", "", '["unknown_event"]', '["wrong_type: price"]']),
        "protocol": "mixpanel",
        "source": "shop",
        "business_date": SHOP.business_date(at),
        "device_id": device,
        "user_id": user,
        "distinct_id": distinct_id,
        "sent_person_key": key(distinct_id) if distinct_id else "",
        "properties": CLAIMS.get(name, ""),
        "platform": random.choice(["web", "ios", ""]),
        "country": random.choice(["IT", "DE", ""]),
        "region": ("Lazio", "Limburg", "")[number % 3],
        "sender": random.choice(["", "", "", "server", "bot"]),
        "consent": random.choice(["", "true", "false"]),
    }
    if name.startswith("Order"):
        row |= {
            "order_id": random.choice([*(f"o{n}" for n in range(40)), ""]),
            "revenue": random.choice([*("",) * 5, "10.00", "99.99", "0.00", "-5.00"]),
            "total": random.choice([*("",) * 5, "13.00", "120.50"]),
            "tax": random.choice(["", "2.25"]),
            "currency": random.choice(["EUR", "EUR", "JPY", "SEK", ""]),
            "affiliation": random.choice(["", "", "nl", "fr"]),
            "refund_id": random.choice(["", "", "r1", "r2"]),
            "price": random.choice(["", "3.50"]),
            "quantity": random.choice(["", 2]),
            "products": random.choice(PRODUCTS),
            "properties": random.choice(PROPERTIES),
        }
    if name in ("Product Added", "Product Removed"):
        row |= {
            "product_id": random.choice(["", "p", "q"]),
            "quantity": random.choice(["", "0", "2", "-1", "0.35"]),
            "products": random.choice(PRODUCTS),
            "properties": random.choice(['{"sku": "s"}', "{}"]),
        }
    return row


def _copy_of_server(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The same event, as a server tells it of a user."""
    who = {"device_id": "", "user_id": "u3", "distinct_id": "u3", "sent_person_key": key("u3")}
    return {**row, **who, "dedup_key": number, "sender": "server"}


def _same_order_twice(number: int) -> list[dict[str, Any]]:
    """One person's order under two numbers, seconds apart."""
    order = _event(Random(1), number) | {
        **{
            "event_name": "Order Completed",
            "event_class": "business",
            "occurred_at": START.replace(tzinfo=None),
        },
        **{
            "business_date": SHOP.business_date(START),
            "revenue": "7.00",
            "currency": "EUR",
            "properties": "",
        },
        **{
            "device_id": "d9",
            "user_id": "",
            "distinct_id": "$device:d9",
            "sent_person_key": key("$device:d9"),
        },
    }
    return [
        order
        | dict.fromkeys(("event_id", "id_hash", "dedup_key"), number + place)
        | {"order_id": f"s{place}"}
        for place in range(2)
    ]


def _seen_of_a_sale(number: int) -> list[dict[str, Any]]:
    """The buyer of those orders came by a channel with spend, saw what a sale had sold, and let a cart go."""
    who = {
        "device_id": "d9",
        "user_id": "",
        "distinct_id": "$device:d9",
        "sent_person_key": key("$device:d9"),
    }
    told: list[dict[str, Any]] = [
        {"event_name": "Page Viewed", "utm_source": "v0"},
        {"event_name": "Product Viewed", "product_id": "v0", "country": "v0", "minutes": 90},
        {"event_name": "Cart Expired", "event_class": "business", "quantity": "2"},
        {"event_name": "Product Added", "event_class": "business", "product_id": "p", "quantity": "3"},
        {
            **{"event_name": "Order Completed", "event_class": "business", "order_id": "s9", "country": "v0"},
            **{"revenue": "4.00", "currency": "EUR", "products": _OF_A_SALE, "minutes": 120},
        },
    ]
    found = []
    for place, event in enumerate(told):
        at = START + timedelta(minutes=event.pop("minutes", -1))
        when = {"occurred_at": at.replace(tzinfo=None), "business_date": SHOP.business_date(at)}
        ids = {"event_id": f"e{number + place}", "id_hash": number + place, "dedup_key": number + place}
        visit = {"event_class": "volume", "properties": "", "platform": "web", "country": "IT", "sender": ""}
        found.append({**_event(Random(1), number), **visit, **who, **when, **ids, **event})
    return found


def _update(random: Random) -> tuple[int, Update]:
    operation = random.choice(list(drawn_updates.OPERANDS))
    name = "" if operation == "$delete" else random.choice(["number", "list", "object", "it's", ""])
    return random.randrange(len(drawn_updates.PROFILES)), Update(
        occurred_at=drawn_updates.START + timedelta(seconds=random.randrange(600)),
        received_at=drawn_updates.START + timedelta(hours=1),
        body_place=0,
        update_id=random.choice("ab"),
        place=0,
        operation=operation,
        property=name,
        value=random.choice(drawn_updates.OPERANDS[operation]) if name else "",
        ignore_time=random.random() < 0.2,
    )


def _seen(row: dict[str, Any]) -> dict[str, Any]:
    """The event as the witness noted it."""
    kept = ("event_name", "id_hash", "occurred_at", "platform")
    return {**{name: row[name] for name in kept}, "amount": row.get("revenue", "")}


def _drawn(rows: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return "\n".join(
        " | ".join(str(row.get(name, "")) for name in names)
        for row in [dict(zip(names, names, strict=True)), *rows]
    )


_TYPED = {
    "string": "v{0}",
    "date": "2026-03-28",
    "timestamp": "2026-03-28 22:00:0{0}.123456",
    "boolean": "false",
    "bigint": "{0}",
    "int": "{0}",
}


def _versions(table: RecordTable) -> str:
    """Two records of a table, one of them in two versions."""
    columns = table.version_columns
    rows = []
    for version in range(3):
        record = min(version, 1)
        told = {column.name: _TYPED.get(column.type, "{0}.5").format(record) for column in columns}
        told |= {column.name: column.values[0] for column in table.columns if column.values}
        if "rate" in told:
            told |= {
                "from_currency": ("JPY", "USD")[record],
                "to_currency": "EUR",
                "rate": f"0.00{version + 1}",
            }
        if "ends_at" in told:
            told["ends_at"] = "2026-03-29 22:00:00"
        if "order_id" in told:
            told["order_id"] = f"o{record}"
        changed = {"record_hash": record, "dedup_key": version, "changed_at": f"2026-03-29 10:00:0{version}"}
        rows.append(told | {name: value for name, value in changed.items() if name in told})
    return _drawn(rows)


def _cells() -> str:
    """Every other hour audited, the rest disputed."""
    lines = ["event_name | hour_at | platform | business_date | verdict | lake_events | missing_in_lake"]
    for hour in range(HOURS):
        at = START + timedelta(hours=hour)
        verdict = "audited" if hour % 2 else "disputed"
        day, moment = SHOP.business_date(at), at.replace(tzinfo=None)
        lines += [
            f"{name} | {moment} | web | {day} | {verdict} | 9 | {hour % 2}" for name in sorted(set(NAMES))
        ]
    return "\n".join(lines)
