"""Staging of order events: money and units wherever the client put them."""

import pytest

from tests.sql.tables import check, column_types, run

MODEL = "stg_order_events"


def staged(events: str) -> str:
    """The same events as stg_events has them."""
    names = list(column_types("stg_events"))
    rows = (" | ".join(row.get(name, "") for name in names) for row in run("stg_events", events=events))
    return "\n".join([" | ".join(names), *rows])


def check_order_events(expected: str, events: str) -> None:
    check(MODEL, expected, events=events, stg_events=staged(events))


def test_units_and_lines_come_from_the_products() -> None:
    check_order_events(
        """
        event_id | revenue | lines_amount | units
        two      | 19.00   | 25.50        | 4
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | revenue | quantity | products
        two      | 1         | 2026-11-20    | business    | Order Completed | 19      | 9        | [{"price": 7.5, "quantity": 3}, {"price": 3}]
        """,
    )


def test_without_products_the_events_own_product_counts() -> None:
    check_order_events(
        """
        event_id | lines_amount | units
        three    | 30.00        | 3
        one      | 10.00        | 1
        bare     |              | 1
        empty    |              | 2
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | price | quantity | products
        three    | 1         | 2026-11-20    | business    | Order Completed | 10    | 3        |
        one      | 2         | 2026-11-20    | business    | Order Completed | 10    |          |
        bare     | 3         | 2026-11-20    | business    | Order Completed |       |          |
        empty    | 4         | 2026-11-20    | business    | Order Completed |       | 2        | []
        """,
    )


def test_a_sum_of_lines_beyond_fourteen_digits_is_none_and_says_so() -> None:
    check_order_events(
        """
        event_id | lines_amount        | is_too_large | units
        single   |                     | true         | 2
        barcodes |                     | true         | 400638133
        below    |                     | true         | -2
        together |                     | true         | 2
        largest  | 99999999999999.999999 | false        | 1
        returned | 0.00                | false        | 0
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | price               | quantity | products
        single   | 1         | 2026-11-20    | business    | Order Completed | 99999999999999    | 2        |
        barcodes | 2         | 2026-11-20    | business    | Order Completed |                     |          | [{"price": 4006381333931, "quantity": 400638133}]
        below    | 3         | 2026-11-20    | business    | Order Refunded  | 99999999999999    | -2       |
        together | 4         | 2026-11-20    | business    | Order Completed |                     |          | [{"price": 99999999999999}, {"price": 1}]
        largest  | 5         | 2026-11-20    | business    | Order Completed | 99999999999999.999999 |          |
        returned | 6         | 2026-11-20    | business    | Order Completed |                     |          | [{"price": 99999999999999, "quantity": 2}, {"price": 99999999999999, "quantity": -2}]
        """,
    )


def test_total_is_read_from_properties_and_nonsense_is_none() -> None:
    check_order_events(
        """
        event_id | total
        number   | 12.50
        text     | 12.50
        words    |
        object   |
        none     |
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name     | properties
        number   | 1         | 2026-11-20    | business    | Order Refunded | {"total": 12.5}
        text     | 2         | 2026-11-20    | business    | Order Refunded | {"total": "12.50"}
        words    | 3         | 2026-11-20    | business    | Order Refunded | {"total": "a lot"}
        object   | 4         | 2026-11-20    | business    | Order Refunded | {"total": {"amount": 1}}
        none     | 5         | 2026-11-20    | business    | Order Refunded |
        """,
    )


def test_an_order_without_number_is_its_own() -> None:
    check_order_events(
        """
        event_id | order_id
        a        | o1
        b        | b
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | order_id
        a        | 1         | 2026-11-20    | business    | Order Completed | o1
        b        | 2         | 2026-11-20    | business    | Order Completed |
        """,
    )


def test_other_events_are_none_of_its_business() -> None:
    events = """
        event_id | dedup_key | business_date | event_class | event_name
        a        | 1         | 2026-11-20    | volume      | Product Viewed
        b        | 2         | 2026-11-20    | business    | Product Added
        """
    assert run(MODEL, events=events, stg_events=staged(events)) == []


def test_an_order_that_was_committed_after_stg_events_waits_for_the_next_build() -> None:
    events = """
        event_id | dedup_key | business_date | event_class | event_name      | order_id
        late     | 1         | 2026-11-20    | business    | Order Completed | o1
        """
    assert run(MODEL, events=events) == []
    assert len(run(MODEL, events=events, stg_events=staged(events))) == 1


@pytest.mark.parametrize(
    ("properties", "source", "is_test"),
    [
        ('{"test":true}', "shop", "true"),
        ('{"test":"TRUE"}', "shop", "true"),
        ('{"livemode":false}', "shop", "true"),
        ('{"is_test":1}', "shop", "true"),
        ('{"isTestOrder":"yes"}', "shop", "true"),
        ('{"environment":"Sandbox"}', "shop", "true"),
        ('{"isLive":"false"}', "shop", "true"),
        ("", "test", "true"),
        ("", "till-test", "true"),
        ("", "Test app", "true"),
        ('{"test":false,"livemode":true}', "shop", "false"),
        ('{"test":"A/B 7"}', "shop", "false"),
        ('{"test":{"name":"x"}}', "shop", "false"),
        ('{"environment":"production"}', "shop", "false"),
        ("", "contest", "false"),
        ("", "latest", "false"),
        ("", "", "false"),
    ],
)
def test_a_test_is_marked_by_a_property_or_its_source(properties: str, source: str, is_test: str) -> None:
    check_order_events(
        f"""
        event_id | is_test
        o        | {is_test}
        """,
        f"""
        event_id | dedup_key | business_date | event_class | event_name      | properties   | source
        o        | 1         | 2026-11-20    | business    | Order Completed | {properties} | {source}
        """,
    )
