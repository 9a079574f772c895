"""Staging of order events: money and units wherever the client put them."""

import pytest

from tests.sql.tables import check, column_types, run

MODEL = "stg_order_events"


def staged(model: str, events: str) -> str:
    """The same events as a model of staging has them."""
    names = list(column_types(model))
    rows = (" | ".join(row.get(name, "") for name in names) for row in run(model, events=events))
    return "\n".join([" | ".join(names), *rows])


def inputs(events: str) -> dict[str, str]:
    models = ("stg_events", "stg_order_lines")
    return {"events": events, **{model: staged(model, events) for model in models}}


def check_order_events(expected: str, events: str) -> None:
    check(MODEL, expected, **inputs(events))


def test_lines_of_one_product_are_one_row_and_a_missing_quantity_is_one() -> None:
    check(
        "stg_order_lines",
        """
        event_key | product_id | amount | units | lines | unpriced
        1         | a          | 18.5000000000 | 3 | 2 | 0
        1         | s          | 3.0000000000 | 1     | 1     | 0
        1         |            | 0.3500000000 | 1.35  | 2     | 1
        2         | p          | 30.0000000000 | 3     | 1     | 0
        3         |            |        | 2     | 1     | 1
        """,
        events="""
        dedup_key | business_date | event_class | event_name      | product_id | price | quantity | products
        1         | 2026-11-20    | business    | Order Completed | x          | 99    | 9        | [{"product_id": "a", "price": 7.5, "quantity": 2}, {"product_id": "a", "price": 3.5}, {"sku": "s", "price": 3}, {"price": 1, "quantity": 0.35}, {}]
        2         | 2026-11-20    | business    | Order Refunded  | p          | 10    | 3        |
        3         | 2026-11-20    | business    | Order Updated   |            |       | 2        | []
        4         | 2026-11-20    | business    | Order Completed |            |       |          | []
        5         | 2026-11-20    | volume      | Product Viewed  | p          | 10    | 3        |
        """,
    )


def test_the_amount_is_revenue_else_total_less_tax_and_shipping_else_lines() -> None:
    check_order_events(
        """
        event_id | amount | amount_from   | gross  | units | lines
        revenue  | 19.00  | revenue       | 24.00  | 4     | 2
        total    | 16.00  | total         | 24.00  | 1     | 0
        alone    | 24.00  | total         | 24.00  | 1     | 0
        taxed    | 19.00  | revenue       | 22.00  | 1     | 0
        lines    | 25.50  | lines         |        | 4     | 2
        part     | 22.50  | lines_in_part |        | 4     | 2
        unpriced |        | nothing       |        | 1     | 1
        bare     |        | nothing       |        | 1     | 0
        negative | -5.00  | revenue       |        | 1     | 0
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | revenue | total | tax | shipping | products
        revenue  | 1         | 2026-11-20    | business    | Order Completed | 19      | 24    |     |          | [{"price": 7.5, "quantity": 3}, {"price": 3}]
        total    | 2         | 2026-11-20    | business    | Order Completed |         | 24    | 5   | 3        |
        alone    | 3         | 2026-11-20    | business    | Order Completed |         | 24    |     |          |
        taxed    | 4         | 2026-11-20    | business    | Order Updated   | 19      |       | 3   |          |
        lines    | 5         | 2026-11-20    | business    | Order Completed |         |       |     |          | [{"price": 7.5, "quantity": 3}, {"price": 3}]
        part     | 6         | 2026-11-20    | business    | Order Completed |         |       |     |          | [{"price": 7.5, "quantity": 3}, {}]
        unpriced | 7         | 2026-11-20    | business    | Order Completed |         |       | 2   |          | [{"product_id": "p"}]
        bare     | 8         | 2026-11-20    | business    | Order Completed |         |       |     |          |
        negative | 9         | 2026-11-20    | business    | Order Completed | -5      |       |     |          |
        """,
    )


def test_a_sum_of_lines_beyond_fourteen_digits_is_none_and_says_so() -> None:
    check_order_events(
        """
        event_id | amount                | amount_from     | units
        single   |                       | lines_too_large | 2
        barcodes |                       | lines_too_large | 400638133
        below    |                       | lines_too_large | -2
        together |                       | lines_too_large | 2
        largest  | 99999999999999.999999 | lines           | 1
        returned | 0.00                  | lines           | 0
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


def test_tax_and_shipping_beyond_fourteen_digits_tell_no_amount_with_or_without_them() -> None:
    check_order_events(
        """
        event_id | amount         | amount_from | gross
        taxed    | 99999999999999.00 | revenue  |
        sent     | 99999999999999.00 | revenue  |
        untaxed  |                | nothing     | 99999999999999.00
        lines    | 7.50           | lines       | -99999999999999.00
        refund   |                | nothing     | -99999999999999.00
        largest  | 99999999999998.00 | revenue  | 99999999999999.00
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | revenue        | total           | tax             | shipping       | price
        taxed    | 1         | 2026-11-20    | business    | Order Completed | 99999999999999 |                 | 99999999999999  |                |
        sent     | 2         | 2026-11-20    | business    | Order Updated   | 99999999999999 |                 |                 | 1              |
        untaxed  | 3         | 2026-11-20    | business    | Order Completed |                | 99999999999999  | -99999999999999 |                |
        lines    | 4         | 2026-11-20    | business    | Order Completed |                | -99999999999999 |                 | 99999999999999 | 7.5
        refund   | 5         | 2026-11-20    | business    | Order Refunded  |                | -99999999999999 |                 | 99999999999999 |
        largest  | 6         | 2026-11-20    | business    | Order Completed | 99999999999998 |                 | 1               |                |
        """,
    )


def test_a_word_that_is_no_currency_s_is_not_the_shop_s() -> None:
    check_order_events(
        """
        event_id | currency
        euro     | EUR
        none     |
        dollars  | unknown
        other    |
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | currency | violations
        euro     | 1         | 2026-11-20    | business    | Order Completed | EUR      | ["odd_value:coupon"]
        none     | 2         | 2026-11-20    | business    | Order Completed |          |
        dollars  | 3         | 2026-11-20    | business    | Order Completed |          | ["odd_value:coupon", "unknown_label:currency"]
        other    | 4         | 2026-11-20    | business    | Order Completed | ''       | ["unknown_label:country"]
        """,
    )


def test_what_names_the_person_is_told() -> None:
    check_order_events(
        """
        event_id | known_by
        user     | 2
        both     | 2
        device   | 1
        as_user  | 1
        nobody   | 0
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | device_id | user_id
        user     | 1         | 2026-11-20    | business    | Order Completed |           | u
        both     | 2         | 2026-11-20    | business    | Order Completed | d         | u
        device   | 3         | 2026-11-20    | business    | Order Completed | d         |
        as_user  | 4         | 2026-11-20    | business    | Order Completed | d         | $device:d
        nobody   | 5         | 2026-11-20    | business    | Order Completed |           |
        """,
    )


def test_an_order_without_number_is_its_own() -> None:
    check_order_events(
        """
        event_id | order_id
        a        | o1
        b        | b
        c        |
        """,
        """
        event_id | dedup_key | business_date | event_class | event_name      | order_id
        a        | 1         | 2026-11-20    | business    | Order Completed | o1
        b        | 2         | 2026-11-20    | business    | Order Completed |
        c        | 3         | 2026-11-20    | business    | Order Cancelled |
        """,
    )


def test_other_events_are_none_of_its_business() -> None:
    events = """
        event_id | dedup_key | business_date | event_class | event_name
        a        | 1         | 2026-11-20    | volume      | Product Viewed
        b        | 2         | 2026-11-20    | business    | Product Added
        """
    assert run(MODEL, **inputs(events)) == []


def test_an_order_that_was_committed_after_stg_events_waits_for_the_next_build() -> None:
    events = """
        event_id | dedup_key | business_date | event_class | event_name      | order_id
        late     | 1         | 2026-11-20    | business    | Order Completed | o1
        """
    assert run(MODEL, events=events) == []
    assert len(run(MODEL, **inputs(events))) == 1


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
