"""One order number: when its copies are one order, and when they are several."""

import pytest

from tests.sql.build import Build
from tests.sql.told_orders import Told, build, in_cases, recorded, rows, told

SERVER = {"sender": "server"}
DEVICE = {"known_by": 1}


def at(shop: str | None, person: int, amount: float | None, minute: int = 0, **fields: object) -> Told:
    """A copy of the order o."""
    return told("o", f"09:{minute:02}", affiliation=shop, sent_person_key=person, revenue=amount, **fields)


CASES: dict[str, tuple[list[Told], list[tuple[str, str | None]]]] = {
    "three shops": (
        [at("nl", 11, 40), at("fr", 12, 70), at("it", 13, 90)],
        [("@fr", "70.00"), ("@it", "90.00"), ("@nl", "40.00")],
    ),
    "shops of guests": (
        [at("nl", 11, 40, **DEVICE), at("fr", 12, 40, **DEVICE)],
        [("@fr", "40.00"), ("@nl", "40.00")],
    ),
    "a server calls the shop otherwise": ([at("web", 11, 40), at("erp", 11, 40, **SERVER)], [("", "40.00")]),
    "the same, of a guest": ([at("web", 11, 40, **DEVICE), at("erp", 12, 40, **SERVER)], [("", "40.00")]),
    "a shop was renamed": ([at("shop", 11, 40), at("Shop EU", 11, 40, 5)], [("", "40.00")]),
    "copies of two shops": (
        [at("nl", 11, 40), at("fr", 12, 70), at("erp", 11, 40, 1, **SERVER), at(None, 12, 70, 1, **SERVER)],
        [("@fr", "70.00"), ("@nl", "40.00")],
    ),
    "a server's shops, and a browser's one name": (
        [at("app", 11, 40), at("app", 12, 70), at("it", 11, 40, 1, **SERVER), at("de", 12, 70, 1, **SERVER)],
        [("@de", "70.00"), ("@it", "40.00")],
    ),
    "a guest who logs in, and a server's other name": (
        [at("web", 12, 40, **DEVICE), at("web", 11, 40, 1), at("erp", 11, 40, 2, **SERVER)],
        [("", "40.00")],
    ),
    "of no shop and another amount goes with the first": (
        [at("nl", 11, 40), at("fr", 12, 70, 5), at(None, 13, 80, 9, **DEVICE, **SERVER)],
        [("@fr", "70.00"), ("@nl", "80.00")],
    ),
    "of no shop goes with its amount": (
        [at("nl", 11, 40), at("fr", 12, 70, 5), at(None, 13, 70.001, 9, **DEVICE, **SERVER)],
        [("@fr", "70.001"), ("@nl", "40.00")],
    ),
    "other person and other amount": (
        [at(None, 11, 40), at(None, 12, 70)],
        [("@11", "40.00"), ("@12", "70.00")],
    ),
    "other person": ([at(None, 11, 40), at(None, 12, 40, 1)], [("", "40.00")]),
    "other amount": ([at(None, 11, 40), at(None, 11, 70, 1)], [("", "40.00")]),
    "other person without an amount": ([at(None, 11, 40), at(None, 12, None, 1)], [("", "40.00")]),
    "guest of the second's amount": (
        [at(None, 11, 40), at(None, 12, 70), at(None, 13, 70, 5, **DEVICE)],
        [("@11", "40.00"), ("@12", "70.00")],
    ),
    "guest of neither's amount": (
        [at(None, 11, 40), at(None, 12, 70, 2), at(None, 13, 80, 5, known_by=0)],
        [("@11", "40.00"), ("@12", "70.00")],
    ),
    "two guests": ([at(None, 11, 40, **DEVICE), at(None, 12, 70, 1, **DEVICE)], [("", "40.00")]),
    "a correction by the person": (
        [at(None, 11, 40), at(None, 12, 70), at(None, 12, 75, 9, event="Order Updated")],
        [("@11", "40.00"), ("@12", "75.00")],
    ),
    "amounts that a float bent": ([at(None, 11, 33.9499), at(None, 12, 33.95, 1)], [("", "33.9499")]),
}


@pytest.fixture(scope="module", params=[1, -1], ids=["in time", "backwards"])
def built(request: pytest.FixtureRequest) -> Build:
    return build(*in_cases({case: events for case, (events, _) in CASES.items()})[:: request.param])


@pytest.mark.parametrize("case", CASES)
def test_which_orders_the_copies_of_a_number_are(built: Build, case: str) -> None:
    found = rows(built, "orders", "order_id", "order_key", "revenue")
    orders = [
        ((key or "").removeprefix(f"{case} o"), money) for order, key, money in found if order == f"{case} o"
    ]
    assert orders == CASES[case][1]


def test_orders_that_may_be_one_under_two_numbers_are_listed() -> None:
    built = build(
        told("A-1001", "09:00", revenue=60),
        told("1001", "09:01", revenue=60, **SERVER),
        told("later", "09:03", revenue=60),
        told("dearer", "09:01", revenue=61),
        told("yen", "09:01", revenue=60, currency="JPY"),
        told("another's", "09:01", revenue=60, sent_person_key=2),
        told("free 1", "09:01", revenue=0),
        told("free 2", "09:01", revenue=0),
    )
    assert rows(built, "similar_orders", "order_key", "other_order_key", "seconds") == [
        ("1001", "A-1001", "60")
    ]


def test_a_merged_person_is_one_person() -> None:
    links = "device_key | person_key\n12 | 11"
    built = build(at(None, 11, 40), at(None, 12, 70, 1), identity_map=links)
    assert rows(built, "orders", "order_key", "revenue") == [("o", "40.00")]


def test_a_record_goes_with_the_order_of_its_shop() -> None:
    events = [at("nl", 11, 40), at("fr", 12, 70)]
    built = build(
        *events, records={"orders": [recorded("o", affiliation="fr", revenue=65, sent_person_key=12)]}
    )
    assert rows(built, "orders", "order_key", "revenue", "told_by") == [
        ("o@fr", "65.00", "record"),
        ("o@nl", "40.00", "device"),
    ]
