"""order_conflicts: what copies, or records and events, tell differently of one order; and what KPIs say of it."""

import pytest

from tests.sql.build import Build
from tests.sql.told_orders import Told, build, in_cases, recorded, rows, told

SERVER = {"sender": "server"}
Found = list[tuple[str | None, ...]]

COPIES: dict[str, tuple[list[Told], Found]] = {
    "the same": ([told("o", revenue=10), told("o", "09:01", revenue=10, **SERVER)], []),
    "less in it": ([told("o", currency=None), told("o", "09:01", revenue=10, **SERVER)], []),
    "another kind of amount": ([told("o", total=13), told("o", "09:01", revenue=10, **SERVER)], []),
    "another amount": (
        [told("o", revenue=10), told("o", "09:01", revenue=12, **SERVER)],
        [("revenue", "10.000000", "12.000000")],
    ),
    "another total": (
        [told("o", total=13), told("o", "09:01", total=14, **SERVER)],
        [("revenue", "13.000000", "14.000000")],
    ),
    "other lines": (
        [told("o", lines=[("a", 1, 5)]), told("o", "09:01", lines=[("a", 1, 6)])],
        [("revenue", "5.000000", "6.000000")],
    ),
    "less than a cent": ([told("o", revenue=33.95), told("o", "09:01", revenue=33.949999)], []),
    "a correction, and its page again": (
        [
            told("o", revenue=10),
            told("o", "10:00", "Order Updated", revenue=15),
            told("o", "11:00", revenue=15),
        ],
        [],
    ),
    "two corrections, and a page of the first": (
        [
            told("o", revenue=10),
            told("o", "10:00", "Order Updated", revenue=15),
            told("o", "11:00", revenue=15),
            told("o", "12:00", "Order Updated", revenue=20),
        ],
        [],
    ),
    "a browser's correction of a server's order": (
        [
            told("o", revenue=10, **SERVER),
            told("o", "09:01", revenue=12),
            told("o", "10:00", "Order Updated", revenue=12),
        ],
        [("revenue", "10.000000", "12.000000")],
    ),
    "another currency": (
        [told("o", revenue=10), told("o", "09:01", revenue=10, currency="USD", **SERVER)],
        [("currency", "EUR", "USD")],
    ),
    "another user": (
        [told("o", revenue=10), told("o", "09:01", revenue=10, sent_person_key=2, **SERVER)],
        [("person", None, None)],
    ),
    "a guest": ([told("o", revenue=10, sent_person_key=2, known_by=1), told("o", "09:01", revenue=10)], []),
    "three lines posted as orders": (
        [told("o", revenue=10, **SERVER), told("o", revenue=2, **SERVER), told("o", revenue=7, **SERVER)],
        [("revenue", "2.000000", "10.000000")],
    ),
}


@pytest.fixture(scope="module", params=[1, -1], ids=["in time", "backwards"])
def built(request: pytest.FixtureRequest) -> Build:
    return build(*in_cases({case: events for case, (events, _) in COPIES.items()})[:: request.param])


@pytest.mark.parametrize("case", COPIES)
def test_copies_that_contradict_each_other_are_listed(built: Build, case: str) -> None:
    found = rows(built, "order_conflicts", "order_id", "field", "value", "other_value", "witnesses")
    assert [row[1:] for row in found if row[0] == f"{case} o"] == [
        (*each, "copies") for each in COPIES[case][1]
    ]


EVENT = told("o1", revenue=10, sent_person_key=5)
RECORD = recorded("o1", "2026-11-20 09:10", revenue=10, sent_person_key=5, status="completed")


def conflicts(record: Told, *events: Told, **tables: str) -> dict[str | None, tuple[str | None, ...]]:
    built = build(*(events or (EVENT,)), records={"orders": [record]}, **tables)
    found = rows(built, "order_conflicts", "field", "value", "other_value", "witnesses")
    return {row[0]: row[1:3] for row in found if row[3] == "records"}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, {}),
        ({"revenue": 12}, {"revenue": ("12.000000", "10.000000")}),
        ({"revenue": 9.99}, {"revenue": ("9.990000", "10.000000")}),
        ({"currency": "JPY"}, {"currency": ("JPY", "EUR")}),
        ({"sent_person_key": 6}, {"person": (None, None)}),
        ({"ordered_at": "2026-11-22 09:00:00"}, {"day": ("2026-11-22", "2026-11-20")}),
        ({"status": "cancelled"}, {"status": ("cancelled", "completed")}),
        ({"order_id": "o2"}, {"event": (None, None)}),
        ({"status": "pending", "revenue": None, "currency": None, "sent_person_key": None}, {}),
        (
            {"sent_person_key": 6, "status": "cancelled", "currency": "USD"},
            {
                **{"currency": ("USD", "EUR"), "person": (None, None)},
                **{"status": ("cancelled", "completed")},
            },
        ),
    ],
)
def test_each_difference_of_record_and_event_is_a_row(
    changed: Told, found: dict[str, tuple[str | None, ...]]
) -> None:
    assert conflicts(RECORD | changed) == found


def test_a_record_of_another_person_and_amount_is_another_order() -> None:
    assert conflicts(RECORD | {"sent_person_key": 6, "revenue": 11}) == {"event": (None, None)}


def test_a_record_is_compared_with_the_corrected_amount_and_gross_with_gross() -> None:
    update = told("o1", "10:00", "Order Updated", revenue=12, sent_person_key=5)
    assert conflicts(RECORD | {"revenue": 12}, EVENT, update) == {}
    assert set(conflicts(RECORD, EVENT, update)) == {"revenue"}
    gross = told("o1", total=13, sent_person_key=5)
    assert conflicts(RECORD | {"total": 13}, gross) == {}
    assert conflicts(RECORD | {"total": 14}, gross) == {"revenue": ("14.000000", "13.000000")}


def test_a_browser_s_correction_of_a_server_s_order_contradicts_no_record() -> None:
    update = told("o1", "10:00", "Order Updated", revenue=1, sent_person_key=5)
    assert conflicts(RECORD, EVENT | SERVER, update) == {}
    assert conflicts(RECORD, EVENT | SERVER, update | SERVER) == {"revenue": ("10.000000", "1.000000")}


@pytest.mark.parametrize(
    ("record", "other", "found"),
    [
        ({"currency": "USD"}, {"currency": "USD"}, {"currency": ("USD", "EUR")}),
        ({"currency": "EUR"}, {"currency": "USD"}, {"currency": ("EUR", "USD")}),
        ({"sent_person_key": 6}, {"sent_person_key": 6}, {"person": (None, None)}),
        ({"sent_person_key": 5}, {"sent_person_key": 6}, {"person": (None, None)}),
        ({}, {"revenue": 8}, {"revenue": ("10.000000", "8.000000")}),
        ({}, {"revenue": 12}, {"revenue": ("10.000000", "12.000000")}),
    ],
)
def test_a_record_is_compared_with_each_event(record: Told, other: Told, found: dict[str, Told]) -> None:
    event = told("o1", **({"revenue": 10, "sent_person_key": 5} | other))
    assert conflicts(RECORD | record, EVENT, event) == found


def test_the_person_of_a_device_is_the_merged_one() -> None:
    links = "device_key | person_key\n7 | 5"
    assert conflicts(RECORD, EVENT | {"sent_person_key": 7}, identity_map=links) == {}


def test_a_cancellation_that_both_tell_is_none() -> None:
    cancelled = told("o1", "2026-11-21 09:00", "Order Cancelled", sent_person_key=5)
    assert conflicts(RECORD | {"status": "cancelled"}, EVENT, cancelled) == {}
    assert conflicts(RECORD, EVENT, cancelled) == {"status": ("completed", "cancelled")}


def test_what_is_doubtful_in_a_day_is_told_in_sentences() -> None:
    refunds = [
        told("yen back", "10:00", "Order Refunded", revenue=5, currency="KRW"),
        told("too much", "10:00", "Order Refunded", revenue=5),
    ]
    events = [
        told("amounts", revenue=10, sent_person_key=1),
        told("amounts", revenue=12, sent_person_key=1, **SERVER),
        told("persons", revenue=10, sent_person_key=2),
        told("persons", revenue=10, sent_person_key=3, **SERVER),
        told("yen 1", revenue=12000, currency="JPY"),
        told("yen 2", revenue=3000.5, currency="JPY", platform="ios"),
        told("dollars of a kind", revenue=5, currency="unknown"),
        told("nothing"),
        told("yen back", revenue=5),
        told("too much", revenue=1),
        told("R-1", revenue=-20),
        *refunds,
    ]
    record = recorded("status", revenue=10, status="cancelled")
    built = build(*events, told("status", revenue=10), records={"orders": [record]})
    found = rows(built, "order_doubts", "platform", "fact", "severity", "sentence")
    assert [row[1:] for row in found if row[0] == "all"] == [
        ("order amounts", "1", "1 negative order belongs to no known order"),
        ("order amounts", "1", "1 order has no amount, or not of all its lines"),
        ("order amounts", "1", "1 order is in no known currency: 5.00 left out"),
        ("order amounts", "1", "1 order is refunded by more than it was worth"),
        ("order amounts", "1", "1 refund is in a currency without a rate"),
        ("order amounts", "1", "2 orders in JPY have no rate: 15000.50 JPY left out"),
        ("order amounts", "2", "1 order is told with different amounts"),
        ("order buyers", "2", "1 order is told of different persons"),
        ("order states", "2", "1 order is cancelled by its record or its events, and not by the other"),
    ]
    assert ("ios", "order amounts", "1", "1 order in JPY has no rate: 3000.50 JPY left out") in found
