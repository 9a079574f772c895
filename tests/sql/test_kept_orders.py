"""Orders, money and buyers of a shop stand when a customer is erased and their orders are kept."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.erasing.kept_orders import KeptOrders
from tally.domain.people.kept_orders import stand_in
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.refresh_models import model_values

from tests.lake_rows import SCHEMA
from tests.sql.build import Build
from tests.sql.drawn_orders import Drawer
from tests.sql.lake_rows_of_orders import tables
from tests.sql.order_rules import OrderEvent, Told, id_hash
from tests.sql.told_orders import draw

Row = dict[str, Any]
PERSON = stand_in("0123456789abcdef")
THEIRS = {id_hash("u1"), id_hash("$device:d1")}
SEEDS = range(3)
ORDERS = """
select
    case when order_id like 'n%' then order_id end as number, ordered_at, business_date, platform, country,
    affiliation, currency, revenue, revenue_from, refunded, net_revenue, shop_net_revenue, units, told_by,
    is_unconfirmed, is_cancelled, order_number_of_person, person_key
from orders
order by ordered_at, platform, revenue, number
"""
LINES = "select business_date, product_id, name, quantity, price, revenue, net_revenue from order_lines"


def keep_orders(build: Build) -> tuple[list[Row], int]:
    """The lake's events after the erasure of u1, and how many of theirs are kept."""
    rows = build.cursor("select * from events").to_arrow_table().select(SCHEMA.names).cast(SCHEMA)
    is_theirs = pa.array([key in THEIRS for key in rows["sent_person_key"].to_pylist()])
    kept = KeptOrders(PERSON, {"u1", "d1"}).anonymise(rows.filter(is_theirs))
    others = [row for row in rows.to_pylist() if row["sent_person_key"] not in THEIRS]
    return [*others, *kept.to_pylist()], len(kept)


def drawn(rows: Iterable[Row]) -> str:
    return draw([{name: _cell(value) for name, value in row.items()} for row in rows])


def _cell(value: Any) -> Any:
    return json.dumps(value, default=str) if isinstance(value, list) else value


def told_by(seed: int) -> Told:
    """A shop without records of u1, whose events are all of different times: of equal ones the ids decide."""
    told = Drawer(seed).told(200)
    return replace(
        told,
        events=tuple(map(_move, told.events)),
        records=tuple(one for one in told.records if one.customer != "u1"),
        refunds=tuple(one for one in told.refunds if one.customer != "u1"),
    )


def _move(event: OrderEvent) -> OrderEvent:
    by = timedelta(milliseconds=event.key)
    return replace(event, at=event.at + by, arrived=event.arrived + by)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_order_stands_with_its_money_and_buyer(seed: int) -> None:
    sources = tables(told_by(seed), Random(seed))
    before = Build(sources, ("orders", "order_lines", "test_orders"))
    events, kept = keep_orders(before)
    after = Build({**sources, "events": drawn(events)}, ("orders", "order_lines", "test_orders"))
    assert kept > 100
    told, left = before.rows(ORDERS), after.rows(ORDERS)
    assert [order[:-1] for order in left] == [order[:-1] for order in told]
    buyers = {(one[-1], other[-1]) for one, other in zip(told, left, strict=True)}
    assert {(old, new) for old, new in buyers if old != new} == {(id_hash("u1"), id_hash(PERSON))}
    assert sorted(map(str, after.rows(LINES))) == sorted(map(str, before.rows(LINES)))
    counted = (
        "select business_date, platform, country, count(*) from test_orders group by 1, 2, 3 order by 1, 2, 3"
    )
    assert after.rows(counted) == before.rows(counted)


def test_without_them_the_numbers_fall() -> None:
    """Else the test above could not fail."""
    sources = tables(told_by(0), Random(0))
    before = Build(sources, ("orders",))
    rows = before.cursor("select * from events").to_arrow_table().to_pylist()
    others = drawn(row for row in rows if row["sent_person_key"] not in THEIRS)
    after = Build({**sources, "events": others}, ("orders",))
    assert len(after.rows(ORDERS)) < len(before.rows(ORDERS))


def did(who: str, name: str, at: str, **columns: Any) -> Row:
    """An event of u1 or u2, the first on a device."""
    moment = datetime.fromisoformat(at)
    key = id_hash(f"{who} {name} {at}")
    return {
        **{"event_id": f"e{key}", "id_hash": key, "dedup_key": key, "event_name": name},
        **{"event_class": "volume" if name == "Page Viewed" else "business"},
        **{"occurred_at": moment, "received_at": moment, "business_date": moment.date()},
        **{"distinct_id": who, "user_id": who, "sent_person_key": id_hash(who)},
        **{"device_id": "d1" if who == "u1" else None, "platform": "web", "currency": "EUR", **columns},
    }


def test_of_the_kpis_those_of_orders_stand_and_those_of_visits_fall() -> None:
    """u1 looks and orders on one day, and only looks on the next; the server alone tells their last order."""
    events = [
        *(did("u1", "Page Viewed", f"2026-11-{day} 10:00") for day in (20, 21, 22)),
        did("u1", "Product Added", "2026-11-20 10:01", product_id="p"),
        did("u1", "Order Completed", "2026-11-20 10:02", order_id="1", revenue=10),
        did("u1", "Order Completed", "2026-11-22 10:02", order_id="3", revenue=30, sender="server"),
        did("u2", "Page Viewed", "2026-11-20 10:00"),
        did("u2", "Product Added", "2026-11-20 10:01", product_id="p"),
        did("u2", "Order Completed", "2026-11-20 10:02", order_id="2", revenue=20),
        did("u2", "Page Viewed", "2026-11-21 10:00"),
    ]
    days = {date(2026, 11, day) for day in (20, 21, 22)}
    values = model_values(days, ShopClock())
    before = Build({"events": drawn(events)}, ("kpi_daily",), values)
    after = Build({"events": drawn(keep_orders(before)[0])}, ("kpi_daily",), values)
    counts = """
    select cast(business_date as varchar), kpi, numerator, denominator
    from kpi_daily
    where platform = 'all' and country = 'all' and region = 'all' and profile = 'all'
    """
    told, left = ({row[:2]: row[2:] for row in build.rows(counts)} for build in (before, after))
    fallen = ("visitors", "sessions", "conversion_rate_by_visitor", "conversion_rate_by_session")
    assert {key for key in told if told[key] != left.get(key)} == {
        ("2026-11-20", "cart_abandonment_rate"),  # whoever ordered in a browser was there
        *(("2026-11-21", kpi) for kpi in (*fallen, "revenue_per_visitor")),
        *(("2026-11-22", kpi) for kpi in (*fallen, "revenue_per_visitor", "unseen_buyers")),
    }
    assert [left[day, "net_revenue"][0] for day in ("2026-11-20", "2026-11-22")] == [30, 30]
    assert (told["2026-11-22", "unseen_buyers"][0], left["2026-11-22", "unseen_buyers"][0]) == (0, 1)


def test_a_late_copy_counts_no_order_twice_but_names_its_person_again() -> None:
    order = did("u1", "Order Completed", "2026-11-20 10:02", order_id="n1", revenue=10)
    before = Build({"events": drawn([order])}, ("orders",))
    kept, _ = keep_orders(before)
    after = Build({"events": drawn([*kept, order])}, ("orders", "order_conflicts"))
    told = "select order_key, revenue from orders"
    assert after.rows(told) == before.rows(told)
    assert after.rows("select order_key, witnesses, field from order_conflicts") == [
        ("n1", "copies", "person")
    ]
