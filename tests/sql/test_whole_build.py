"""Every model of a build, from random events: no check raises a false alarm, and the marts agree with each other."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.literals import bind
from tally.use_cases.publish_kpis import kpi_values
from tally.use_cases.refresh_models import model_values

from tests.sql import drawn_updates
from tests.sql.build import Build
from tests.sql.profile_fold import Update
from tests.sql.tables import OUR_VALUES

SHOP = ShopClock()
STEPS = ("refresh", "publish")
START = datetime(2026, 3, 28, 21, tzinfo=UTC)
"""An hour and more before the shop's midnight, a day before the clocks change."""

NAMES = [
    *("Product Viewed", "Page Viewed", "Product Added", "Product Removed", "Checkout Started"),
    *("$identify", "$create_alias", "$merge", "$alias"),
    *("Order Completed", "Order Cancelled", "Order Refunded"),
]
VOLUME = {"Product Viewed", "Page Viewed"}
OF_EVERY_EVENT = [
    "event_id",
    "id_hash",
    "dedup_key",
    "event_name",
    "event_class",
    "occurred_at",
    "business_date",
]
OF_SOME = [
    "sender",
    "device_id",
    "user_id",
    "distinct_id",
    "sent_person_key",
    "platform",
    "country",
    "properties",
]
OF_ORDERS = [
    "order_id",
    "revenue",
    "total",
    "currency",
    "affiliation",
    "product_id",
    "price",
    "quantity",
    "products",
]
HEAD = [*OF_EVERY_EVENT, *OF_SOME, *OF_ORDERS]
CLAIMS = {
    "$identify": '{"$anon_distinct_id": "$device:d1"}',
    "$create_alias": '{"alias": "u2"}',
    "$merge": '{"$distinct_ids": ["$device:d2", "u2"]}',
    "$alias": '{"previousId": "d2"}',
}


def key(text: str) -> int:
    return int.from_bytes(xxhash.xxh64(text.encode()).digest(), "big", signed=True)


@st.composite
def an_event(draw: st.DrawFn) -> dict[str, Any]:
    """A row of the lake without its ids; absent values are left out."""
    at = START + timedelta(minutes=draw(st.integers(0, 60 * 60)), milliseconds=draw(st.sampled_from([0, 1])))
    who = draw(
        st.sampled_from(
            [("d1", ""), ("d2", ""), ("d1", "u1"), ("d2", "u1"), ("d2", "u2"), ("", "u2"), ("", "")]
        )
    )
    distinct_id = who[1] or (who[0] and f"$device:{who[0]}")
    name = draw(st.sampled_from(NAMES))
    row = {
        "event_name": name,
        "event_class": "volume" if name in VOLUME else "business",
        "occurred_at": at.replace(tzinfo=None),
        "business_date": SHOP.business_date(at),
        "sender": draw(st.sampled_from(["", "", "server", "bot"])),
        "device_id": who[0],
        "user_id": who[1],
        "distinct_id": distinct_id,
        "sent_person_key": key(distinct_id) if distinct_id else "",
        "properties": CLAIMS.get(name, ""),
        "platform": draw(st.sampled_from(["web", "ios", ""])),
        "country": draw(st.sampled_from(["IT", ""])),
    }
    if name.startswith("Order"):
        row |= {
            "order_id": draw(st.sampled_from(["o1", "o2", "o3", ""])),
            "revenue": draw(st.sampled_from(["", "10.00", "99.99", "0.00", "-5.00"])),
            "total": draw(st.sampled_from(["", "", "120.00"])),
            "currency": draw(st.sampled_from(["", "EUR", "EUR", "JPY"])),
            "affiliation": draw(st.sampled_from(["", "", "nl", "fr"])),
            "price": draw(st.sampled_from(["", "3.50"])),
            "quantity": draw(st.sampled_from(["", 2])),
            "products": draw(st.sampled_from(["", "[]", '[{"price": 2.5, "quantity": 3}, {"sku": "s"}]'])),
            "properties": draw(st.sampled_from(["", '{"test": true}', "[]"])),
        }
    if name in ("Product Added", "Product Removed"):
        row |= {
            "product_id": draw(st.sampled_from(["", "p", "q"])),
            "quantity": draw(st.sampled_from(["", 0, 2, -1])),
            "products": draw(
                st.sampled_from(["", "[]", '[{"product_id": "p"}, {"sku": "p", "quantity": 2}]'])
            ),
        }
    return row


def drawn(events: list[dict[str, Any]]) -> str:
    lines = [
        " | ".join(str(row.get(name, "")) for name in HEAD)
        for row in (
            {**event, "event_id": f"e{n % 7}", "id_hash": n % 7, "dedup_key": n}
            for n, event in enumerate(events)
        )
    ]
    return "\n".join([" | ".join(HEAD), *lines])


def built(events: list[dict[str, Any]], updates: list[tuple[int, Update]]) -> Build:
    """Every model that is built from the lake alone, over these rows."""
    dates = {event["business_date"] for event in events}
    models = [model.name for step in STEPS for model in catalog.models(step)]
    sources = {"events": drawn(events), "profile_updates": drawn_updates.drawn(updates)}
    return Build(sources, models, {**model_values(dates, SHOP), **kpi_values()})


EVENTS = st.lists(an_event(), max_size=50)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS, drawn_updates.some_updates(most=10))
def test_sound_events_raise_no_alarm_and_the_marts_agree(
    events: list[dict[str, Any]], updates: list[tuple[int, Update]]
) -> None:
    build = built(events, updates)
    for step in STEPS:
        assert build.rows(bind(catalog.check_statement(catalog.checks(step)), OUR_VALUES)) == []
    assert sorted(build.rows("select device_key, started_at, events from sessions")) == sorted(
        _sessions(build)
    )
    assert build.rows("select event_key from person_events where is_visit <> (session_id is not null)") == []
    kept = build.rows(
        "select count(*), sum(shop_net_revenue), count(distinct person_key) from orders where not is_cancelled"
    )
    assert _total(build, "orders") == float(kept[0][0])
    assert abs(_total(build, "net_revenue") - float(kept[0][1] or 0)) < 0.005
    assert _total(build, "new_buyers") == kept[0][2]
    ((orders,),) = build.rows("select coalesce(sum(value), 0) from kpis where kpi = 'orders'")
    assert orders == kept[0][0], "a sum over the published table counts nothing twice"
    sums = "select coalesce(sum(orders), 0), coalesce(sum(shop_net_revenue), 0) from persons"
    assert build.rows(sums) == [(kept[0][0], kept[0][1] or 0)]
    assert build.rows("select coalesce(sum(sessions), 0) from persons") == build.rows(
        "select count(*) from sessions"
    )
    assert build.rows("select event_key from person_events order by event_key") == build.rows(_SEEN)
    assert build.rows(_SOLD.format("order_lines")) == build.rows(_SOLD.format("orders"))


_SEEN = """
select event_key from stg_events
where (
    event_key not in (
        select event_key from order_copies where event_name = 'Order Completed' and event_key is not null
    ) or event_key in (select coalesce(visit_event_key, event_key) from orders)
) and (sender <> 'bot' or event_name like 'Order %')
order by event_key
"""
_SOLD = "select sum(revenue), sum(net_revenue), sum(shop_net_revenue) from {}"


def _total(build: Build, kpi: str) -> float:
    places = " and ".join(f"{place} = 'all'" for place in ("platform", "country", "region", "profile"))
    of_all = f"kpi = '{kpi}' and {places}"
    ((total,),) = build.rows(f"select sum(numerator) as total from kpi_daily where {of_all}")
    return float(total or 0)


def _sessions(build: Build) -> list[tuple[int, datetime, int]]:
    """The same by hand: every device's visits in time order, cut by silence, by date and by another user."""
    visits = defaultdict(list)
    for device_id, user_id, person, at, event_key, day in build.rows(
        "select device_id, user_id, sent_person_key, occurred_at, event_key, business_date "
        "from stg_events where is_visit"
    ):
        device = key(f"$device:{device_id}") if device_id else person
        visits[device].append((at, event_key, day, user_id))
    found = []
    for device, moments in visits.items():
        start, last, user, events = None, None, None, 0
        for at, _, day, user_id in sorted(moments):
            is_over = last and (at - last[0] > timedelta(minutes=30) or day != last[1])
            if is_over or (user and user_id and user_id != user):
                found.append((device, start, events))
                start, user, events = None, None, 0
            start, last, user, events = start or at, (at, day), user_id or user, events + 1
        found.append((device, start, events))
    return found
