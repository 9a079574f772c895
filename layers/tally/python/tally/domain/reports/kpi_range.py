"""A KPI of several days as one figure.

1. A person counts once, on however many of the days they came; so a visitor is no sum of days.
2. A ratio is the sum of its parts divided, never the mean of the days' ratios; a day without orders brings
   its refunds all the same.
3. As of a day it knows what was known as that day began: days from it on are not counted, and whose 30, 60 or
   90 days were not over then is left out, and told.
4. It is as good as the worst of its days' verdicts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tally.domain.audit.verdicts import Verdict
from tally.domain.errors import BadQuestion
from tally.domain.reports.kpi_places import PLACES
from tally.domain.reports.kpi_question import KpiQuestion, tell_worst_days
from tally.domain.reports.kpis import kpi_named

OF_SALES = frozenset({"sale_stock_units", "sold_out_viewers"})
"""What KPIs of a sale's stock need: kpi_daily.sql looks at the same, for those of sales that are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRange(KpiQuestion):
    """The days as one figure, as of a moment, before which `last_counted` is over where it was asked of the
    past. `ends_at` is when the last of the days does; moments are UTC. BadQuestion where no day is left."""

    as_of: datetime
    ends_at: datetime
    last_counted: date

    def __post_init__(self) -> None:
        """See KpiQuestion."""
        KpiQuestion.__post_init__(self)
        if self.last_counted < self.first:
            raise BadQuestion(f"As --as-of began none of these days was over: {self.first} is the first")

    @property
    def columns(self) -> Sequence[str]:
        """See Question."""
        return (
            *("first_date", "last_date", *PLACES, "kpi", "value", "unit", "currency"),
            *("verdict", "reason", "numerator", "denominator", "left_out", "is_complete", "note"),
        )

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/kpis_of_range.sql."""
        return [self._complete_row(row) for row in rows]

    def _complete_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        told = {
            **row,
            "first_date": self.first,
            "last_date": self.last,
            "verdict": row["verdict"] or Verdict.UNAUDITED.value,
            "reason": _tell_reason(row),
            "is_complete": self._is_complete(row),
        }
        return {name: told[name] for name in self.columns}

    def _is_complete(self, row: Mapping[str, Any]) -> bool:
        """Whether its last day is over as of then, and so is the time that the KPI waits after it.

        A sale may go on for weeks: of its stock each of the days must be complete, too.
        """
        kpi = kpi_named(row["kpi"])
        is_over = self.ends_at + timedelta(hours=kpi.window_hours or 0) <= self.as_of
        return is_over and (kpi.needs not in OF_SALES or row["are_complete"] is not False)


def _tell_reason(row: Mapping[str, Any]) -> str:
    if row["verdict"] is None:
        return "no event that it rests on was audited"
    if row["verdict"] == Verdict.AUDITED:
        return "the witness agrees on each of its days"
    first, reason = row["worst_date"], row["worst_reason"]
    if row["days"] == 1:
        return f"its day, {first}: {reason}"
    return tell_worst_days(row["worst_days"], row["days"], first, reason)
