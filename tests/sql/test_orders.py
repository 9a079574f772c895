"""Orders: one row an order id, with what became of it."""

from decimal import Decimal

import pytest

from tests.sql.tables import check, parse, run

HEAD = "event_id | event_key | event_name | order_id | occurred_at | business_date | person_key | revenue | total | lines_amount | units"


def completed(order: str, at: str = "2026-11-20 09:00:00", person: int = 1, revenue: str = "100") -> str:
    key = int.from_bytes(order.encode())
    return (
        f"{order}-done | {key} | Order Completed | {order} | {at} | {at[:10]} | {person} | {revenue} | | | 1"
    )


def changed(event: str, order: str, revenue: str = "", total: str = "", lines: str = "") -> str:
    at = "2026-11-25 10:00:00"
    return (
        f"{order}-{event} | 2 | {event} | {order} | {at} | 2026-11-25 | 9 | {revenue} | {total} | {lines} | 1"
    )


def as_staged(order_events: str) -> str:
    """The same events in stg_events."""
    names = ("event_key", "event_name", "business_date", "person_key")
    rows = [" | ".join(row.get(name, "") for name in names) for row in parse(order_events)]
    return "\n".join([" | ".join(names), *rows])


def orders(*events: str, **others: str) -> list[dict[str, str]]:
    drawn = "\n".join([HEAD, *events])
    found = run("orders", stg_order_events=drawn, stg_events=as_staged(drawn), **others)
    return sorted(found, key=lambda row: row["order_id"])


def test_copies_of_an_order_count_once_and_the_first_one_wins() -> None:
    copies = """
        event_id | event_key | event_name      | order_id | occurred_at         | business_date | person_key | platform | revenue | units
        late     | 1         | Order Completed | o1       | 2026-11-21 09:00:00 | 2026-11-21    | 6          | web      | 88      | 1
        early    | 2         | Order Completed | o1       | 2026-11-20 09:00:00 | 2026-11-20    | 5          | ios      | 99.90   | 2
    """
    check(
        "orders",
        """
        order_id | event_key | person_key | ordered_at          | platform | revenue | units
        o1       | 2         | 5          | 2026-11-20 09:00:00 | ios      | 99.90   | 2
        """,
        stg_order_events=copies,
        stg_events=as_staged(copies),
    )


SERVER = "2026-11-20 09:00:00", "2026-11-20 09:00:02", "server"


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        (("2026-11-16 09:00:00", "2026-11-20 09:00:05", "web"), "server"),  # a browser's clock days behind
        (("2010-01-01 09:00:00", "2026-11-20 08:59:59", "ios"), "server"),  # it came first, all the same
        (("2026-11-16 09:00:00", "2026-11-20 09:00:05", ""), "server"),
        (("2026-11-20 08:59:58", "2026-11-20 09:00:05", "web"), "web"),
        (("2026-11-19 09:00:00", "2026-11-25 09:00:05", "ios"), "ios"),  # late, and not days before
        (("2026-11-21 09:00:00", "2026-11-21 09:00:01", "web"), "server"),  # the page opened again
    ],
)
def test_a_clock_days_wrong_moves_no_order(other: tuple[str, str, str], counts: str) -> None:
    (at, came, platform), (first_at, first_came, first) = other, SERVER
    copies = f"""
        event_id | event_key | event_name      | order_id | occurred_at | received_at  | business_date   | person_key | platform   | revenue | units
        server   | 1         | Order Completed | o1       | {first_at}  | {first_came} | {first_at[:10]} | 1          | {first}    | 50      | 1
        other    | 2         | Order Completed | o1       | {at}        | {came}       | {at[:10]}       | 1          | {platform} | 50      | 1
    """
    (order,) = run("orders", stg_order_events=copies, stg_events=as_staged(copies))
    assert order["platform"] == counts
    assert order["ordered_at"] == (at if counts == platform else first_at)


def test_of_two_browsers_the_first_to_arrive_tells_the_day() -> None:
    copies = """
        event_id | event_key | event_name      | order_id | occurred_at         | received_at         | business_date | person_key | platform | revenue | units
        right    | 1         | Order Completed | o1       | 2026-11-20 09:00:00 | 2026-11-20 09:00:02 | 2026-11-20    | 1          | web      | 50      | 1
        wrong    | 2         | Order Completed | o1       | 2026-11-12 09:00:00 | 2026-11-20 10:00:00 | 2026-11-12    | 1          | web      | 50      | 1
    """
    (order,) = run("orders", stg_order_events=copies, stg_events=as_staged(copies))
    assert order["business_date"] == "2026-11-20"


def test_a_test_order_is_none_with_all_its_copies() -> None:
    copies = """
        event_id | event_key | event_name      | order_id | occurred_at         | business_date | person_key | platform | country | revenue | units | is_test
        real     | 1         | Order Completed | o1       | 2026-11-20 09:00:00 | 2026-11-20    | 1          | web      | IT      | 50      | 1     | false
        browser  | 2         | Order Completed | o2       | 2026-11-20 10:00:00 | 2026-11-20    | 1          | web      | IT      | 9999    | 1     | false
        server   | 3         | Order Completed | o2       | 2026-11-20 10:00:01 | 2026-11-20    | 1          | server   | IT      | 9999    | 1     | true
    """
    found = run("orders", stg_order_events=copies, stg_events=as_staged(copies))
    assert [(row["order_id"], row["order_number_of_person"]) for row in found] == [("o1", "1")]
    check(
        "test_orders",
        """
        order_id | business_date | platform | country | person_key
        o2       | 2026-11-20    | web      | IT      | 1
        """,
        stg_order_events=copies,
    )


def test_a_cancelled_order_stays_listed_and_is_worth_nothing() -> None:
    (order,) = orders(completed("o1"), changed("Order Cancelled", "o1"))
    assert (order["is_cancelled"], order["revenue"], order["net_revenue"]) == ("true", "100.00", "0.00")
    assert "order_number_of_person" not in order


@pytest.mark.parametrize(
    ("refunds", "refunded"),
    [
        ([changed("Order Refunded", "o1", revenue="30")], "30.00"),
        (
            [changed("Order Refunded", "o1", revenue="30"), changed("Order Refunded", "o1", lines="20")],
            "50.00",
        ),
        ([changed("Order Refunded", "o1", total="110")], "100.00"),
        ([changed("Order Refunded", "o1", revenue="-30")], "30.00"),
        ([changed("Order Refunded", "o1")], "100.00"),
        ([changed("Order Refunded", "o1", revenue="30"), changed("Order Refunded", "o1")], "100.00"),
        ([changed("Order Refunded", "other", revenue="30")], "0.00"),
    ],
    ids=[
        "part",
        "two parts",
        "with shipping",
        "negative",
        "no amount is all",
        "part then all",
        "another order",
    ],
)
def test_refunds_are_booked_on_their_order(refunds: list[str], refunded: str) -> None:
    (order,) = orders(completed("o1"), *refunds)
    assert order["refunded"] == refunded
    assert Decimal(order["net_revenue"]) == 100 - Decimal(refunded)


def test_a_cancellation_without_order_makes_none() -> None:
    assert orders(changed("Order Cancelled", "ghost"), changed("Order Refunded", "ghost")) == []


def test_revenue_falls_back_to_the_lines_then_to_nothing() -> None:
    sent = """
        event_id | event_key | event_name      | order_id | revenue | lines_amount | business_date
        a        | 1         | Order Completed | lines    |         | 25           | 2026-11-20
        b        | 2         | Order Completed | nothing  |         |              | 2026-11-20
        c        | 3         | Order Completed | below    | -5      |              | 2026-11-20
        d        | 4         | Order Refunded  | below    | 5       |              | 2026-11-20
    """
    check(
        "orders",
        """
        order_id | revenue | net_revenue
        lines    | 25.00   | 25.00
        nothing  | 0.00    | 0.00
        below    | -5.00   | -5.00
        """,
        stg_order_events=sent,
        stg_events=as_staged(sent),
    )


def test_an_order_whose_lines_are_too_large_counts_and_its_money_is_none() -> None:
    sent = """
        event_id | event_key | event_name      | order_id | occurred_at         | revenue | lines_amount | is_too_large | units | business_date
        a        | 1         | Order Completed | large    | 2026-11-20 09:00:00 |         |              | true         | 2     | 2026-11-20
        b        | 2         | Order Completed | told     | 2026-11-20 09:00:00 | 10      |              | true         | 2     | 2026-11-20
        c        | 3         | Order Refunded  | large    | 2026-11-20 10:00:00 | 5       |              | false        | 1     | 2026-11-20
        d        | 4         | Order Refunded  | told     | 2026-11-20 10:00:00 |         |              | true         | 2     | 2026-11-20
        e        | 5         | Order Completed | gone     | 2026-11-20 09:00:00 |         |              | true         | 2     | 2026-11-20
        f        | 6         | Order Cancelled | gone     | 2026-11-20 10:00:00 |         |              | false        | 1     | 2026-11-20
    """
    check(
        "orders",
        """
        order_id | revenue | revenue_problem | refunded | net_revenue | units | order_number_of_person
        large    |         | lines_too_large | 0.00     |             | 2     | 1
        told     | 10.00   |                 | 10.00    | 0.00        | 2     | 2
        gone     |         | lines_too_large | 0.00     | 0.00        | 2     |
        """,
        stg_order_events=sent,
        stg_events=as_staged(sent),
    )


def test_orders_are_numbered_per_merged_person_and_cancelled_ones_are_skipped() -> None:
    found = orders(
        completed("o1", "2026-11-20 09:00:00", person=10),
        completed("o2", "2026-11-20 10:00:00", person=20),
        completed("o3", "2026-11-20 11:00:00", person=20),
        completed("o4", "2026-11-20 12:00:00", person=30),
        changed("Order Cancelled", "o2"),
        identity_map="""
        device_id | device_key | person_key
        D1        | 10         | 20
        """,
    )
    numbers = [(row["order_id"], row["person_key"], row.get("order_number_of_person")) for row in found]
    assert numbers == [("o1", "20", "1"), ("o2", "20", None), ("o3", "20", "2"), ("o4", "30", "1")]


@pytest.mark.parametrize(
    ("at", "is_opening"),
    [
        ("2026-11-20 05:59:59.999", "false"),
        ("2026-11-20 06:00:00", "true"),
        ("2026-11-20 06:59:59.999", "true"),
        ("2026-11-20 07:00:00", "false"),
    ],
)
def test_the_opening_hour_is_sixty_minutes_from_opening(at: str, is_opening: str) -> None:
    (order,) = orders(
        completed("o1", at),
        calendar="""
        business_date | opens_at
        2026-11-20    | 2026-11-20 06:00:00
        """,
    )
    assert order["is_opening_hour"] == is_opening


def test_a_date_that_the_calendar_lacks_has_no_opening_hour() -> None:
    (order,) = orders(completed("o1"))
    assert order["is_opening_hour"] == "false"


def test_a_session_holds_the_copy_that_is_a_visit_whichever_came_first() -> None:
    """The server may tell an order before the browser does; a page reopened the next day is no order there."""
    check(
        "orders",
        """
        order_id | event_key | visit_event_key
        server   | 1         | 2
        browser  | 4         | 4
        told     | 6         |
        late     | 7         |
        """,
        stg_order_events="""
        event_id | event_key | event_name      | order_id | occurred_at         | business_date | units
        a        | 1         | Order Completed | server   | 2026-11-20 09:00:00 | 2026-11-20    | 1
        b        | 2         | Order Completed | server   | 2026-11-20 09:00:05 | 2026-11-20    | 1
        c        | 3         | Order Completed | server   | 2026-11-20 09:10:00 | 2026-11-20    | 1
        d        | 4         | Order Completed | browser  | 2026-11-20 09:00:00 | 2026-11-20    | 1
        e        | 5         | Order Completed | browser  | 2026-11-20 09:00:05 | 2026-11-20    | 1
        f        | 6         | Order Completed | told     | 2026-11-20 09:00:00 | 2026-11-20    | 1
        g        | 7         | Order Completed | late     | 2026-11-20 09:00:00 | 2026-11-20    | 1
        h        | 8         | Order Completed | late     | 2026-11-21 09:00:00 | 2026-11-21    | 1
        """,
        stg_events="""
        event_key | event_name      | business_date | person_key | is_visit
        1         | Order Completed | 2026-11-20    | 1          | false
        2         | Order Completed | 2026-11-20    | 1          | true
        3         | Order Completed | 2026-11-20    | 1          | true
        4         | Order Completed | 2026-11-20    | 1          | true
        5         | Order Completed | 2026-11-20    | 1          | false
        6         | Order Completed | 2026-11-20    | 1          | false
        7         | Order Completed | 2026-11-20    | 1          | false
        8         | Order Completed | 2026-11-21    | 1          | true
        """,
    )


RECORD = "order_id | status | currency | revenue | total | tax | shipping"


def recorded(record: str, *events: str) -> dict[str, str]:
    (order,) = orders(completed("o1"), *events, records_orders=f"{RECORD}\no1 | {record}")
    return order


@pytest.mark.parametrize(
    ("record", "revenue"),
    [
        ("completed | EUR | 80 | 99 | 9 | 5", "80.00"),
        ("completed | EUR | | 99.50 | 9 | 5", "85.50"),
        ("completed | EUR | | 99.50 | | ", "99.50"),
        ("completed | EUR | 0 | | | ", "0.00"),
        ("completed | EUR | | | | ", "100.00"),
    ],
    ids=["revenue", "total less tax and shipping", "total alone", "nothing paid", "no amount"],
)
def test_where_the_record_has_an_amount_it_is_the_number(record: str, revenue: str) -> None:
    assert recorded(record)["revenue"] == revenue


def test_a_currency_goes_with_its_amount() -> None:
    assert recorded("completed | JPY | 80 | | | ")["currency"] == "JPY"
    assert "currency" not in recorded("completed | JPY | | | | ")


@pytest.mark.parametrize(
    ("status", "events", "cancelled"),
    [
        ("cancelled", [], "true"),
        ("completed", [changed("Order Cancelled", "o1")], "false"),
        ("pending", [changed("Order Cancelled", "o1")], "true"),
        ("", [], "false"),
    ],
)
def test_the_record_s_status_counts_where_it_says_something(
    status: str, events: list[str], cancelled: str
) -> None:
    assert recorded(f"{status} | EUR | 80 | | | ", *events)["is_cancelled"] == cancelled


def test_an_order_of_records_alone_is_told_as_a_conflict_and_not_counted() -> None:
    assert orders(records_orders=f"{RECORD}\no9 | completed | EUR | 5 | | | ") == []
