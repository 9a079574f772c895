"""The KPIs on one drawn day, and the edges of their divisions."""

from datetime import datetime

from tally.domain.reports.kpis import KPIS
from tally.modelling import catalog

from tests.sql.tables import Row, check, drawn, run, run_query

DAY = "2026-11-20"

# Four visitors: 1 and 2 on ios in IT, 2 also on web in IT, 3 on web in FR, 4 on web in FR.
VISITS = """
    business_date | platform | country | person_key
    2026-11-20    | ios      | IT      | 1
    2026-11-20    | ios      | IT      | 2
    2026-11-20    | web      | IT      | 2
    2026-11-20    | web      | FR      | 3
    2026-11-20    | web      | FR      | 4
    """
SESSIONS = """
    business_date | platform | country | person_key | had_order
    2026-11-20    | ios      | IT      | 1          | true
    2026-11-20    | ios      | IT      | 1          | false
    2026-11-20    | ios      | IT      | 2          | true
    2026-11-20    | web      | FR      | 3          | true
    2026-11-20    | web      | FR      | 4          | false
    """
# 2 added on both platforms and ordered only what was added on ios.
CARTS = """
    business_date | platform | country | person_key | is_ordered
    2026-11-20    | ios      | IT      | 1          | true
    2026-11-20    | ios      | IT      | 2          | true
    2026-11-20    | web      | IT      | 2          | false
    2026-11-20    | web      | FR      | 4          | false
    """
# 1 orders twice on ios, 2 on web (their first), 3 for the third time; a fifth order was cancelled.
ORDERS = """
    order_key | business_date | platform | country | person_key | shop_rate | revenue | shop_net_revenue | units | is_cancelled | order_number_of_person | is_opening_hour
    o1        | 2026-11-20    | ios      | IT      | 1          | 1         | 100     | 100              | 2     | false        | 1                      | true
    o2        | 2026-11-20    | ios      | IT      | 1          | 1         | 60      | 50               | 1     | false        | 2                      | false
    o3        | 2026-11-20    | web      | IT      | 2          | 1         | 30      | 30               | 3     | false        | 1                      | true
    o4        | 2026-11-20    | web      | FR      | 3          | 1         | 20      | 20               | 2     | false        | 3                      | false
    o5        | 2026-11-20    | web      | FR      | 4          | 1         | 40      | 0                | 9     | true         |                        | true
    """
# o2 was refunded in time, o5 cancelled; o1's lines cost 20 more than was paid for it.
RETURNS = """
    order_key | units | value | is_cancelled | is_touched
    o2        | 1     | 10    | false        | true
    o5        | 9     | 40    | true         | true
    """
PRODUCTS = """
    order_key | product_id | lines_amount
    o1        | p1         | 120
    o1        | p2         | 120
    """
# 110 of the day's orders, 15 taken back of older ones, and 8 of one that was cancelled.
BOOKINGS = """
    order_key | booking_id | business_date | platform | country | person_key | is_cancelled | amount
    o1        | placed     | 2026-11-20    | ios      | IT      | 1          | false        | 110
    o0        | r0         | 2026-11-20    | web      | FR      | 9          | false        | -15
    o5        | placed     | 2026-11-20    | web      | FR      | 4          | true         | 40
    o5        | cancelled  | 2026-11-20    | web      | FR      | 4          | true         | -40
    o7        | cancelled  | 2026-11-20    | web      | FR      | 4          | true         | -8
    """
# Who ordered first: 1 came again after 40 days, 2 never.
FIRST_ORDERS = """
    person_key | order_key | business_date | platform | country | ordered_at          | has_repeated_30d | has_repeated_60d | has_repeated_90d | value_30d | value_60d | value_90d
    1          | o1        | 2026-11-20    | ios      | IT      | 2026-11-20 10:00:00 | false            | true             | true             | 150       | 170       | 170
    2          | o3        | 2026-11-20    | web      | IT      | 2026-11-20 11:00:00 | false            | false            | false            | 30        | 30        | 30
    """
CHECKOUTS = """
    business_date | platform | country | person_key | is_ordered
    2026-11-20    | ios      | IT      | 1          | true
    2026-11-20    | web      | IT      | 1          | false
    2026-11-20    | web      | FR      | 4          | false
    """
RESERVED = """
    business_date | platform | country | person_key | held | expired
    2026-11-20    | ios      | IT      | 1          | 3    | 0
    2026-11-20    | web      | FR      | 4          | 2    | 1
    """
SALES = """
    campaign_id | starts_at           | business_date
    spring      | 2026-11-20 07:00:00 | 2026-11-20
    planned     | 2027-12-01 07:00:00 | 2027-12-01
    """
STOCK = """
    campaign_id | product_id | sold_units | allocated_units | is_sold_out | minutes_to_sell_out
    spring      | p1         | 9          | 10              | true        | 30
    spring      | p2         | 8          | 8               | true        | 15
    spring      | p3         | 1          | 2               | false       |
    planned     | p1         | 0          | 10              | false       |
    """
DEMAND = """
    campaign_id | product_id | person_key | platform | country | is_lost
    spring      | p1         | 1          | ios      | IT      | true
    spring      | p1         | 2          | web      | IT      | true
    spring      | p1         | 3          | web      | IT      | false
    spring      | p1         | 4          | web      | FR      | false
    spring      | p1         | 8          | web      | FR      | false
    spring      | p1         | 9          | web      | FR      | false
    spring      | p2         | 1          | ios      | IT      | false
    spring      | p2         | 4          | web      | FR      | false
    """
SPEND = """
    business_date | channel | campaign | country | spend
    2026-11-20    | meta    | spring   | IT      | 15
    2026-11-20    | meta    | spring   | -       | 5
    """
AD_ORDERS = """
    order_key | person_key | business_date | platform | country | channel | shop_net_revenue
    o3        | 2          | 2026-11-20    | web      | IT      | meta    | 30
    """
PROFILES = """
    person_key | profile
    1          | loyal
    """


KNOWN = "orders are known since 2026-11-20"
DAY_TABLES = {
    "visits": VISITS,
    "sessions": SESSIONS,
    "carts": CARTS,
    "orders": ORDERS,
    "order_returns": RETURNS,
    "order_products": PRODUCTS,
    "order_bookings": BOOKINGS,
    "first_orders": FIRST_ORDERS,
    "started_checkouts": CHECKOUTS,
    "reserved_units": RESERVED,
    "customer_profiles": PROFILES,
    "records_sales_campaigns": SALES,
    "kpi_campaign_products": STOCK,
    "campaign_viewers": DEMAND,
    "spend_days": SPEND,
    "ad_orders": AD_ORDERS,
}
PLACE = ("platform", "country", "region", "profile")


def kpis(platform: str = "all", country: str = "all", region: str = "all", **tables: str) -> dict[str, Row]:
    """The rows of one place, of all profiles."""
    wanted = (platform, country, region, "all")
    rows = rows_over(**(tables or DAY_TABLES))
    return {row["kpi"]: row for row in rows if tuple(row[name] for name in PLACE) == wanted}


def rows_over(**tables: str) -> list[Row]:
    """kpi_daily over what persons did by these tables."""
    return run("kpi_daily", kpi_person_days=drawn("kpi_person_days", **tables))


def values(found: dict[str, Row]) -> dict[str, str | None]:
    return {kpi: row.get("value") for kpi, row in found.items()}


def test_all_of_them_over_the_whole_day() -> None:
    assert values(kpis()) == {
        "visitors": "4",
        "bots": "0",
        "events_without_consent": None,
        "sessions": "5",
        "conversion_rate_by_visitor": "0.75",
        "conversion_rate_by_session": "0.6",
        "buyers": "3",
        "unseen_buyers": "0",
        "orders": "4",
        "cancelled_orders": "1",
        "test_orders": "0",
        "unconfirmed_orders": "0",
        "gross_merchandise_value": "270",
        "cancelled_revenue": "40",
        "net_revenue": "200",
        "net_revenue_booked": "87",
        "unconfirmed_revenue": "0",
        "average_order_value": "50",
        "average_order_value_booked": "23.75",
        "units_per_order": "2",
        "revenue_per_visitor": "50",
        "cart_abandonment_rate": "0.333333",
        "checkout_abandonment_rate": "0.5",
        "reservation_expiry_rate": "0.2",
        "opening_hour_revenue_share": "0.65",
        "new_buyers": "2",
        "returning_buyers": "1",
        "repeat_purchase_rate": "0.666667",
        "repeat_purchase_rate_30d": "0",
        "repeat_purchase_rate_60d": "0.5",
        "repeat_purchase_rate_90d": "0.5",
        "customer_value_30d": "90",
        "customer_value_60d": "100",
        "customer_value_90d": "100",
        "return_rate_by_units_30d": "0.588235",
        "return_rate_by_value_30d": "0.2",
        "cancellation_rate_30d": "0.2",
        "touched_order_rate_30d": "0.4",
        "sell_through": "0.9",
        "time_to_sell_out": "22.5",
        "lost_demand_rate": "0.25",
        "ad_spend": "20",
        "return_on_ad_spend": "1.5",
        "cost_per_new_buyer": "10",
    }


def test_one_platform_counts_its_own_people() -> None:
    web = values(kpis("web"))
    assert web["visitors"] == "3"
    assert web["conversion_rate_by_visitor"] == "0.666667"
    assert web["cart_abandonment_rate"] == "1"
    assert web["net_revenue"] == "50"
    assert web["new_buyers"] == "1"
    ios = values(kpis("ios"))
    assert (ios["visitors"], ios["orders"], ios["cart_abandonment_rate"]) == ("2", "2", "0")
    assert (ios["repeat_purchase_rate"], ios["lost_demand_rate"], ios["sell_through"]) == ("1", "0.5", None)


def test_one_country_and_one_platform_in_it() -> None:
    assert values(kpis(country="IT"))["visitors"] == "2"
    assert values(kpis("web", "IT"))["net_revenue"] == "30"
    assert values(kpis("web", "FR"))["conversion_rate_by_visitor"] == "0.5"
    assert kpis("ios", "FR") == {}


def test_numerators_and_denominators_stand_beside_the_value() -> None:
    found = kpis()
    assert (found["orders"]["numerator"], found["orders"]["denominator"]) == ("4", "1")
    rate = found["conversion_rate_by_visitor"]
    assert (rate["numerator"], rate["denominator"]) == ("3", "4")


def test_a_rate_of_nothing_is_null_and_a_count_of_nothing_is_0() -> None:
    found = values(kpis(visits=VISITS))
    assert found["orders"] == found["net_revenue"] == found["conversion_rate_by_visitor"] == "0"
    assert (
        found["average_order_value"]
        is found["cart_abandonment_rate"]
        is found["repeat_purchase_rate"]
        is None
    )


def test_every_cell_has_every_kpi() -> None:
    rows = rows_over(visits=VISITS, orders=ORDERS)
    cells = {tuple(row[name] for name in PLACE) for row in rows}
    assert len(rows) == len(KPIS) * len(cells)
    assert cells == {
        ("all", "all", "all", "all"),
        ("ios", "all", "all", "all"),
        ("web", "all", "all", "all"),
        ("all", "IT", "all", "all"),
        ("all", "FR", "all", "all"),
        ("ios", "IT", "all", "all"),
        ("web", "IT", "all", "all"),
        ("web", "FR", "all", "all"),
        ("all", "all", "IT-other", "all"),
        ("all", "all", "FR-other", "all"),
        ("all", "all", "all", "none"),
    }


def test_a_person_counts_in_each_region_and_once_in_all() -> None:
    """An order without a place is of an unknown region, and advertising is of none."""
    tables = {
        "visits": """
        business_date | platform | country | region  | person_key
        2026-11-20    | web      | IT      | Lazio   | 1
        2026-11-20    | ios      | IT      | Lazio   | 1
        2026-11-20    | ios      | IT      | Marche  | 1
        2026-11-20    | web      | BE      | Limburg | 2
        2026-11-20    | web      | NL      | Limburg | 3
        2026-11-20    | web      | NL      | Utopia  | 4
        """,
        "kpi_regions": """
        country | region  | label
        IT      | Lazio   | IT-Lazio
        IT      | Marche  | IT-Marche
        BE      | Limburg | BE-Limburg
        NL      | Limburg | NL-Limburg
        """,
        "orders": """
        order_key | business_date | platform | country | region  | person_key | shop_net_revenue | is_cancelled
        o1        | 2026-11-20    | web      | IT      | Lazio   | 1          | 10               | false
        o2        | 2026-11-20    | web      | NL      | unknown | 3          | 7                | false
        """,
        "first_orders": """
        person_key | business_date | platform | country | region  | ordered_at          | has_repeated_30d | value_30d
        1          | 2026-11-20    | web      | IT      | Lazio   | 2026-11-20 08:00:00 | true             | 30
        3          | 2026-11-20    | web      | NL      | unknown | 2026-11-20 08:00:00 | false            | 7
        """,
        "spend_days": SPEND,
    }
    rows = rows_over(**tables)
    found = {
        (row["region"], row["kpi"]): row.get("value")
        for row in rows
        if (row["platform"], row["country"], row["profile"]) == ("all", "all", "all")
    }
    regions = ["all", "IT-Lazio", "IT-Marche", "BE-Limburg", "NL-Limburg", "NL-other", "NL-unknown"]
    assert [found[region, "visitors"] for region in regions] == ["4", "1", "1", "1", "1", "1", "0"]
    assert [found[region, "net_revenue"] for region in regions] == ["17", "10", "0", "0", "0", "0", "7"]
    assert [found[region, "customer_value_30d"] for region in regions[:2]] == ["18.5", "30"]
    assert found["NL-unknown", "customer_value_30d"] == "7"
    assert (found["all", "ad_spend"], found["IT-Lazio", "ad_spend"]) == ("20", None)
    assert {region for region, _ in found} == set(regions)


def test_regions_are_those_with_the_most_visitors() -> None:
    check(
        "kpi_regions",
        """
        country | region | label    | persons
        IT      | Lazio  | IT-Lazio | 2
        NL      | Lazio  | NL-Lazio | 1
        """,
        visits="""
        business_date | country | region  | person_key
        2026-11-20    | IT      | Lazio   | 1
        2026-11-21    | IT      | Lazio   | 1
        2026-11-20    | IT      | Lazio   | 2
        2026-11-20    | NL      | Lazio   | 2
        2026-11-20    | IT      | unknown | 3
        """,
    )
    many = "\n".join(f"2026-11-20 | IT | r{number} | 1" for number in range(501))
    rows = run("kpi_regions", visits=f"business_date | country | region | person_key\n{many}")
    assert len(rows) == 500


def test_an_order_without_money_counts_and_units_may_be_weights() -> None:
    found = kpis(
        orders="""
        order_id | business_date | platform | country | person_key | shop_net_revenue | units               | is_cancelled
        none     | 2026-11-20    | web      | IT      | 1          |             | 0.35                | false
        some     | 2026-11-20    | web      | IT      | 1          | 5           | 99999999999998      | false
        alone    | 2026-11-20    | web      | FR      | 2          |             | 1                   | false
        """
    )
    assert [found[kpi]["numerator"] for kpi in ("orders", "net_revenue")] == ["3", "5"]
    assert found["units_per_order"]["numerator"] == "1e+14"


def test_orders_without_a_rate_count_and_the_average_is_of_the_others() -> None:
    found = kpis(
        orders="""
        order_id | business_date | platform | country | person_key | shop_net_revenue | units | is_cancelled
        yen      | 2026-11-20    | web      | IT      | 1          |                  | 1     | false
        one      | 2026-11-20    | web      | IT      | 1          | 5                | 1     | false
        two      | 2026-11-20    | web      | FR      | 2          | 10               | 1     | false
        """
    )
    assert [found[kpi]["value"] for kpi in ("orders", "net_revenue", "average_order_value")] == [
        "3",
        "15",
        "7.5",
    ]


def test_unconfirmed_orders_are_counted_once_more_apart() -> None:
    found = kpis(
        orders="""
        order_id | business_date | platform | country | person_key | shop_net_revenue | units | is_cancelled | is_unconfirmed
        told     | 2026-11-20    | web      | IT      | 1          | 5                | 1     | false        | false
        fake     | 2026-11-20    | web      | IT      | 1          | 9000             | 1     | false        | true
        yen      | 2026-11-20    | web      | IT      | 1          |                  | 1     | false        | true
        gone     | 2026-11-20    | web      | IT      | 1          | 7                | 1     | true         | true
        """
    )
    names = ("orders", "net_revenue", "unconfirmed_orders", "unconfirmed_revenue", "units_per_order")
    assert [found[kpi]["value"] for kpi in names] == ["3", "9005", "2", "9000", "1"]


def test_buyers_whom_only_a_server_told_are_told_and_convert_nobody() -> None:
    """Of three buyers one was there on the platform and two nowhere: a conversion of more than one is none."""
    found = kpis(
        visits="""
        business_date | platform | country | person_key
        2026-11-20    | web      | IT      | 1
        """,
        orders="""
        order_id | business_date | platform | country | person_key | shop_net_revenue | units | is_cancelled
        o1       | 2026-11-20    | web      | IT      | 1          | 10          | 1     | false
        o2       | 2026-11-20    | server   | unknown | 2          | 20          | 1     | false
        o3       | 2026-11-20    | server   | unknown | 3          | 30          | 1     | false
        """,
    )
    assert (found["visitors"]["value"], found["unseen_buyers"]["value"]) == ("1", "2")
    assert found["conversion_rate_by_visitor"]["value"] == "1"
    assert found["net_revenue"]["value"] == "60"


def test_an_order_with_a_line_without_a_price_is_worth_its_revenue_at_least() -> None:
    """o2 tells 20 of its 60, o3 more than it took."""
    products = "order_key | product_id | lines_amount | unpriced\n"
    found = kpis(orders=ORDERS, order_products=products + "o2 | p | 20 | 0\no2 | q | 20 | 1\no3 | p | 35 | 1")
    assert found["gross_merchandise_value"]["value"] == "255"


def test_bots_stand_beside_the_visitors() -> None:
    found = kpis(
        visits=VISITS,
        bots="""
        business_date | platform | country | person_key
        2026-11-20    | web      | IT      | 8
        2026-11-20    | ios      | IT      | 8
        2026-11-20    | web      | FR      | 9
        """,
    )
    assert (found["visitors"]["value"], found["bots"]["value"]) == ("4", "2")


def test_test_orders_stand_beside_the_orders() -> None:
    found = kpis(
        orders=ORDERS,
        test_orders="""
        order_id | business_date | platform | country | person_key
        t1       | 2026-11-20    | web      | IT      | 8
        t2       | 2026-11-20    | web      | IT      | 8
        """,
    )
    assert (found["orders"]["value"], found["test_orders"]["value"]) == ("4", "2")
    assert found["net_revenue"]["value"] == "200"


def test_the_share_of_events_without_consent_counts_no_person_and_no_money() -> None:
    found = kpis(
        visits=VISITS,
        orders=ORDERS,
        consents="""
        business_date | platform | country | events | without_consent
        2026-11-20    | web      | IT      | 6      | 2
        2026-11-20    | ios      | IT      | 4      | 3
        """,
    )
    assert found["events_without_consent"]["value"] == "0.5"
    assert [found[kpi]["value"] for kpi in ("visitors", "orders", "net_revenue")] == ["4", "4", "200"]
    assert found["units_per_order"]["value"] == "2"


def test_a_profile_has_its_own_people_and_nobody_else() -> None:
    rows = rows_over(**DAY_TABLES)
    found = {(row["profile"], row["kpi"]): row.get("value") for row in rows if row["profile"] != "all"}
    assert [found[profile, "net_revenue"] for profile in ("loyal", "none")] == ["150", "50"]
    assert [found[profile, "visitors"] for profile in ("loyal", "none")] == ["1", "3"]


def test_whose_time_is_not_over_is_left_out_and_told() -> None:
    """30 days after the first order is over to the second, the other is one younger."""
    as_of = datetime(2026, 12, 20, 10, 0)
    persons = drawn("kpi_person_days", **DAY_TABLES)
    rows = run("kpi_daily", {"as_of": as_of}, kpi_person_days=persons)
    found = {row["kpi"]: row for row in rows if {row[name] for name in PLACE} == {"all"}}
    young = found["customer_value_30d"]
    assert (young["value"], young["denominator"]) == ("150", "1")
    assert young["note"] == "1 too young to count; orders are known since 2026-11-20"
    complete = {kpi for kpi, row in found.items() if row["is_complete"] == "true"}
    assert {"orders", "cart_abandonment_rate", "customer_value_30d"} & complete == {
        "orders",
        "cart_abandonment_rate",
    }


def test_of_stock_nothing_is_complete_while_a_sale_of_the_day_is_open() -> None:
    persons = drawn("kpi_person_days", **DAY_TABLES)
    rows = run(
        "kpi_daily",
        {"as_of": datetime(2026, 11, 22)},
        kpi_person_days=persons,
        records_sales_campaigns=SALES,
        kpi_campaign_products=STOCK,
    )
    found = {row["kpi"]: row["is_complete"] for row in rows if {row[name] for name in PLACE} == {"all"}}
    assert (found["sell_through"], found["time_to_sell_out"], found["orders"]) == ("false", "false", "true")


def test_a_number_that_needs_what_nobody_told_is_null_and_says_so() -> None:
    found = kpis(visits=VISITS, orders=ORDERS)
    told = {kpi: row["note"] for kpi, row in found.items() if "note" in row and "value" not in row}
    spend, stock = "no spend recorded, or a part without a rate", "no stock of a sale recorded"
    assert told == {
        "reservation_expiry_rate": "no Cart Expired event until then, or empty carts",
        **dict.fromkeys(("sell_through", "time_to_sell_out"), stock),
        "lost_demand_rate": "nobody looked at what a sale had sold out of",
        **dict.fromkeys(("ad_spend", "return_on_ad_spend"), spend),
        "cost_per_new_buyer": f"{spend}; {KNOWN}",
        **dict.fromkeys((kpi for kpi in KPIS if kpi.startswith("customer_value")), KNOWN),
        **dict.fromkeys((kpi for kpi in KPIS if kpi.startswith("repeat_purchase_rate_")), KNOWN),
    }


def test_what_is_told_of_no_place_stands_in_the_totals_alone() -> None:
    assert (
        kpis("web", **DAY_TABLES)["ad_spend"]["note"]
        == "no spend recorded, or a part without a rate for this place"
    )
    assert values(kpis(country="IT"))["return_on_ad_spend"] == "2"
    rows = rows_over(**DAY_TABLES)
    assert {row["business_date"] for row in rows} == {DAY}, "a sale that is planned makes no day"
    assert "-" not in {row[name] for row in rows for name in PLACE}


def test_days_do_not_mix() -> None:
    rows = rows_over(
        visits="""
        business_date | platform | country | person_key
        2026-11-20    | ios      | IT      | 1
        2026-11-21    | ios      | IT      | 1
        """,
    )
    visitors = [(row["business_date"], row["value"]) for row in rows if row["kpi"] == "visitors"]
    assert sorted(set(visitors)) == [("2026-11-20", "1"), ("2026-11-21", "1")]


def test_every_kpi_of_the_catalog_has_both_sides() -> None:
    found = kpis()
    assert list(KPIS) == sorted(found, key=list(KPIS).index)
    assert all({"numerator", "denominator"} <= set(row) for row in found.values())


def test_a_measure_that_nobody_counts_stops_the_build() -> None:
    """It once came out as net revenue under the new name."""
    listed = """
    kpi     | numerator | denominator
    returns | returned  | orders
    margin  | margin    | one
    """
    found = run("kpi_daily", kpi_person_days=drawn("kpi_person_days", orders=ORDERS), kpi_catalog=listed)
    assert {row.get("numerator") for row in found} == {None}
    lines = "\n".join(["kpi | denominator", *(f"{row['kpi']} | {row['denominator']}" for row in found)])
    (check,) = [each for each in catalog.model("kpi_daily").checks if each.description.startswith("not_null")]
    assert len(run_query(check.query, kpi_daily=lines)) == len(found)
