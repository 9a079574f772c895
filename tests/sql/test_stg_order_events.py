"""Staging of order events: money and units wherever the client put them."""

from tests.sql.tables import check, run


def test_units_and_lines_come_from_the_products() -> None:
    check(
        "stg_order_events",
        """
        event_id | revenue | lines_amount | units
        two      | 19.00   | 25.50        | 4
        """,
        events="""
        event_id | dedup_key | business_date | event_class | event_name      | revenue | quantity | products
        two      | 1         | 2026-11-20    | business    | Order Completed | 19      | 9        | [{"price": 7.5, "quantity": 3}, {"price": 3}]
        """,
    )


def test_without_products_the_events_own_product_counts() -> None:
    check(
        "stg_order_events",
        """
        event_id | lines_amount | units
        three    | 30.00        | 3
        one      | 10.00        | 1
        bare     |              | 1
        empty    |              | 2
        """,
        events="""
        event_id | dedup_key | event_class | event_name      | price | quantity | products
        three    | 1         | business    | Order Completed | 10    | 3        |
        one      | 2         | business    | Order Completed | 10    |          |
        bare     | 3         | business    | Order Completed |       |          |
        empty    | 4         | business    | Order Completed |       | 2        | []
        """,
    )


def test_total_is_read_from_properties_and_nonsense_is_none() -> None:
    check(
        "stg_order_events",
        """
        event_id | total
        number   | 12.50
        text     | 12.50
        words    |
        object   |
        none     |
        """,
        events="""
        event_id | dedup_key | event_class | event_name     | properties
        number   | 1         | business    | Order Refunded | {"total": 12.5}
        text     | 2         | business    | Order Refunded | {"total": "12.50"}
        words    | 3         | business    | Order Refunded | {"total": "a lot"}
        object   | 4         | business    | Order Refunded | {"total": {"amount": 1}}
        none     | 5         | business    | Order Refunded |
        """,
    )


def test_an_order_without_number_is_its_own() -> None:
    check(
        "stg_order_events",
        """
        event_id | order_id
        a        | o1
        b        | b
        """,
        events="""
        event_id | dedup_key | event_class | event_name      | order_id
        a        | 1         | business    | Order Completed | o1
        b        | 2         | business    | Order Completed |
        """,
    )


def test_other_events_are_none_of_its_business() -> None:
    assert (
        run(
            "stg_order_events",
            events="""
            event_id | dedup_key | event_class | event_name
            a        | 1         | volume      | Product Viewed
            b        | 2         | business    | Product Added
            """,
        )
        == []
    )
