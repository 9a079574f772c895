"""Refunds: what they take off their order, and those that belong to none."""

from collections.abc import Mapping

import pytest

from tests.sql.build import Build
from tests.sql.test_orders import RATES
from tests.sql.told_orders import Told, build, in_cases, recorded, rows, told

SERVER = {"sender": "server", "platform": "server"}
LINES = [("a", 1, 10), ("b", 3, 90)]


def sold(**fields: object) -> Told:
    return told("o", **({"revenue": 100} | fields))


def back(**fields: object) -> Told:
    """A refund that a server tells."""
    return told("o", "2026-11-25 10:00", "Order Refunded", **(SERVER | {"currency": None} | fields))


CASES: dict[str, tuple[list[Told], tuple[str, str]]] = {
    "net": ([sold(), back(revenue=30)], ("30.00", "0.00")),
    "two": ([sold(), back(revenue=30), back(revenue=20)], ("50.00", "0.00")),
    "negative": ([sold(), back(revenue=-30)], ("30.00", "0.00")),
    "nothing back": ([sold(), back(revenue=0)], ("0.00", "0.00")),
    "all": ([sold(), back()], ("100.00", "0.00")),
    "part, then all": ([sold(), back(revenue=30), back()], ("100.00", "0.00")),
    "all twice": ([sold(), back(), back()], ("100.00", "0.00")),
    "too much": ([sold(), back(revenue=80), back(revenue=80)], ("100.00", "60.00")),
    "too much for any column": (
        [sold(), back(revenue=9e13, refund_id="r"), back(revenue=9e13, refund_id="s")],
        ("100.00", "99999999999999.999999"),
    ),
    "gross of gross": ([sold(tax=22, shipping=8, total=130), back(total=61)], ("46.923077", "0.00")),
    "all of gross": ([sold(total=130), back(total=130)], ("100.00", "0.00")),
    "gross, and the order has none": ([sold(), back(total=61)], ("61.00", "0.00")),
    "gross by tax and shipping": ([sold(tax=25), back(total=25)], ("20.00", "0.00")),
    "net before gross": ([sold(total=130), back(total=61, revenue=50)], ("50.00", "0.00")),
    "a line at its order's price": ([sold(lines=LINES), back(lines=[("b", 1, None)])], ("30.00", "0.00")),
    "a line at its order's price, told dearer": (
        [sold(lines=LINES), back(lines=[("b", 1, 99)])],
        ("30.00", "0.00"),
    ),
    "lines at a discount": ([sold(lines=[("a", 2, 120)]), back(lines=[("a", 1, None)])], ("50.00", "0.00")),
    "an order dearer than its lines": (
        [sold(lines=[("a", 2, 80)]), back(lines=[("a", 1, None)])],
        ("40.00", "0.00"),
    ),
    "a line that the order has not": ([sold(), back(lines=[("c", 1, 12)])], ("12.00", "0.00")),
    "a line without any price": ([sold(), back(lines=[("c", 1, None)])], ("0.00", "0.00")),
    "one line of two has a price": (
        [sold(lines=LINES), back(lines=[("a", 1, None), ("c", 1, None)])],
        ("10.00", "0.00"),
    ),
    "a line that was free": (
        [sold(lines=[("a", 1, 0)]), back(lines=[("a", 1, 12)])],
        ("0.00", "0.00"),
    ),
    "lines that cost less than nothing": (
        [sold(lines=[("a", 1, 10), ("b", 1, -30)]), back(lines=[("a", 1, 12)])],
        ("10.00", "0.00"),
    ),
    "a line too dear for any column": (
        [sold(revenue=8e13, lines=[("c", 1, 8e13)]), back(lines=[("c", 2, None)])],
        ("0.00", "0.00"),
    ),
    "a weight": (
        [sold(lines=[("w", 0.5, 100)]), back(lines=[("w", 0.125, None)])],
        ("25.00", "0.00"),
    ),
    "one id": ([sold(), back(revenue=20, refund_id="r"), back(revenue=20, refund_id="r")], ("20.00", "0.00")),
    "two ids": (
        [sold(), back(revenue=20, refund_id="r"), back(revenue=20, refund_id="s")],
        ("40.00", "0.00"),
    ),
    "before the order": ([back(revenue=20), sold()], ("20.00", "0.00")),
    "of a corrected order": (
        [sold(total=130), told("o", "10:00", "Order Updated", revenue=50, total=65), back(total=13)],
        ("10.00", "0.00"),
    ),
    "a negative order": ([sold(), told("o", "10:00", revenue=-40)], ("40.00", "0.00")),
    "its copies": (
        [sold(), told("o", "10:00", revenue=-40), told("o", "10:01", revenue=-40, **SERVER)],
        ("40.00", "0.00"),
    ),
    "two of them": (
        [sold(), told("o", "10:00", revenue=-40), told("o", "10:05", revenue=-40)],
        ("80.00", "0.00"),
    ),
    "returned lines": ([sold(), told("o", "10:00", lines=[("a", -1, -10)])], ("10.00", "0.00")),
    "yen without a rate": ([sold(), back(revenue=50, currency="KRW")], ("0.00", "0.00")),
    "yen with a rate": ([sold(), back(revenue=600, currency="JPY")], ("3.00", "0.00")),
    "euros of an order in yen": (
        [sold(currency="JPY"), back(revenue=0.25, currency="EUR")],
        ("50.00", "0.00"),
    ),
    "of an order without an amount": ([told("o"), back(revenue=5)], ("0.00", "5.00")),
    "a test of a refund": ([sold(), back(revenue=5, is_test=True), back(revenue=7)], ("7.00", "0.00")),
    "a test of a negative order": ([sold(), told("o", revenue=-5, is_test=True)], ("0.00", "0.00")),
    "of the test order": ([sold(is_test=True), sold(is_test=False), back(revenue=5)], ("", "")),
}


@pytest.fixture(scope="module", params=[1, -1], ids=["in time", "backwards"])
def built(request: pytest.FixtureRequest) -> Build:
    events = in_cases({case: events for case, (events, _) in CASES.items()})
    later = RATES.replace("2026-11-20 | JPY", "2026-11-25 | JPY") + "\n" + RATES.partition("\n")[2]
    return build(*events[:: request.param], records_exchange_rates=later)


@pytest.mark.parametrize("case", CASES)
def test_what_a_refund_takes_off(built: Build, case: str) -> None:
    found = rows(built, "orders", "order_id", "refunded", "refunded_too_much")
    assert [row[1:] for row in found if row[0] == f"{case} o"] == [
        each for each in [CASES[case][1]] if each[0]
    ]


@pytest.mark.parametrize(
    ("case", "source"),
    [
        ("net", "net"),
        ("gross of gross", "gross"),
        ("a line at its order's price", "lines"),
        ("one line of two has a price", "lines_in_part"),
        ("a line without any price", "unknown_lines"),
        ("a line too dear for any column", "unknown_lines"),
        ("yen without a rate", "no_rate"),
        ("all", "all"),
    ],
)
def test_it_says_what_told_it(built: Build, case: str, source: str) -> None:
    found = rows(built, "order_refunds", "order_key", "refunded_from")
    assert [each for order, each in found if order == f"{case} o"] == [source]


def refund(number: str, amount: float, **fields: object) -> Told:
    """A record of a refund."""
    return {
        **{"refund_id": number, "order_id": "o", "amount": amount, "currency": "EUR"},
        **{"refunded_at": "2026-11-26 09:00:00", "business_date": "2026-11-26", **fields},
    }


@pytest.mark.parametrize(
    ("refunds", "refunded"),
    [
        ([refund("r", 20)], "20.00"),
        ([refund("r", 20), refund("s", 5)], "25.00"),
        ([refund("r", 26, is_gross=True)], "20.00"),
        ([refund("r", 26, is_gross=False)], "26.00"),
        ([refund("r", 26)], "20.00"),
        ([refund("r", 26, order_id="p")], "7.00"),
    ],
    ids=["one", "two", "gross", "net", "not told", "of another order"],
)
def test_records_of_refunds_go_before_the_order_s_events(refunds: list[Told], refunded: str) -> None:
    gross = 130 if refunds[0]["amount"] == 26 else None
    events = [sold(total=gross), back(revenue=7), back(revenue=0)]
    found = rows(build(*events, records={"refunds": refunds}), "orders", "refunded")
    assert found == [(refunded,)]


def test_a_line_is_worth_its_record_s_price() -> None:
    lines = [{"order_id": "o", "line_no": "1", "product_id": "a", "price": 15, "quantity": 4}]
    records = {"orders": [recorded("o")], "order_lines": lines}
    events = [sold(lines=[("a", 1, 90)]), back(lines=[("a", 1, None)])]
    assert rows(build(*events, records=records), "orders", "revenue", "refunded", "units") == [
        ("60.00", "15.00", "4")
    ]


def test_a_number_of_several_orders_is_told_by_shop_or_person() -> None:
    shops = [
        told("o", revenue=amount, affiliation=shop, sent_person_key=person)
        for shop, amount, person in (("nl", 40, 1), ("fr", 70, 2), ("it", 90, 3))
    ]
    refunds = [back(affiliation="nl", sent_person_key=9), back(sent_person_key=3), back(sent_person_key=9)]
    built = build(*shops, *refunds)
    assert rows(built, "orders", "order_key", "refunded") == [
        ("o@fr", "0.00"),
        ("o@it", "90.00"),
        ("o@nl", "40.00"),
    ]
    assert rows(built, "orphaned_changes", "change", "problem", "order_id") == [
        ("refunded", "several_orders", "o")
    ]


def test_of_several_orders_of_the_shop_a_change_is_its_person_s() -> None:
    sold_by_nl = [
        told("o", revenue=amount, affiliation="nl", sent_person_key=person)
        for amount, person in ((40, 1), (70, 2))
    ]
    other = told("o", revenue=90, affiliation="it", sent_person_key=3)
    refunds = [
        back(affiliation="nl", sent_person_key=2, revenue=1),
        back(affiliation="nl", sent_person_key=9, revenue=2),
        back(affiliation="it", sent_person_key=1, revenue=4),
        back(affiliation="fr", sent_person_key=1, revenue=8),
    ]
    built = build(*sold_by_nl, other, *refunds)
    assert rows(built, "orders", "order_key", "refunded") == [
        ("o@it", "4.00"),
        ("o@nl@1", "8.00"),
        ("o@nl@2", "1.00"),
    ]
    assert rows(built, "orphaned_changes", "problem", "amount") == [("several_orders", "2.00")]


def test_a_negative_order_of_another_buyer_is_no_copy() -> None:
    """Nth by browser and nth by server are one, but of one order only."""
    orders = [told("o", revenue=40, sent_person_key=1), told("o", revenue=70, sent_person_key=2)]
    negative = [
        told("o", "10:00", revenue=-5, sent_person_key=1),
        told("o", "10:05", revenue=-5, sent_person_key=2),
        told("o", "10:06", revenue=-5, sent_person_key=2, **SERVER),
    ]
    built = build(*orders, *negative)
    assert rows(built, "orders", "order_key", "refunded") == [("o@1", "5.00"), ("o@2", "5.00")]


def test_a_correction_to_less_than_nothing_changes_nothing_and_is_listed() -> None:
    updates = [told("o", "10:00", "Order Updated", revenue=-1), told("p", "10:00", "Order Updated", total=-2)]
    built = build(sold(), *updates)
    assert rows(built, "orders", "order_id", "revenue") == [("o", "100.00")]
    assert rows(built, "orphaned_changes", "order_id", "change", "problem", "amount") == [
        ("o", "updated", "negative_amount", "-1.00"),
        ("p", "updated", "negative_amount", "-2.00"),
    ]


def test_changes_of_no_order_are_listed_and_change_no_number() -> None:
    events = [
        sold(),
        back(revenue=5) | {"order_id": "ghost"},
        told("", "10:00", "Order Cancelled") | {"order_id": None},
        told("R-1", "11:00", revenue=-20),
    ]
    built = build(*events, records={"orders": [recorded("C1", revenue=-7.5)]})
    assert rows(built, "orders", "order_id", "net_revenue", "is_cancelled") == [("o", "100.00", "false")]
    assert rows(built, "orphaned_changes", "order_id", "change", "problem", "amount") == [
        ("C1", "refunded", "unknown_order", "7.50"),
        ("R-1", "refunded", "unknown_order", "20.00"),
        ("ghost", "refunded", "unknown_order", "5.00"),
        (None, "cancelled", "no_order_id", None),
    ]


NOTE = {"order_id": "C7"}
ORPHANS: dict[str, tuple[list[Told], Mapping[str, list[Told]], list[str]]] = {
    "a note as event and as records of its lines": (
        [back(revenue=25) | NOTE],
        {"refunds": [refund("C7-1", 20) | NOTE, refund("C7-2", 5) | NOTE]},
        ["20.00", "5.00"],
    ),
    "another note's records": (
        [back(revenue=25) | NOTE],
        {"refunds": [refund("C8-1", 20) | {"order_id": "C8"}]},
        ["20.00", "25.00"],
    ),
    "a negative order as event and as record": (
        [told("C7", "10:00", revenue=-9)],
        {"orders": [recorded("C7", revenue=-9)]},
        ["9.00"],
    ),
    "a negative order of browser and server": (
        [told("C7", "10:00", revenue=-9), told("C7", "10:01", revenue=-9, **SERVER)],
        {},
        ["9.00"],
    ),
    "two negative orders of one number": (
        [told("C7", "10:00", revenue=-9), told("C7", "11:00", revenue=-4)],
        {},
        ["4.00", "9.00"],
    ),
    "a hook that comes twice": ([back(refund_id="r1", revenue=8) | NOTE] * 2, {}, ["8.00"]),
    "two refunds of one number": (
        [back(refund_id="r1", revenue=8) | NOTE, back(refund_id="r2", revenue=8) | NOTE],
        {},
        ["8.00", "8.00"],
    ),
}


@pytest.mark.parametrize(("events", "records", "amounts"), ORPHANS.values(), ids=ORPHANS)
def test_a_change_of_no_order_is_listed_once(
    events: list[Told], records: Mapping[str, list[Told]], amounts: list[str]
) -> None:
    built = build(sold(), *events, records=records)
    assert sorted(amount or "" for (amount,) in rows(built, "orphaned_changes", "amount")) == amounts
    assert rows(built, "orders", "order_id", "refunded") == [("o", "0.00")]
