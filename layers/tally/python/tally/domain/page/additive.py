"""Which KPIs may be added over days: a browser that filters a period must not count a person twice.

Numbers of orders, of money and of sessions belong to one day each. A person belongs to each day they came on:
the sum of two days is no number of persons (kpis_by_platform.sql says the same of platforms, where the page
reads published totals instead).
"""

from tally.domain.reports.kpis import ONE

OF_ONE_DAY = frozenset(
    {
        ONE,
        "without_consent",
        "told_consents",
        "sessions",
        "won_sessions",
        "orders",
        "cancelled_orders",
        "test_orders",
        "unconfirmed_orders",
        "valued_orders",
        "placed_orders",
        "touched_orders",
        "early_cancelled_orders",
        "units",
        "placed_units",
        "returned_units",
        "held_units",
        "expired_units",
        "sale_sold_units",
        "sale_stock_units",
        "sold_out_products",
        "sell_out_minutes",
        "net_revenue",
        "unconfirmed_revenue",
        "opening_revenue",
        "placed_value",
        "placed_revenue",
        "cancelled_revenue",
        "booked_revenue",
        "kept_booked_revenue",
        "returned_value",
        "spend",
        "ad_revenue",
        "value_30d",
        "value_60d",
        "value_90d",
        # Of a person one order is the first, and it has one day.
        "new_buyers",
        "ad_day_buyers",
        "buyers_30d",
        "buyers_60d",
        "buyers_90d",
        "repeat_buyers_30d",
        "repeat_buyers_60d",
        "repeat_buyers_90d",
    }
)
"""Measures of which each unit lies in one day: over days their sum is exact."""

OF_EVENTS = frozenset(
    {"orders", "net_revenue", "units", "placed_value", "booked_revenue", "cancelled_orders"}
)
"""Measures that grow with the events under them, so that a share of lost events is a share of the number."""


def adds_over_days(numerator: str, denominator: str) -> bool:
    """Whether sum(numerator) / sum(denominator) over days is the KPI of these days."""
    return {numerator, denominator} <= OF_ONE_DAY


def bound_truth(
    value: float | None, numerator: str, denominator: str, coverage: tuple[float | None, float | None]
) -> tuple[float | None, float | None]:
    """The interval in which the number lies, had nothing been lost: value / the share that the lake holds.

    (None, None) where nothing says so: the witness saw nothing, or the number is no count of events. It takes
    what was lost to be like what was not.
    """
    low, high = coverage
    if value is None or not low or not high or denominator != ONE or numerator not in OF_EVENTS:
        return None, None
    return value / high, value / low
