"""What KPIs need of orders: bookings, returns, what follows a first order, checkouts, reservations, profiles."""

from datetime import date, timedelta

from tests.sql.tables import check, run

BOOKED = """
    order_key | person_key | platform | country | ordered_at          | business_date | revenue | shop_rate | is_cancelled | units | cancelled_at        | cancelled_date
    kept      | 1          | web      | IT      | 2026-03-02 09:00:00 | 2026-03-02    | 100     | 1         | false        | 4     |                     |
    cancelled | 2          | web      | IT      | 2026-03-02 10:00:00 | 2026-03-02    | 30      | 1         | true         | 5     | 2026-03-04 09:00:00 | 2026-03-04
    recorded  | 3          | web      | IT      | 2026-03-02 11:00:00 | 2026-03-02    | 20      | 1         | true         | 1     |                     |
    foreign   | 4          | web      | IT      | 2026-03-02 12:00:00 | 2026-03-02    | 50      | 0.5       | false        | 1     |                     |
    unrated   | 5          | web      | IT      | 2026-03-02 13:00:00 | 2026-03-02    | 70      |           | false        | 1     |                     |
    """
CHANGES = """
    change_id | change    | told_by | order_key | event_key | refund_id | occurred_at         | business_date | counts
    r1        | refunded  | event   | kept      | 11        |           | 2026-03-05 09:00:00 | 2026-03-05    | true
    r2        | refunded  | record  | kept      |           | R2        | 2026-04-01 09:00:00 | 2026-04-01    | true
    r3        | refunded  | event   | kept      | 13        |           | 2026-04-01 09:00:01 | 2026-04-02    | true
    r4        | refunded  | event   | cancelled | 14        |           | 2026-03-03 09:00:00 | 2026-03-03    | true
    c1        | cancelled | event   | cancelled | 15        |           | 2026-03-04 09:00:00 | 2026-03-04    | true
    r5        | refunded  | event   | cancelled | 16        |           | 2026-03-05 09:00:00 | 2026-03-05    | true
    r6        | refunded  | event   | foreign   | 17        |           | 2026-03-06 09:00:00 | 2026-03-06    | true
    """
REFUNDS = """
    change_id | order_key | refunded
    r1        | kept      | 60
    r2        | kept      | 30
    r3        | kept      | 25
    r4        | cancelled | 10
    r5        | cancelled | 10
    r6        | foreign   | 10
    """
LINES = """
    event_key | business_date | product_id | units
    11        | 2026-03-05    | p1         | 1
    11        | 2026-03-05    | p2         | 1
    13        | 2026-04-02    | p1         | 1
    """


def test_what_is_taken_back_is_booked_on_its_own_day_and_never_more_than_was_there() -> None:
    """The third refund finds 10 of 25; a cancellation takes what a refund has left, and nothing comes after it."""
    check(
        "order_bookings",
        """
        order_key | booking_id | business_date | amount
        kept      | placed     | 2026-03-02    | 100.00
        kept      | r1         | 2026-03-05    | -60.00
        kept      | r2         | 2026-04-01    | -30.00
        kept      | r3         | 2026-04-02    | -10.00
        cancelled | placed     | 2026-03-02    | 30.00
        cancelled | r4         | 2026-03-03    | -10.00
        cancelled | cancelled  | 2026-03-04    | -20.00
        cancelled | r5         | 2026-03-05    | 0.00
        recorded  | placed     | 2026-03-02    | 20.00
        recorded  | cancelled  | 2026-03-02    | -20.00
        foreign   | placed     | 2026-03-02    | 25.00
        foreign   | r6         | 2026-03-06    | -5.00
        """,
        orders=BOOKED,
        order_changes=CHANGES,
        order_refunds=REFUNDS,
    )


def test_what_came_back_within_thirty_days_by_units_and_by_value() -> None:
    """r2 came 30 days after its order to the second, r3 a second later."""
    check(
        "order_returns",
        """
        order_key | units | value | is_cancelled | is_touched
        kept      | 4     | 90.00 | false        | true
        cancelled | 5     | 30.00 | true         | true
        recorded  | 1     | 20.00 | true         | true
        foreign   | 0     | 5.00  | false        | true
        unrated   | 0     |       | false        | false
        """,
        orders=BOOKED,
        order_changes=CHANGES,
        order_refunds=REFUNDS,
        stg_order_lines=LINES,
        records_refunds="refund_id | quantity\nR2 | 2",
    )


def test_a_refunds_record_without_a_quantity_has_the_units_of_its_event() -> None:
    """The event counts no more once a record tells the refund, but it alone names lines."""
    check(
        "order_returns",
        """
        order_key | units | value | is_touched
        kept      | 2     | 30.00 | true
        """,
        orders="""
        order_key | ordered_at          | revenue | shop_rate | is_cancelled | units
        kept      | 2026-03-02 09:00:00 | 100     | 1         | false        | 4
        """,
        order_changes="""
        change_id | change   | told_by | order_key | event_key | refund_id | occurred_at         | business_date | counts
        e2        | refunded | event   | kept      | 11        | R2        | 2026-03-05 09:00:00 | 2026-03-05    | false
        r2        | refunded | record  | kept      |           | R2        | 2026-03-05 09:00:00 | 2026-03-05    | true
        """,
        order_refunds="change_id | order_key | refunded\nr2 | kept | 30",
        stg_order_lines=LINES,
        records_refunds="refund_id | quantity\nR2 | ",
    )


def test_an_order_that_was_cancelled_late_is_no_return() -> None:
    rows = run(
        "order_returns",
        {"return_window": timedelta(days=1)},
        orders=BOOKED,
        order_changes=CHANGES,
        order_refunds=REFUNDS,
    )
    late = next(row for row in rows if row["order_key"] == "cancelled")
    assert (late["is_cancelled"], late["is_touched"], late["value"]) == ("false", "true", "10.00")


def test_what_follows_a_first_order() -> None:
    """30 days to the second are within, a second more is not; an order of the same moment is no return."""
    check(
        "first_orders",
        """
        person_key | order_key | has_repeated_30d | has_repeated_60d | value_30d | value_60d
        1          | a1        | true             | true             | 100.00    | 100.00
        2          | b1        | false            | true             | 30.00     | 100.00
        3          | c1        | false            | false            | 70.00     | 70.00
        """,
        orders="""
        order_key | person_key | ordered_at          | business_date | platform | country | is_cancelled | order_number_of_person | shop_net_revenue
        a1        | 1          | 2026-01-05 09:00:00 | 2026-01-05    | web      | IT      | false        | 1                      | 40
        a2        | 1          | 2026-02-04 09:00:00 | 2026-02-04    | ios      | IT      | false        | 2                      | 60
        b1        | 2          | 2026-01-05 09:00:00 | 2026-01-05    | web      | IT      | false        | 1                      | 30
        b2        | 2          | 2026-02-04 09:00:01 | 2026-02-04    | web      | IT      | false        | 2                      | 70
        c1        | 3          | 2026-01-05 09:00:00 | 2026-01-05    | web      | IT      | false        | 1                      | 50
        c2        | 3          | 2026-01-05 09:00:00 | 2026-01-05    | web      | IT      | false        | 2                      | 20
        c3        | 3          | 2026-01-09 09:00:00 | 2026-01-09    | web      | IT      | true         |                        | 0
        """,
    )


def test_a_checkout_waits_a_day_for_an_order_on_whatever_platform() -> None:
    check(
        "started_checkouts",
        """
        business_date | platform | country | person_key | is_ordered
        2026-03-02    | ios      | IT      | 1          | true
        2026-03-02    | web      | IT      | 2          | false
        """,
        stg_events="""
        event_key | event_name       | occurred_at         | business_date | sent_person_key | platform | country | sender
        1         | Checkout Started | 2026-03-02 09:00:00 | 2026-03-02    | 1               | ios      | IT      | device
        2         | Checkout Started | 2026-03-02 09:00:00 | 2026-03-02    | 2               | web      | IT      | device
        3         | Checkout Started | 2026-03-02 09:00:00 | 2026-03-02    | 3               | web      | IT      | bot
        """,
        orders="""
        order_key | person_key | ordered_at          | is_cancelled
        o1        | 1          | 2026-03-03 09:00:00 | false
        o2        | 2          | 2026-03-03 09:00:01 | false
        o3        | 2          | 2026-03-02 10:00:00 | true
        """,
    )


def test_units_are_held_and_released_from_the_first_day_that_tells_of_a_release() -> None:
    check(
        "reserved_units",
        """
        business_date | person_key | held | expired
        2026-03-03    | 1          | 3    | 2
        2026-03-03    | 2          | 0    | 1
        """,
        stg_cart_lines="""
        event_key | is_added | business_date | sent_person_key | platform | country | product | units
        1         | true     | 2026-03-02    | 1               | web      | IT      | p1      | 9
        2         | true     | 2026-03-03    | 1               | web      | IT      | p1      | 3
        3         | false    | 2026-03-03    | 1               | web      | IT      | p1      | -1
        """,
        stg_events="""
        event_key | event_name   | business_date | sent_person_key | platform | country | sender
        4         | Cart Expired | 2026-03-03    | 1               | web      | IT      | server
        5         | Cart Expired | 2026-03-03    | 2               | web      | IT      | server
        6         | Cart Expired | 2026-03-02    | 3               | web      | IT      | bot
        """,
        events="""
        dedup_key | event_name   | business_date | products
        4         | Cart Expired | 2026-03-03    | [{"product_id": "p1", "quantity": 2}]
        5         | Cart Expired | 2026-03-03    |
        6         | Cart Expired | 2026-03-02    |
        """,
    )


def test_a_customer_has_the_first_profile_that_fits() -> None:
    """Also where one event is dated ahead of the build's day."""
    rows = run(
        "customer_profiles",
        {"today": date(2026, 6, 30)},
        persons="""
        person_key | orders | shop_net_revenue | first_order_date | last_order_date | last_seen_date
        1          | 2      | 500              | 2026-01-01       | 2026-06-01      | 2026-06-01
        2          | 3      | 30               | 2026-01-01       | 2026-05-01      | 2026-05-01
        3          | 1      | 900              | 2026-06-01       | 2026-06-01      | 2026-06-30
        4          | 1      | 10               | 2026-03-01       | 2026-03-01      | 2026-03-01
        5          | 9      | 9000             | 2024-03-01       | 2025-12-31      | 2025-12-31
        6          | 0      | 0                |                  |                 | 2031-01-01
        """,
    )
    assert {row["person_key"]: row["profile"] for row in rows} == {
        "1": "top",
        "2": "loyal",
        "3": "new",
        "4": "occasional",
        "5": "lapsed",
    }
    assert {row["as_of_date"] for row in rows} == {"2026-06-30"}


def test_an_order_is_of_the_last_channel_within_seven_days_that_spend_is_told_of() -> None:
    """Person 3 came last by a channel without spend, 4 too early, 5's day has no spend."""
    check(
        "ad_orders",
        """
        order_key | channel | shop_net_revenue
        o1        | meta    | 10.00
        o2        | google  | 20.00
        """,
        spend_days="""
        business_date | channel | spend
        2026-03-08    | meta    | 5
        2026-03-08    | google  | 5
        """,
        orders="""
        order_key | person_key | ordered_at          | business_date | platform | country | is_cancelled | shop_net_revenue
        o1        | 1          | 2026-03-08 09:00:00 | 2026-03-08    | web      | IT      | false        | 10
        o2        | 2          | 2026-03-08 09:00:00 | 2026-03-08    | web      | IT      | false        | 20
        o3        | 3          | 2026-03-08 09:00:00 | 2026-03-08    | web      | IT      | false        | 30
        o4        | 4          | 2026-03-08 09:00:00 | 2026-03-08    | web      | IT      | false        | 40
        o5        | 5          | 2026-03-09 09:00:00 | 2026-03-09    | web      | IT      | false        | 50
        o6        | 1          | 2026-03-08 09:00:00 | 2026-03-08    | web      | IT      | true         | 0
        """,
        sessions="""
        session_id | person_key | started_at          | utm_source
        1          | 1          | 2026-03-01 09:00:00 | Meta
        2          | 1          | 2026-03-08 08:00:00 |
        3          | 2          | 2026-03-07 09:00:00 | meta
        4          | 2          | 2026-03-08 09:00:00 | google
        5          | 2          | 2026-03-08 09:00:01 | meta
        6          | 3          | 2026-03-07 09:00:00 | meta
        7          | 3          | 2026-03-08 08:00:00 | newsletter
        8          | 4          | 2026-03-01 08:59:59 | meta
        9          | 5          | 2026-03-09 08:00:00 | meta
        """,
    )
