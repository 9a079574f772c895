"""A range of days as one figure: when it is complete, and how good it is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.kpi_range import KpiRange
from tally.domain.shop.shop_clock import ShopClock

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
ENDS_AT = ShopClock("Europe/Rome").day(LAST).ends_at
LONG_AFTER = datetime(2026, 4, 1, tzinfo=UTC)
AUDITED = {"verdict": "audited", "days": 2, "worst_days": 2, "worst_date": FIRST, "worst_reason": "seen"}


def complete(as_of: datetime = LONG_AFTER, kpi: str = "orders", **found: Any) -> dict[str, Any]:
    asked = KpiRange(first=FIRST, last=LAST, as_of=as_of, ends_at=ENDS_AT, last_counted=LAST)
    row = dict.fromkeys(asked.columns) | {"kpi": kpi, "are_complete": True, **AUDITED, **found}
    (completed,) = asked.complete([row])
    assert tuple(completed) == asked.columns
    return completed


def test_days_that_end_before_they_begin_are_no_range() -> None:
    with pytest.raises(BadQuestion, match="before they begin"):
        KpiRange(first=LAST, last=FIRST, as_of=LONG_AFTER, ends_at=ENDS_AT, last_counted=LAST)


def test_as_of_a_day_there_is_one_that_was_over() -> None:
    with pytest.raises(BadQuestion, match="none of these days was over"):
        KpiRange(first=LAST, last=LAST, as_of=LONG_AFTER, ends_at=ENDS_AT, last_counted=FIRST)


@pytest.mark.parametrize(
    ("as_of", "complete_kpis"),
    [
        (datetime(2026, 3, 3, 22, 59, tzinfo=UTC), set()),
        (datetime(2026, 3, 3, 23, tzinfo=UTC), {"orders"}),
        (datetime(2026, 3, 4, 23, tzinfo=UTC), {"orders", "cart_abandonment_rate"}),
    ],
)
def test_a_range_is_complete_when_its_last_day_and_what_it_waits_for_are_over(
    as_of: datetime, complete_kpis: set[str]
) -> None:
    kpis = ("orders", "cart_abandonment_rate", "customer_value_30d")
    assert {kpi for kpi in kpis if complete(as_of, kpi)["is_complete"]} == complete_kpis


def test_what_a_sale_sold_of_its_stock_is_not_complete_while_one_is_open() -> None:
    assert not complete(kpi="sell_through", are_complete=False)["is_complete"]
    assert complete(kpi="sell_through")["is_complete"]
    assert complete(kpi="orders", are_complete=False)["is_complete"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({}, ("audited", "the witness agrees on each of its days")),
        (
            {"verdict": "unaudited", "worst_days": 1, "worst_date": LAST, "worst_reason": "because"},
            ("unaudited", "1 of 2 days, 2026-03-03: because"),
        ),
        (
            {"verdict": "disputed", "days": 1, "worst_days": 1, "worst_reason": "because"},
            ("disputed", "its day, 2026-03-02: because"),
        ),
        ({"verdict": None, "days": None}, ("unaudited", "no event that it rests on was audited")),
    ],
)
def test_a_range_is_as_good_as_its_worst_day(found: dict[str, Any], told: tuple[str, str]) -> None:
    completed = complete(**found)
    assert (completed["verdict"], completed["reason"]) == told
