"""A KPI of several days as one figure.

1. A person counts once, on however many of the days they came; so a visitor is no sum of days.
2. A ratio is the sum of its parts divided, never the mean of the days' ratios; a day without orders brings
   its refunds all the same.
3. Whose 30, 60 or 90 days are not over as of the moment asked for is left out, and told.
4. It is as good as the worst of its days' verdicts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.errors import BadQuestion
from tally.domain.reports.kpis import kpi_named
from tally.domain.shop.shop_clock import ShopClock

OF_SALES = frozenset({"sale_stock_units", "sold_out_viewers"})
"""What KPIs of a sale's stock need: kpi_daily.sql looks at the same, for those of sales that are open."""

_WORST_FIRST = (Verdict.DISPUTED, Verdict.UNAUDITED, Verdict.AUDITED)


@dataclass(frozen=True, slots=True)
class KpiRange:
    """The days from `first` to `last`, both in it, as of a moment; BadQuestion where they are none."""

    first: date
    last: date
    as_of: datetime

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadQuestion(f"the days end on {self.last}, before they begin on {self.first}")

    def is_complete(self, kpi: str, shop: ShopClock, days: Sequence[Mapping[str, Any]] = ()) -> bool:
        """Whether its last day is over as of then, and so is the time that the KPI waits after it.

        A sale may go on for weeks: of its stock each of the `days`, rows with is_complete of the last night,
        must be, too.
        """
        named = kpi_named(kpi)
        waits = timedelta(hours=named.window_hours or 0)
        is_over = shop.day(self.last).ends_at + waits <= self.as_of
        return is_over and (named.needs not in OF_SALES or all(row["is_complete"] for row in days))


def pool_verdicts(days: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """(verdict, reason) over these rows of one KPI, which have business_date, verdict and reason."""
    for verdict in _WORST_FIRST:
        found = [row for row in days if row["verdict"] == verdict]
        if found and verdict is Verdict.AUDITED:
            return verdict.value, "the witness agrees on each of its days"
        if found:
            first = found[0]
            days_of = f"{len(found)} of {len(days)} days" if len(days) > 1 else "its day"
            return verdict.value, f"{days_of}, {first['business_date']}: {first['reason']}"
    return Verdict.UNAUDITED.value, "no event that it rests on was audited"
