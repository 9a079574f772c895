"""A range of days as one figure: when it is complete, and how good it is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.kpi_range import KpiRange, pool_verdicts
from tally.domain.shop.shop_clock import ShopClock

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)


def row(day: date, verdict: str) -> dict[str, Any]:
    return {"business_date": day, "verdict": verdict, "reason": "because"}


def test_days_that_end_before_they_begin_are_no_range() -> None:
    with pytest.raises(BadQuestion, match="before they begin"):
        KpiRange(LAST, FIRST, datetime(2026, 4, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("as_of", "complete"),
    [
        (datetime(2026, 3, 3, 22, 59, tzinfo=UTC), set()),
        (datetime(2026, 3, 3, 23, tzinfo=UTC), {"orders"}),
        (datetime(2026, 3, 4, 23, tzinfo=UTC), {"orders", "cart_abandonment_rate"}),
    ],
)
def test_a_range_is_complete_when_its_last_day_and_what_it_waits_for_are_over(
    as_of: datetime, complete: set[str]
) -> None:
    asked, shop = KpiRange(FIRST, LAST, as_of), ShopClock("Europe/Rome")
    kpis = ("orders", "cart_abandonment_rate", "customer_value_30d")
    assert {kpi for kpi in kpis if asked.is_complete(kpi, shop)} == complete


def test_what_a_sale_sold_of_its_stock_is_not_complete_while_one_is_open() -> None:
    asked, shop = KpiRange(FIRST, LAST, datetime(2026, 4, 1, tzinfo=UTC)), ShopClock("Europe/Rome")
    days = [{"is_complete": False}, {"is_complete": True}]
    assert not asked.is_complete("sell_through", shop, days)
    assert asked.is_complete("sell_through", shop, days[1:])
    assert asked.is_complete("orders", shop, days)


@pytest.mark.parametrize(
    ("verdicts", "pooled"),
    [
        (("audited", "audited"), ("audited", "the witness agrees on each of its days")),
        (("audited", "unaudited"), ("unaudited", "1 of 2 days, 2026-03-03: because")),
        (("disputed", "unaudited"), ("disputed", "1 of 2 days, 2026-03-02: because")),
        (("disputed",), ("disputed", "its day, 2026-03-02: because")),
        ((), ("unaudited", "no event that it rests on was audited")),
    ],
)
def test_a_range_is_as_good_as_its_worst_day(verdicts: tuple[str, ...], pooled: tuple[str, str]) -> None:
    days = [row(day, verdict) for day, verdict in zip((FIRST, LAST), verdicts, strict=False)]
    assert pool_verdicts(days) == pooled
