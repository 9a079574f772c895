"""Orders: one row an order, whoever told it and however often, each field from the best copy."""

from collections.abc import Mapping

import pytest

from tests.sql.build import Build
from tests.sql.told_orders import Told, build, draw, in_cases, recorded, rows, told

Case = tuple[list[Told], tuple[str | None, ...]]
SERVER = {"sender": "server"}
NOBODY, GUEST = {"known_by": 0}, {"known_by": 1}
UPDATE, CANCEL = {"event": "Order Updated"}, {"event": "Order Cancelled"}
OLD = {"received_at": "2026-11-20 08:59:00"}

TIMES: dict[str, Case] = {
    "two browsers": ([told("o", "09:05"), told("o", "09:00")], ("2026-11-20 09:00:00",)),
    "server before browser": (
        [told("o", "09:00"), told("o", "09:01", **SERVER)],
        ("2026-11-20 09:01:00",),
    ),
    "browser a day behind": (
        [told("o", "2026-11-19 09:00"), told("o", "09:00", **SERVER)],
        ("2026-11-20 09:00:00",),
    ),
    "page opened again": ([told("o", "09:00"), told("o", "2026-11-22 10:00")], ("2026-11-20 09:00:00",)),
    "clock days behind": (
        [told("o", "2026-11-12 09:00", **OLD), told("o", "09:30")],
        ("2026-11-20 09:30:00",),
    ),
    "clock of 2010": ([told("o", "2010-01-01 00:00", **OLD), told("o", **SERVER)], ("2026-11-20 09:00:00",)),
    "history of two sources": (
        [told("o", "2026-11-10 09:00", **OLD), told("o", "2026-11-12 09:00", **OLD, **SERVER)],
        ("2026-11-12 09:00:00",),
    ),
    "a till is a server": (
        [told("o", "09:02"), told("o", "09:03", platform="store")],
        ("2026-11-20 09:03:00",),
    ),
}
PERSONS: dict[str, Case] = {
    "user before device": (
        [told("o", sent_person_key=5, **GUEST), told("o", "09:01", sent_person_key=6)],
        ("6",),
    ),
    "device before nobody": (
        [told("o", sent_person_key=5, **NOBODY, **SERVER), told("o", "09:01", sent_person_key=6, **GUEST)],
        ("6",),
    ),
    "user before nobody": (
        [told("o", sent_person_key=5), told("o", "09:01", sent_person_key=6, **NOBODY, **SERVER)],
        ("5",),
    ),
    "server's user": (
        [told("o", sent_person_key=5), told("o", "09:01", sent_person_key=6, **SERVER)],
        ("6",),
    ),
    "server's nobody": (
        [told("o", sent_person_key=5, **NOBODY), told("o", "09:01", sent_person_key=6, **NOBODY, **SERVER)],
        ("6",),
    ),
}
AMOUNTS: dict[str, Case] = {
    "browser without money": (
        [told("o", currency=None), told("o", "09:01", revenue=80, **SERVER)],
        ("80.00", "revenue", "EUR"),
    ),
    "server without money": (
        [told("o", revenue=80), told("o", "09:01", **SERVER)],
        ("80.00", "revenue", "EUR"),
    ),
    "server before browser": (
        [told("o", revenue=80), told("o", "09:01", total=90, **SERVER)],
        ("90.00", "total", "EUR"),
    ),
    "total less tax": ([told("o", total=130, tax=22, shipping=8)], ("100.00", "total", "EUR")),
    "total alone": ([told("o", total=130)], ("130.00", "total", "EUR")),
    "lines": ([told("o", lines=[("a", 2, 20), ("b", 1, 5)])], ("25.00", "lines", "EUR")),
    "a line without a price": (
        [told("o", lines=[("a", 2, 20), ("b", 1, None)])],
        ("20.00", "lines_in_part", "EUR"),
    ),
    "all before a part": (
        [told("o", lines=[("a", 1, 20), ("b", 1, None)], **SERVER), told("o", revenue=25)],
        ("25.00", "revenue", "EUR"),
    ),
    "a part before nothing": (
        [told("o", **SERVER), told("o", "09:01", lines=[("a", 1, 20), ("b", 1, None)])],
        ("20.00", "lines_in_part", "EUR"),
    ),
    "a browser's word for a server's currency": (
        [told("o", revenue=80, currency=None, **SERVER), told("o", "10:00", **UPDATE, currency="JPY")],
        ("80.00", "revenue", "EUR"),
    ),
    "a server's word for it": (
        [told("o", revenue=80, currency=None), told("o", "10:00", **UPDATE, **SERVER, currency="JPY")],
        ("80.00", "revenue", "JPY"),
    ),
    "free": ([told("o", revenue=0), told("o", revenue=0, **SERVER)], ("0.00", "revenue", "EUR")),
    "nothing": ([told("o", currency=None)], (None, "nothing", "EUR")),
    "currency goes with its amount": (
        [told("o", revenue=5, currency="JPY"), told("o", "09:01")],
        ("5.00", "revenue", "JPY"),
    ),
    "too large": ([told("o", amount_from="lines_too_large")], (None, "lines_too_large", "EUR")),
}
CORRECTIONS: dict[str, Case] = {
    "more": ([told("o", revenue=100), told("o", "10:00", **UPDATE, revenue=150)], ("150.00", "1")),
    "the last one": (
        [
            told("o", "11:00", **UPDATE, revenue=70, lines=[("a", 2, 70)]),
            told("o", revenue=100, lines=[("a", 3, 100)]),
            told("o", "10:00", **UPDATE, revenue=150),
        ],
        ("70.00", "2"),
    ),
    "lines alone": (
        [told("o", revenue=100), told("o", "10:00", **UPDATE, lines=[("a", 3, None)])],
        ("100.00", "3"),
    ),
    "browser's of a server's order": (
        [told("o", revenue=100, **SERVER), told("o", "10:00", **UPDATE, revenue=1)],
        ("100.00", "1"),
    ),
    "server's": (
        [told("o", revenue=9, **SERVER), told("o", "10:00", **UPDATE, **SERVER, revenue=7)],
        ("7.00", "1"),
    ),
    "a part of nothing": (
        [told("o"), told("o", "10:00", **UPDATE, lines=[("a", 1, 20), ("b", 2, None)])],
        ("20.00", "3"),
    ),
    "a part of all": (
        [told("o", revenue=100), told("o", "10:00", **UPDATE, lines=[("a", 1, 20), ("b", 2, None)])],
        ("100.00", "3"),
    ),
    "says nothing": ([told("o", revenue=100), told("o", "10:00", **UPDATE)], ("100.00", "1")),
    "units of the copy with lines": (
        [told("o", revenue=80), told("o", "09:01", lines=[("a", 2, 80)], **SERVER)],
        ("80.00", "2"),
    ),
    "weight": ([told("o", lines=[("a", 0.35, 80)]), told("o", **SERVER)], ("80.00", "0.35")),
}
CANCELLATIONS: dict[str, Case] = {
    "cancelled": ([told("o", revenue=9), told("o", "10:00", **CANCEL)], ("true", "0.00")),
    "cancelled before": ([told("o", "10:05", revenue=9), told("o", "10:00", **CANCEL)], ("false", "9.00")),
    "paid after all": (
        [told("o", revenue=9), told("o", "10:00", **CANCEL), told("o", "10:40", **SERVER)],
        ("false", "9.00"),
    ),
    "cancelled again": (
        [told("o"), told("o", "10:00", **CANCEL), told("o", "10:40"), told("o", "11:00", **CANCEL)],
        ("true", "0.00"),
    ),
    "at once": ([told("o", revenue=9), told("o", "09:00", **CANCEL)], ("true", "0.00")),
    "a test of a cancellation": (
        [told("o", revenue=9), told("o", "10:00", **CANCEL, is_test=True)],
        ("false", "9.00"),
    ),
    "another's": ([told("o", revenue=9), told("p", "10:00", **CANCEL)], ("false", "9.00")),
}
PLACES: dict[str, Case] = {
    "the visit's": (
        [told("o", "09:00", **SERVER), told("o", "09:01", platform="ios", country="IT")],
        ("ios", "IT", "2026-11-20 09:01:00"),
    ),
    "the server's": ([told("o", **SERVER)], ("server", "unknown", None)),
    "a country of another copy": (
        [told("o", **SERVER, country="DE"), told("o", "09:01")],
        ("web", "DE", "2026-11-20 09:01:00"),
    ),
    "a page opened again": (
        [told("o", **SERVER), told("o", "09:10"), told("o", "09:02")],
        ("web", "unknown", "2026-11-20 09:02:00"),
    ),
    "a visit of the day before": (
        [told("o", "2026-11-19 23:59"), told("o", "00:01", **SERVER)],
        ("web", "unknown", None),
    ),
}
GROUPS: dict[str, tuple[str, Mapping[str, Case]]] = {
    "times": ("ordered_at", TIMES),
    "persons": ("person_key", PERSONS),
    "amounts": ("revenue, revenue_from, currency", AMOUNTS),
    "corrections": ("revenue, units", CORRECTIONS),
    "cancellations": ("is_cancelled, net_revenue", CANCELLATIONS),
    "places": ("platform, country, seen_at", PLACES),
}
NAMES = [(group, case) for group, (_, cases) in GROUPS.items() for case in cases]


@pytest.fixture(scope="module", params=[1, -1], ids=["in time", "backwards"])
def built(request: pytest.FixtureRequest) -> Build:
    """All of them, in one order of arrival and in the other."""
    cases = {
        f"{group}: {case}": told for group, (_, found) in GROUPS.items() for case, (told, _) in found.items()
    }
    return build(*in_cases(cases)[:: request.param])


@pytest.mark.parametrize(("group", "case"), NAMES)
def test_each_field_is_from_the_best_copy(built: Build, group: str, case: str) -> None:
    columns, cases = GROUPS[group]
    found = rows(built, "orders", "order_id", *columns.split(", "))
    assert [row[1:] for row in found if row[0] == f"{group}: {case} o"] == [cases[case][1]]


def order(*events: Told, columns: str, **others: str) -> tuple[str | None, ...]:
    """These columns of the only order."""
    (found,) = rows(build(*events, **others), "orders", *columns.split(", "))
    return found


def test_the_merged_person_is_the_order_s() -> None:
    links = "device_key | person_key\n10 | 20"
    events = [
        told("o1", sent_person_key=10),
        told("o2", "10:00", sent_person_key=20),
        told("o3", "11:00", sent_person_key=30),
    ]
    events += [told("o2", "12:00", **CANCEL), told("o4", "13:00", sent_person_key=20)]
    found = rows(
        build(*events, identity_map=links), "orders", "order_id", "person_key", "order_number_of_person"
    )
    assert found == [("o1", "20", "1"), ("o2", "20", None), ("o3", "30", "1"), ("o4", "20", "2")]


def test_a_correction_alone_is_no_order() -> None:
    built = build(told("o", **UPDATE, revenue=5))
    assert rows(built, "orders", "order_id") == []
    assert rows(built, "orphaned_changes", "order_id", "change", "amount") == [("o", "updated", "5.00")]


def test_a_test_order_is_none_with_all_its_copies() -> None:
    built = build(told("o1"), told("o2", "10:00"), told("o2", "10:01", is_test=True, **SERVER))
    assert rows(built, "orders", "order_id", "order_number_of_person") == [("o1", "1")]
    assert rows(built, "test_orders", "order_id", "platform") == [("o2", "web")]


def test_the_opening_hour_is_sixty_minutes_from_opening_with_both_ends() -> None:
    calendar = "business_date | opens_at\n2026-11-20 | 2026-11-20 06:00:00"
    events = [told(at, at) for at in ("05:59", "06:00", "07:00", "07:01")]
    events.append(told("later", "2026-11-21 06:30"))
    found = rows(build(*events, calendar=calendar), "orders", "order_id", "is_opening_hour")
    assert [at for at, is_opening in found if is_opening == "true"] == ["06:00", "07:00"]


def test_a_sales_opening_hour_goes_over_midnight_and_each_sale_of_a_day_has_its_own() -> None:
    """The second day has the rest of the first sale's hour, no hour of the shop's own, and a sale's at noon."""
    calendar = """
        business_date | starts_at           | opens_at            | ends_at
        2026-11-20    | 2026-11-20 00:00:00 | 2026-11-20 23:30:00 | 2026-11-21 00:00:00
        2026-11-21    | 2026-11-21 00:00:00 | 2026-11-21 12:00:00 | 2026-11-22 00:00:00
        2026-11-22    | 2026-11-22 00:00:00 | 2026-11-22 07:00:00 | 2026-11-23 00:00:00
        """
    sales = """
        campaign_id | starts_at
        night       | 2026-11-20 23:30:00
        noon        | 2026-11-21 12:00:00
        afternoon   | 2026-11-21 15:00:00
        """
    inside = [
        "2026-11-20 23:40",
        "2026-11-21 00:30",
        "2026-11-21 12:10",
        "2026-11-21 15:10",
        "2026-11-22 07:10",
    ]
    outside = ["2026-11-20 07:10", "2026-11-21 00:31", "2026-11-21 07:10", "2026-11-21 14:00"]
    events = [told(at, at) for at in (*inside, *outside)]
    tables = build(*events, calendar=calendar, records_sales_campaigns=sales)
    found = rows(tables, "orders", "order_id", "is_opening_hour")
    assert sorted(at for at, is_opening in found if is_opening == "true") == inside


RATES = draw(
    [
        {"day": "2026-11-20", "from_currency": "JPY", "to_currency": "EUR", "rate": "0.005"},
        {"day": "2026-11-19", "from_currency": "JPY", "to_currency": "EUR", "rate": "0.5"},
        {"day": "2026-11-15", "from_currency": "EUR", "to_currency": "USD", "rate": "1.25"},
        {"day": "2026-11-12", "from_currency": "EUR", "to_currency": "GBP", "rate": "0.8"},
        {"day": "2026-11-21", "from_currency": "CHF", "to_currency": "EUR", "rate": "1.1"},
        {"day": "2026-11-20", "from_currency": "EUR", "to_currency": "JPY", "rate": "100"},
    ]
)


def test_amounts_are_turned_into_the_shop_s_currency() -> None:
    """GBP's rate is eight days old, CHF's is tomorrow's; USD's is Sunday's, and turned."""
    currencies = ("EUR", "JPY", "USD", "GBP", "CHF", "unknown", None)
    events = [told(f"{currency}", revenue=100, currency=currency) for currency in currencies]
    found = rows(
        build(*events, records_exchange_rates=RATES), "orders", "order_id", "net_revenue", "shop_net_revenue"
    )
    assert {order: worth for order, net, worth in found if net == "100.00"} == {
        **{"EUR": "100.00", "JPY": "0.50", "USD": "80.00", "None": "100.00"},
        **{"GBP": None, "CHF": None, "unknown": None},
    }


def test_what_only_a_device_tells_is_marked_once_a_server_or_a_record_tells_orders() -> None:
    events = [
        told("before", "2026-11-18 09:00"),
        told("alone", "12:00"),
        told("both", "12:00"),
        told("both", "12:01", **SERVER),
        told("server", "09:00", **SERVER),
    ]
    built = build(*events, records={"orders": [recorded("r", "2026-11-21 09:00", revenue=1)]})
    assert rows(built, "orders", "order_id", "told_by", "is_unconfirmed") == [
        ("alone", "device", "true"),
        ("before", "device", "false"),
        ("both", "server", "false"),
        ("r", "record", "false"),
        ("server", "server", "false"),
    ]
