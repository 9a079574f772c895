"""Ids that mean nobody, from the bodies of apps to the numbers of a night: one kind a day, all in one night.

The kinds are those of public bug reports of shops and SDKs; each day has ids of its own.
"""

import pytest
from tally.domain.people.identity import MOST_USERS_OF_A_DEVICE

from tests.odd_inputs import OddInput
from tests.sql.days import NODE, Day, read_kpi
from tests.sql.night import Night, land

PLACEHOLDERS = ("null", "None", "0", "NaN", "[object Object]", "Anonymous", "(null)", "UserId", " ", "n/a")
ORDER_NUMBERS = ("undefined", "", "0", "(not set)", " ", "Order_ID")


def guests_with_placeholders() -> Day:
    day = Day(1)
    for number, user_id in enumerate(PLACEHOLDERS):
        day.add("Product Viewed", {"product_id": "p"}, userId=user_id, anonymousId=f"d1-{number}")
    return day


def a_guest_who_logs_in() -> Day:
    day = Day(2)
    for device in ("d2-a", "d2-b", "d2-c"):
        day.add("identify", userId="undefined", anonymousId=device, traits={"plan": device})
    day.add("Product Added", {"product_id": "p"}, anonymousId="d2-a")
    day.add("identify", userId="u2", anonymousId="d2-a", traits={"plan": "gold"})
    day.order("O2", 10, userId="u2", anonymousId="d2-a")
    return day


def orders_without_numbers() -> Day:
    day = Day(3)
    for number in ORDER_NUMBERS:
        for buyer in range(3):
            day.order(number, 100, userId=f"u3-{buyer}")
    day.add("Order Refunded", {"order_id": "undefined", "revenue": 100}, userId="u3-0")
    day.add("Order Cancelled", {"order_id": "0"}, userId="u3-0")
    return day


def a_guest_identified_by_the_device() -> Day:
    day = Day(4)
    day.add("identify", userId="d4", anonymousId="d4", traits={"newsletter": True})
    day.add("Product Added", {"product_id": "p", "price": 20}, userId="$device:d4", anonymousId="d4")
    day.add("alias", userId="u4", previousId="d4")
    day.add("identify", userId="u4", anonymousId="d4", traits={})
    day.order("O4", 20, userId="u4", anonymousId="d4")
    return day


def one_event_id_for_many() -> Day:
    day = Day(5)
    for number, event_id in enumerate(("undefined", "undefined", "null", "NULL", "messageId", "", 0, False)):
        day.order(f"O5-{number}", 10, userId="u5", messageId=event_id)
    for _ in range(2):
        day.add("Product Added", {"product_id": "p"}, anonymousId="d5", messageId="undefined")
    return day


def one_device_for_every_phone(device: str, number: int) -> Day:
    day = Day(number)
    users = range(MOST_USERS_OF_A_DEVICE + 1)
    for _ in users:
        day.add("Product Viewed", {"product_id": "p"}, anonymousId=device)
    for user in users:
        day.add("identify", userId=f"u{number}-{user}", anonymousId=device)
    day.order(f"O{number}", 10, userId=f"u{number}-3", anonymousId=device)
    return day


def users_of_another_type() -> Day:
    day = Day(8)
    for number, user_id in enumerate((False, [], {}, 0, None, True)):
        day.order(f"O8-{number}", 10, userId=user_id, anonymousId=f"d8-{number}")
    return day


def ids_in_several_forms() -> Day:
    day = Day(9)
    day.order(4711.0, 10, userId=17.0)
    day.add("Order Refunded", {"order_id": "4711", "revenue": 10}, userId="17")
    day.order(" 4712", 10, userId=" 17 ")
    day.order("4713", 10, userId="Jose\u0301")
    day.order("4714", 10, userId="Jos\xe9")
    day.order(1e3, 10, userId="x9")
    day.add("Order Cancelled", {"order_id": 1000}, userId="x9")
    return day


def groups() -> Day:
    day = Day(10)
    for group_id in (4711.0, "4711", ["4714", "4715"], "undefined"):
        day.add("group", userId="u10", groupId=group_id, traits={"tier": "b2b"})
    return day


def one_event_told_by_browser_and_server() -> Day:
    """One cart is left, another is emptied; the server knows both customers, their browsers do not. A third customer
    has logged in, and the server is first to tell."""
    day = Day(11)
    both = {"properties": {"product_id": "p"}, "userId": "u11-c", "messageId": "e11-c"}
    day.add("Product Viewed", **both, context=NODE)
    day.add("Product Viewed", **both, anonymousId="d11-c")
    for customer, names in (("a", ["Product Added"]), ("b", ["Product Added", "Product Removed"])):
        day.add("Product Viewed", {"product_id": "p"}, anonymousId=f"d11-{customer}")
        for name in names:
            event_id = f"e11-{customer}-{name}"
            day.add(name, {"product_id": "p"}, anonymousId=f"d11-{customer}", messageId=event_id)
            day.add(name, {"product_id": "p"}, userId=f"u11-{customer}", messageId=event_id, context=NODE)
    return day


DAYS = (
    *(guests_with_placeholders(), a_guest_who_logs_in(), orders_without_numbers()),
    *(a_guest_identified_by_the_device(), one_event_id_for_many()),
    *(one_device_for_every_phone("anonymousId", 6), one_device_for_every_phone("browser-1", 7)),
    *(users_of_another_type(), ids_in_several_forms(), groups()),
    one_event_told_by_browser_and_server(),
)


@pytest.fixture(scope="module")
def night() -> Night:
    """All days, with what the witness saw of the fifth."""
    seen = [
        {"event_id": message["messageId"], "event": "Order Completed", "occurred_at": message["timestamp"]}
        for message in DAYS[4].messages
        if message.get("event") == "Order Completed"
    ]
    landed = land([*(OddInput("/v1/batch", {"batch": day.messages}) for day in DAYS), OddInput("/w", seen)])
    assert landed.count("quarantine") == 0
    assert landed.count("events") == sum(len(day.messages) for day in DAYS)
    made = Night()
    made.run(landed)
    return made


@pytest.mark.parametrize(
    ("day", "kpi", "value"),
    [
        (1, "visitors", len(PLACEHOLDERS)),
        (2, "orders", 1),
        (2, "cart_abandonment_rate", 0),
        (3, "orders", 3 * len(ORDER_NUMBERS)),
        (3, "net_revenue", 300 * len(ORDER_NUMBERS)),
        (4, "visitors", 1),
        (4, "cart_abandonment_rate", 0),
        (5, "orders", 8),
        (5, "net_revenue", 80),
        (8, "orders", 6),
        (8, "new_buyers", 6),
        (9, "orders", 4),
        (9, "net_revenue", 30),
        (9, "new_buyers", 2),
        (11, "visitors", 3),
        (11, "sessions", 3),
        (11, "cart_abandonment_rate", 1),
    ],
)
def test_a_number_of_a_day(night: Night, day: int, kpi: str, value: float) -> None:
    assert read_kpi(night, f"2026-10-{day:02}", kpi) == value


def test_two_adds_under_one_placeholder_are_two(night: Night) -> None:
    [row] = night.engine.rows("select count(*) as n from events where device_id = 'd5'", "b1")
    assert row["n"] == 2


@pytest.mark.parametrize("user_id", ["u2", "u4"])
def test_a_device_is_its_real_users(night: Night, user_id: str) -> None:
    [row] = night.engine.rows(f"select device_id from identity_map where user_id = '{user_id}'", "b1")
    assert row["device_id"] == {"u2": "d2-a", "u4": "d4"}[user_id]


@pytest.mark.parametrize("customer", ["a", "b", "c"])
def test_a_device_is_the_user_s_of_whom_the_server_told_the_same_event(night: Night, customer: str) -> None:
    [row] = night.engine.rows(f"select user_id from identity_map where device_id = 'd11-{customer}'", "b1")
    assert row["user_id"] == f"u11-{customer}"


def test_what_was_told_twice_is_once_in_sessions_and_the_funnel(night: Night) -> None:
    day = "business_date = date '2026-10-11'"
    rows = night.engine.rows(f"select events from sessions where {day} order by events", "b1")
    assert [row["events"] for row in rows] == [1, 2, 3]
    [row] = night.engine.rows(f"select viewed, added from funnel_daily where {day}", "b1")
    assert (row["viewed"], row["added"]) == (3, 2)
    rows = night.engine.rows(f"select platform from funnel_by_platform where {day} order by platform", "b1")
    assert [row["platform"] for row in rows] == ["web"]


@pytest.mark.parametrize("device", ["anonymousId", "browser-1"])
def test_a_device_of_every_phone_is_nobodys(night: Night, device: str) -> None:
    assert not night.engine.rows(f"select * from identity_map where device_id = '{device}'", "b1")


def test_profiles_are_of_somebody(night: Night) -> None:
    rows = night.engine.rows("select profile_id from people", "b1")
    found = {row["profile_id"] for row in rows}
    assert {"$device:d2-a", "$device:d2-b", "$device:d2-c", "$device:d4", "u2"} <= found
    assert not found & {"undefined", "d4", "null"}
    rows = night.engine.rows("select group_id from group_profiles", "b1")
    assert sorted(row["group_id"] for row in rows) == ["4711", "4714", "4715"]


def test_placeholders_of_both_collectors_make_no_false_verdict(night: Night) -> None:
    rows = night.engine.rows(
        "select verdict, reason, missing_in_lake from audit_cells where event_name = 'Order Completed'"
        " and hour_at = timestamp '2026-10-05 10:00:00'",
        "b1",
    )
    assert [(row["verdict"], row["missing_in_lake"]) for row in rows] == [("unaudited", 0)]


def test_they_are_told(night: Night) -> None:
    rows = night.engine.rows(
        "select property, sum(events) as events from plan_violations where kind = 'placeholder_id'"
        " group by property order by property",
        "b1",
    )
    told = {row["property"]: row["events"] for row in rows}
    orders = 3 * len(ORDER_NUMBERS) + 2
    assert told == {
        "anonymousId": 2 * (MOST_USERS_OF_A_DEVICE + 1) + 1,
        "groupId": 1,
        "messageId": 10,
        "order_id": orders,
        "userId": len(PLACEHOLDERS) + 3 + 2 + 5,
    }
