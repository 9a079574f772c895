"""A real shop's 541,909 order lines as records: read, made newest, and counted as others have counted them."""

from datetime import date
from decimal import Decimal

import pytest

from tests.online_retail import DATA
from tests.sql.night import land
from tests.sql.retail_shop import Shop, read_invoices, run_night

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason=f"the file {DATA.name} is not beside the checkout"),
]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return run_night(land([]), read_invoices().versions)


def test_every_line_lands_and_none_is_refused() -> None:
    invoices = read_invoices()
    rows = {name: len(table) for name, table in invoices.versions.items()}
    assert rows == {"orders": 22_064, "order_lines": 532_621, "refunds": 9_288}
    assert invoices.refused == 0
    # Channel Islands, European Community and Unspecified are no countries.
    assert +invoices.unlabelled == {"country": 44}
    assert not +invoices.placeholders


def test_orders_and_lines_have_the_cleaned_figures(shop: Shop) -> None:
    cleaned = Decimal("8911407.904")
    sold = "count(*) as orders, count(distinct customer_id) as customers, sum(revenue) as revenue"
    known = "records_orders where customer_id is not null and revenue > 0 and currency = 'GBP'"
    assert shop.ask(sold, known) == (18_532, 4_338, cleaned)
    lines = "records_order_lines where customer_id is not null and quantity > 0 and price > 0"
    counted = "count(*) as lines, count(distinct order_id) as orders, sum(quantity * price) as revenue"
    assert shop.ask(counted, lines) == (397_884, 18_532, cleaned)
    top = "count_if(revenue > 0) as orders, sum(revenue) as revenue"
    assert shop.ask(top, "records_orders where customer_id = '14646'") == (73, Decimal("280206.02"))


def test_every_cancelled_line_is_a_refund_above_zero_that_names_no_order(shop: Shop) -> None:
    paid_back = (
        "count(*) as lines, count(distinct order_id) as notes, sum(amount) as amount, min(amount) as least"
    )
    assert shop.ask(paid_back, "records_refunds") == (9_288, 3_836, Decimal("896812.49"), Decimal("0.12"))
    linked = "records_refunds inner join records_orders on records_orders.order_id = records_refunds.order_id"
    assert shop.ask("count(*) as linked", linked) == (0,)


def test_all_of_it_is_the_net_turnover(shop: Shop) -> None:
    net = "(select sum(revenue) from records_orders) - (select sum(amount) from records_refunds) as net"
    assert shop.ask(net, "(values 1) as one (x)") == (Decimal("9747747.934"),)


def test_orders_of_the_mart_are_the_cleaned_ones(shop: Shop) -> None:
    known = "orders inner join records_orders on records_orders.order_id = orders.order_id"
    counted = (
        "count(*) as n, count(distinct orders.person_key) as persons, sum(orders.net_revenue) as revenue"
    )
    found = shop.ask(counted, f"{known} where records_orders.customer_id is not null and orders.revenue > 0")
    assert found == (18_532, 4_338, Decimal("8911407.904"))


def test_what_belongs_to_no_order_is_listed_and_completes_the_net(shop: Shop) -> None:
    """9,288 cancelled lines, and two adjustments of bad debt, which are orders below zero."""
    assert shop.ask("count(*) as n, sum(amount) as amount", "orphaned_changes") == (
        9_290,
        Decimal("918936.61"),
    )
    net = "(select sum(net_revenue) from orders) - (select sum(amount) from orphaned_changes) as net"
    assert shop.ask(net, "(values 1) as one (x)") == (Decimal("9747747.934"),)


def test_months_are_those_of_the_shops_calendar(shop: Shop) -> None:
    first = "(select customer_id, min(business_date) as day from records_orders"
    first = f"{first} where revenue > 0 group by customer_id) where customer_id is not null"
    months = "select date_trunc('month', day) as month, count(*) as customers"
    found = {row["month"]: row["customers"] for row in shop.rows(f"{months} from {first} group by 1")}
    sizes = [885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41]
    days = [date(2010, 12, 1), *(date(2011, month, 1) for month in range(1, 13))]
    assert found == dict(zip(days, sizes, strict=True))
