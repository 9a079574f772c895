"""A flash sale: what it sold of its stock, when that was gone, whom it sent away, and what it cost."""

from datetime import date, datetime
from typing import Any

import pytest
from tally.modelling import catalog

from tests.sql.tables import Row, check, drawn, run, run_query

# The sale is open for a day from 07:00; `everywhere` has no stock, no country and no close.
SALES = """
    campaign_id | name     | starts_at           | ends_at             | country | business_date
    spring      | Spring   | 2026-03-02 07:00:00 | 2026-03-03 07:00:00 | IT      | 2026-03-02
    everywhere  | Anything | 2026-03-02 07:00:00 |                     |         | 2026-03-02
    """
STOCK = """
    campaign_id | sku | product_id | allocated_at        | quantity
    spring      | a   | p1         |                     | 10
    spring      | a   | p1         | 2026-03-02 08:30:00 | 5
    spring      | p2  |            |                     | 4
    spring      | p3  |            | 2026-03-04 07:00:00 | 9
    """
ORDERS = """
    order_key | person_key | ordered_at          | country | is_cancelled | order_number_of_person | cancelled_at
    early     | 1          | 2026-03-02 06:59:59 | IT      | false        | 1                      |
    first     | 1          | 2026-03-02 07:10:00 | IT      | false        | 2                      |
    back      | 2          | 2026-03-02 07:20:00 | IT      | true         |                        | 2026-03-02 07:25:00
    next      | 3          | 2026-03-02 07:30:00 | IT      | false        | 1                      |
    last      | 4          | 2026-03-02 08:00:00 | IT      | false        | 1                      |
    after     | 5          | 2026-03-02 09:00:00 | IT      | false        | 1                      |
    ghost     | 6          | 2026-03-02 07:05:00 | IT      | true         |                        |
    abroad    | 7          | 2026-03-02 07:05:00 | FR      | false        | 1                      |
    late      | 8          | 2026-03-03 07:00:01 | IT      | false        | 1                      |
    """
LINES = """
    order_key | product_id | person_key | quantity | shop_net_revenue | is_cancelled
    early     | p1         | 1          | 1        | 10               | false
    first     | p1         | 1          | 6        | 60               | false
    first     | other      | 1          | 1        | 99               | false
    back      | p1         | 2          | 2        | 0                | true
    next      | p1         | 3          | 2        | 20               | false
    last      | p1         | 4          | 2        | 20               | false
    last      | p2         | 4          | 1        | 5                | false
    after     | p1         | 5          | 3        | 30               | false
    ghost     | p1         | 6          | 9        | 0                | true
    abroad    | p1         | 7          | 1        | 10               | false
    late      | p1         | 8          | 1        | 10               | false
    """


@pytest.fixture(scope="module")
def tables() -> dict[str, str]:
    """The sales, what they sold, and their products."""
    records = {"records_sales_campaigns": SALES, "records_stock_allocations": STOCK}
    lines = drawn("campaign_lines", orders=ORDERS, order_lines=LINES, **records)
    products = drawn("kpi_campaign_products", campaign_lines=lines, **records)
    return {**records, "campaign_lines": lines, "kpi_campaign_products": products}


def test_a_product_sells_out_with_the_order_that_takes_the_last_unit_told_until_then(
    tables: dict[str, str],
) -> None:
    """Two units came back before it, a restock came after it; the ghost's cancellation has no time."""
    check(
        "kpi_campaign_products",
        """
        product_id | allocated_units | sold_units | allocated_units_1h | sold_units_1h | is_sold_out | sold_out_at         | minutes_to_sell_out | peak_units_a_minute
        p1         | 15              | 13         | 10                 | 10            | true        | 2026-03-02 08:00:00 | 60                  | 6
        p2         | 4               | 1          | 4                  | 1             | false       |                     |                     | 1
        """,
        **{name: tables[name] for name in tables if name != "kpi_campaign_products"},
    )


def test_a_sale_has_its_part_of_each_day(tables: dict[str, str]) -> None:
    """Lines of its products alone, none that was cancelled, on the days that are compared."""
    days = "\n".join(
        f"{key} | {day}"
        for key, day in {"first": "2026-03-02", "last": "2026-03-02", "late": "2026-03-03"}.items()
    )
    rows = run_query(
        catalog.query("page_sale_parts").sql,
        {"day": date(2026, 3, 2), "before": date(2026, 2, 23)},
        records_sales_campaigns=SALES,
        campaign_lines=tables["campaign_lines"],
        orders=f"order_key | business_date\n{days}",
    )
    assert [(row["campaign_id"], row["orders"], float(row["net_revenue"])) for row in rows] == [
        ("everywhere", "2", 184),
        ("spring", "2", 85),
    ]


def test_stock_that_is_to_come_is_no_stock_yet(tables: dict[str, str]) -> None:
    """Before the restock of 08:30; what p3 gets after the close never counts."""
    read = {name: tables[name] for name in tables if name != "kpi_campaign_products"}
    rows = run("kpi_campaign_products", {"as_of": datetime(2026, 3, 2, 8, 29)}, **read)
    assert {row["product_id"]: row["allocated_units"] for row in rows} == {"p1": "10", "p2": "4"}


def test_of_two_sales_with_stock_of_a_product_the_later_one_sold_it() -> None:
    rows = run(
        "campaign_lines",
        records_sales_campaigns="""
        campaign_id | starts_at           | ends_at
        early       | 2026-03-02 07:00:00 | 2026-03-03 07:00:00
        late        | 2026-03-02 09:00:00 | 2026-03-03 07:00:00
        """,
        records_stock_allocations="""
        campaign_id | sku | quantity
        early       | p1  | 5
        early       | p2  | 5
        late        | p1  | 5
        """,
        orders="order_key | ordered_at\no1 | 2026-03-02 08:00:00\no2 | 2026-03-02 10:00:00",
        order_lines="""
        order_key | product_id | quantity
        o1        | p1         | 1
        o2        | p1         | 1
        o2        | p2         | 1
        """,
    )
    assert sorted((row["order_key"], row["product_id"], row["campaign_id"]) for row in rows) == [
        ("o1", "p1", "early"),
        ("o2", "p1", "late"),
        ("o2", "p2", "early"),
    ]


def test_no_order_stops_the_night_by_its_units() -> None:
    """Eleven orders of the most units that an event can name are more than 14 digits before the point."""
    rows = run(
        "kpi_campaign_products",
        records_sales_campaigns=SALES,
        records_stock_allocations=STOCK,
        campaign_lines="\n".join(
            [
                "campaign_id | order_key | product_id | ordered_at | quantity | is_cancelled",
                *(f"spring | {n} | p1 | 2026-03-02 07:10:00 | 9999999999999 | false" for n in range(11)),
            ]
        ),
    )
    assert {row["product_id"]: row["sold_units"] for row in rows}["p1"] == "109999999999989"


def test_demand_is_lost_while_nothing_is_left(tables: dict[str, str]) -> None:
    """Of six viewers 11 came when it was gone; 12 when it was gone, and bought later; 13 after the restock.

    Who looks from another country than the sale's is none of them. Each is of the place where they found nothing left.
    """
    seen = [
        ("11", "07:00", "web"),
        ("11", "08:10", "ios"),
        ("11", "08:15", "android"),
        ("5", "08:10", "web"),
        ("13", "08:40", "ios"),
        ("13", "08:45", "web"),
        ("1", "07:05", "web"),
        ("14", "08:20", "web"),
    ]
    lines = [
        f"{number} | Product Viewed | 2026-03-02 {at}:00 | 2026-03-02 | {person} | device | IT | {platform}"
        for number, (person, at, platform) in enumerate(seen, start=1)
    ]
    lines += ["9 | Product Viewed | 2026-03-02 08:10:00 | 2026-03-02 | 15 | bot | IT | web"]
    lines += ["10 | Product Viewed | 2026-03-02 08:10:00 | 2026-03-02 | 16 | device | FR | web"]
    check(
        "campaign_viewers",
        """
        campaign_id | product_id | person_key | platform | country | is_lost
        spring      | p1         | 1          | web      | IT      | false
        spring      | p1         | 11         | ios      | IT      | true
        spring      | p1         | 13         | ios      | IT      | false
        spring      | p1         | 14         | web      | IT      | true
        spring      | p1         | 5          | web      | IT      | false
        """,
        stg_events="\n".join(
            [
                "event_key | event_name | occurred_at | business_date | sent_person_key | sender | country"
                " | platform",
                *lines,
            ]
        ),
        events="\n".join(
            [
                "dedup_key | business_date | product_id",
                *(f"{number} | 2026-03-02 | p1" for number in range(1, 11)),
            ]
        ),
        **tables,
    )


def sale(campaign: str, **tables: str) -> Row:
    read = {name: text for name, text in tables.items() if name != "records_stock_allocations"}
    return next(row for row in run("campaign_sales", **read) if row["campaign_id"] == campaign)


def test_a_sale_counts_its_own_products_from_the_records_opening_on(tables: dict[str, str]) -> None:
    """Both ends of the opening hour are in it: the order at 08:00 is."""
    row = sale("spring", **tables, spend_days=SPEND, campaign_viewers=DEMAND)
    found = {name: row.get(name) for name in EXPECTED}
    assert found == EXPECTED


SPEND = """
    business_date | channel | campaign | country | spend
    2026-03-01    | meta    | spring   | IT      | 20
    2026-03-02    | meta    | spring   | IT      | 7
    2026-03-02    | meta    | summer   | IT      | 99
    """
DEMAND = "\n".join(
    [
        "campaign_id | product_id | person_key | is_lost",
        *(f"spring | p1 | {person} | {str(person < 3).lower()}" for person in range(1, 6)),
    ]
)
EXPECTED: dict[str, Any] = {
    "hours": "24",
    "orders": "4",
    "buyers": "4",
    "new_buyers": "3",
    "units_sold": "14",
    "net_revenue": "135.00",
    "opening_hour_revenue": "105.00",
    "opening_hour_revenue_share": "0.777778",
    "units_allocated": "19",
    "sell_through_1h": "0.785714",
    "sell_through": "0.736842",
    "products": "2",
    "sold_out_products": "1",
    "unsold_products": "1",
    "minutes_to_sell_out": "60",
    "lost_demand_rate": "0.4",
    "spend": "27.00",
    "return_on_spend": "5",
    "cost_per_new_buyer": "9",
    "note": None,
}


def test_a_name_that_comes_again_spends_for_each_sale_in_its_own_time() -> None:
    rows = run(
        "campaign_sales",
        records_sales_campaigns="""
        campaign_id | name         | starts_at           | ends_at             | business_date
        bf25        | Black Friday | 2025-11-28 07:00:00 | 2025-11-29 07:00:00 | 2025-11-28
        bf26        | Black Friday | 2026-11-27 07:00:00 | 2026-11-28 07:00:00 | 2026-11-27
        """,
        spend_days="""
        business_date | channel | campaign     | spend
        2025-11-29    | meta    | black friday | 1000
        2026-11-20    | meta    | black friday | 20
        2026-11-29    | meta    | black friday | 7
        2026-12-01    | meta    | bf25         | 5
        """,
    )
    assert {row["campaign_id"]: row["spend"] for row in rows} == {"bf25": "1005.00", "bf26": "20.00"}


def test_without_records_of_stock_and_spend_all_orders_count_and_the_rest_is_null(
    tables: dict[str, str],
) -> None:
    row = sale("everywhere", **tables)
    assert (row["orders"], row["net_revenue"]) == ("6", "254.00")
    assert not {"sell_through", "units_allocated", "spend", "return_on_spend", "hours"} & set(row)
    assert row["note"] == "no stock recorded; no spend recorded"


def test_a_sale_is_as_good_as_the_worst_of_its_days() -> None:
    rows = run(
        "kpi_campaign",
        campaign_sales="""
        campaign_id | opens_at            | closes_at
        two_days    | 2026-03-02 07:00:00 | 2026-03-03 07:00:00
        one_day     | 2026-03-02 07:00:00 | 2026-03-02 09:00:00
        elsewhen    | 2025-03-02 07:00:00 | 2025-03-02 09:00:00
        """,
        calendar="""
        business_date | starts_at           | ends_at
        2026-03-02    | 2026-03-01 23:00:00 | 2026-03-02 23:00:00
        2026-03-03    | 2026-03-02 23:00:00 | 2026-03-03 23:00:00
        """,
        kpi_verdicts="""
        business_date | platform | kpi         | verdict  | reason
        2026-03-02    | all      | net_revenue | audited  | fine
        2026-03-03    | all      | net_revenue | disputed | two are missing
        2026-03-03    | all      | orders      | audited  | fine
        """,
    )
    assert {row["campaign_id"]: (row["verdict"], row["reason"]) for row in rows} == {
        "two_days": ("disputed", "2026-03-03: two are missing"),
        "one_day": ("audited", "2026-03-02: fine"),
        "elsewhen": ("unaudited", "no day of it is in the lake"),
    }


def test_spend_is_in_the_shops_currency_by_the_rate_of_its_day() -> None:
    check(
        "spend_days",
        """
        business_date | channel | campaign | country | spend | unrated
        2026-03-02    | meta    | spring   | IT      | 15.00 | 0
        2026-03-02    | google  |          | -       | 0.00  | 1
        """,
        records_marketing_spend="""
        day        | channel | campaign | country | currency | spend
        2026-03-02 | Meta    | Spring   | IT      | EUR      | 10
        2026-03-02 | meta    | spring   | IT      | USD      | 10
        2026-03-02 | google  |          |         | JPY      | 500
        """,
        currency_rates="business_date | currency | rate\n2026-03-02 | USD | 0.5",
    )
