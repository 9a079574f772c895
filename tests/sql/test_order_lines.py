"""What was sold of each product: an order's money shared among its lines, and none of it lost."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.tables import check, run

ORDERS = "order_key | order_id | units | revenue | net_revenue | shop_net_revenue | is_cancelled"
PRODUCTS = "order_key | product_id | name | units | amount | unpriced | unit_price | lines_amount"


def test_discounts_and_refunds_are_shared_by_what_the_lines_cost() -> None:
    check(
        "order_lines",
        """
        order_key | product_id | name  | quantity | price | revenue | net_revenue | shop_net_revenue | is_cancelled
        o1        | p          | Shoes | 2        | 40.00 | 72.00   | 36.00       | 72.00            | false
        o1        | q          |       | 1        | 20.00 | 18.00   | 9.00        | 18.00            | false
        """,
        orders=f"{ORDERS}\no1 | o1 | 3 | 90 | 45 | 90 | false",
        order_products=f"{PRODUCTS}\no1 | p | Shoes | 2 | 80 | 0 | 40 | 100\no1 | q | | 1 | 20 | 0 | 20 | 100",
    )


def test_every_order_has_a_line_and_a_cancelled_one_says_so() -> None:
    check(
        "order_lines",
        """
        order_key | quantity | revenue | net_revenue | is_cancelled
        bare      | 2        | 30.00   | 0.00        | true
        unknown   | 1        |         |             | false
        """,
        orders=f"""
        {ORDERS}
        bare    | bare    | 2 | 30 | 0 | 0 | true
        unknown | unknown | 1 |    |   |   | false
        """,
    )


def test_lines_without_a_price_share_what_the_priced_ones_leave() -> None:
    check(
        "order_lines",
        """
        order_key | product_id | revenue
        left      | p          | 40.00
        left      | q          | 15.00
        left      | r          | 45.00
        none      | p          | 40.00
        none      | q          | 0.00
        free      | p          | 5.00
        free      | q          | 5.00
        """,
        orders=f"""
        {ORDERS}
        left | left | 5 | 100 | 100 | 100 | false
        none | none | 2 | 40  | 40  | 40  | false
        free | free | 2 | 10  | 10  | 10  | false
        """,
        order_products=f"""
        {PRODUCTS}
        left | p | | 1 | 40 | 0 | 40 | 40
        left | q | | 1 |    | 1 |    | 40
        left | r | | 3 |    | 1 |    | 40
        none | p | | 1 | 60 | 0 | 60 | 60
        none | q | | 1 |    | 1 |    | 60
        free | p | | 1 | 0  | 0 | 0  | 0
        free | q | | 1 | 0  | 0 | 0  | 0
        """,
    )


MONEY = st.decimals(0, 99_999_999_999_999, places=6)
COSTS = st.lists(st.floats(0, 1e13, allow_nan=False), min_size=1, max_size=8)


@settings(max_examples=30, deadline=None)
@given(MONEY, COSTS)
def test_the_lines_of_an_order_are_the_order(money: Decimal, costs: list[float]) -> None:
    lines = "\n".join(
        f"o | p{place} | | 1 | {cost!r} | 0 | {cost!r} | {sum(costs)!r}" for place, cost in enumerate(costs)
    )
    found = run(
        "order_lines",
        orders=f"{ORDERS}\no | o | 1 | {money} | {money} | {money} | false",
        order_products=f"{PRODUCTS}\n{lines}",
    )
    assert sum(Decimal(row["net_revenue"]) for row in found) == money
    assert all(Decimal(row["net_revenue"]) >= 0 for row in found)
